// Runs before the first paint: the reader's own settings, so that nothing flashes or moves. Kept in this browser only.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem("reading")) ?? {};
  } catch {
    // Storage may be forbidden; the defaults serve.
  }
  for (const name of ["theme", "size", "face", "keys"]) {
    if (typeof kept[name] === "string") root.dataset[name] = kept[name];
  }
  if (location.protocol !== "file:") return;
  // From a disk a folder's address shows its files, so links name the page in it.
  root.classList.add("from-disk");
  document.addEventListener("DOMContentLoaded", () => {
    for (const link of document.querySelectorAll("a[href]")) {
      const address = new URL(link.getAttribute("href"), location.href);
      if (address.protocol === "file:" && address.pathname.endsWith("/")) {
        address.pathname += "index.html";
        link.setAttribute("href", address.href);
      }
    }
    const words = JSON.parse(document.body.dataset.words);
    for (const box of document.querySelectorAll("form[role=search]")) {
      box.addEventListener("submit", (event) => event.preventDefault());
      for (const field of box.elements) field.disabled = true;
      box.title = words.file;
      const note = document.createElement("p");
      note.textContent = words.file;
      if (box.classList.contains("big")) box.after(note);
    }
  });
})();
