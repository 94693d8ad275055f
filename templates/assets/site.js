// On every page: reading settings, copying, and the keys that all pages share.

const root = document.documentElement;
export const words = JSON.parse(document.body.dataset.words);

/** Put values into a sentence of the interface. */
export function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

let fading;
/** Tell readers, and screen readers, that something was done. */
export function tell(message) {
  const toast = document.getElementById("toast");
  toast.textContent = message;
  toast.classList.add("shown");
  clearTimeout(fading);
  fading = setTimeout(() => toast.classList.remove("shown"), 2200);
}

/** Copy text, and say so. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    tell(words.copied);
  } catch {
    tell(words.copy_failed);
  }
}

/** Say whether a key is meant as a shortcut and not as typing. */
export function shortcut(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  return !typing && !event.ctrlKey && !event.metaKey && !event.altKey && root.dataset.keys !== "off";
}

const settings = document.getElementById("settings");
for (const choice of settings.querySelectorAll("input")) {
  const standard = { theme: "auto", size: "normal", face: "song", keys: "on" }[choice.name];
  choice.checked = (root.dataset[choice.name] ?? standard) === choice.value;
  choice.addEventListener("change", () => {
    root.dataset[choice.name] = choice.value;
    const kept = {};
    for (const { name, value } of settings.querySelectorAll("input:checked")) kept[name] = value;
    try {
      localStorage.setItem("reading", JSON.stringify(kept));
    } catch {
      // Not kept then; it still holds for this page.
    }
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  const from = button?.closest(".citation, [data-copy-from]")?.querySelector("pre, p");
  if (from) copy(from.textContent);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || !shortcut(event)) return;
  const boxes = [...document.querySelectorAll("form[role=search] input[type=search]")];
  const box = boxes.find((field) => field.offsetParent !== null);
  event.preventDefault();
  if (box) {
    box.focus();
    box.select();
  } else {
    document.querySelector(".go-search")?.click();
  }
});
