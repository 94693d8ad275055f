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

/* -- What a link leads to, seen before one goes there (WCAG 1.4.13: it can be hovered, dismissed, and stays) -- */

const preview = document.createElement("div");
preview.className = "preview";
preview.popover = "manual";
document.body.append(preview);
const seen = new Map();
let timer;

async function excerpt(link) {
  const address = link.href.split("#")[0];
  if (!seen.has(address)) {
    seen.set(address, fetch(address).then((answer) => (answer.ok ? answer.text() : "")).then((text) => new DOMParser().parseFromString(text, "text/html")));
  }
  const page = await seen.get(address);
  const paragraph = link.hash && page.getElementById(decodeURIComponent(link.hash.slice(1)));
  return [page.querySelector("h1"), page.querySelector(".facts p, .lead"), paragraph ?? page.querySelector(".text p[id], .kwic li, .roles li")];
}

function hide() {
  clearTimeout(timer);
  if (preview.matches(":popover-open")) preview.hidePopover();
}

async function show(link) {
  const parts = await excerpt(link).catch(() => []);
  if (!parts[0] || !(link.matches(":hover") || link.matches(":focus-visible"))) return;
  preview.replaceChildren(
    ...parts.filter(Boolean).map((part) => {
      const line = document.createElement("p");
      line.lang = part.closest("[lang]").lang;
      line.textContent = part.textContent.replace(/\s+/g, " ").trim().slice(0, 140);
      return line;
    }),
  );
  preview.showPopover();
  const { left, bottom, top } = link.getBoundingClientRect();
  const below = bottom + preview.offsetHeight + 12 < innerHeight;
  preview.style.left = `${Math.max(12, Math.min(left, innerWidth - preview.offsetWidth - 12))}px`;
  preview.style.top = `${below ? bottom + 4 : Math.max(4, top - preview.offsetHeight - 4)}px`;
}

const leading = ".text a.name, .also a, .variants a, .related a, .named a, .same a, .kwic .where";
for (const name of ["pointerover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const link = event.target.closest?.(leading);
    if (event.pointerType === "touch" || preview.contains(event.target)) return clearTimeout(timer);
    clearTimeout(timer);
    if (link && location.protocol !== "file:" && link.origin === location.origin) timer = setTimeout(show, 350, link);
    else timer = setTimeout(hide, 250);
  });
}
addEventListener("keydown", (event) => event.key === "Escape" && hide());
addEventListener("scroll", hide, { passive: true });
