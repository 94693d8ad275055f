// A document page: changing between its states in place, notes at their marks, numbers and quotations to copy.
import { copy, say, shortcut, words } from "./site.js";

const article = document.querySelector(".doc");
const states = document.querySelector(".states");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/* -- Three states, one place in the text ------------------------------------------------- */

/** Give the first paragraph that is on the screen, and how far below the top it stands. */
function placeInText() {
  for (const block of article.querySelectorAll(".text [id^=p]")) {
    const { top, bottom } = block.getBoundingClientRect();
    if (bottom > 60) return { id: block.id, top };
  }
  return null;
}

async function show(address, { push = true } = {}) {
  const place = placeInText();
  let page;
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    location.assign(address);
    return;
  }
  const fresh = page.querySelector("#text");
  if (!fresh) return location.assign(address);
  // What stays on the page keeps leading where it led from the address that it was loaded at.
  for (const link of document.querySelectorAll("a[href]:not([href^='#'])")) link.setAttribute("href", new URL(link.getAttribute("href"), location.href));
  for (const form of document.forms) form.action = String(form.action);
  if (push) history.pushState({ state: fresh.dataset.state }, "", address);
  for (const selector of ["#text", ".states", ".head", ".after"]) {
    const old = article.querySelector(selector);
    const replacement = page.querySelector(selector);
    if (old && replacement) old.replaceWith(document.adoptNode(replacement));
  }
  makeRoom();
  document.title = page.title;
  article.dataset.state = fresh.dataset.state;
  document.body.className = page.body.className;
  const again = place && document.getElementById(place.id);
  if (location.hash && document.getElementById(location.hash.slice(1))) {
    reveal(location.hash.slice(1));
  } else if (again && scrollY > 0) {
    scrollBy(0, again.getBoundingClientRect().top - place.top);
  }
  document.querySelector(`.states [data-state="${fresh.dataset.state}"]`)?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".states a");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || location.protocol === "file:") return;
  event.preventDefault();
  if (!link.hasAttribute("aria-current")) show(link.href);
});
addEventListener("popstate", (event) => {
  if (event.state?.state || article.dataset.state !== originalState) show(location.href, { push: false });
});
const originalState = article.dataset.state;

/** Keep the notes that run on past the last paragraph off what stands below the text. */
function makeRoom() {
  const text = document.getElementById("text");
  const last = [...text.querySelectorAll(".side, .notes")].findLast((note) => note.checkVisibility());
  if (!last) return;
  const room = last.getBoundingClientRect().bottom - text.getBoundingClientRect().top;
  text.style.minBlockSize = getComputedStyle(last).position === "absolute" ? `${Math.ceil(room)}px` : "";
}
makeRoom();
addEventListener("resize", makeRoom);
document.addEventListener("toggle", makeRoom, { capture: true });

/* -- Notes at their marks ------------------------------------------------------------------ */

const card = document.createElement("div");
card.className = "card";
card.popover = "auto";
card.setAttribute("role", "dialog");
article.append(card);
let opener;

function standBy(box, target) {
  const { left, bottom } = target.getBoundingClientRect();
  box.style.left = `${Math.max(12, Math.min(left, innerWidth - box.offsetWidth - 12)) + scrollX}px`;
  box.style.top = `${bottom + scrollY + 6}px`;
}

function reveal(id) {
  const target = document.getElementById(id);
  target?.closest("details")?.setAttribute("open", "");
  target?.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  return target;
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest("a.mk[href^='#n']");
  const note = mark && document.getElementById(mark.hash.slice(1));
  if (!note) return;
  event.preventDefault();
  const shown = note.cloneNode(true);
  shown.removeAttribute("id");
  card.replaceChildren(shown);
  card.setAttribute("aria-label", `${mark.dataset.sign} ${note.querySelector("b").textContent}`);
  for (const other of article.querySelectorAll(".note.here")) other.classList.remove("here");
  note.classList.add("here");
  opener = mark;
  card.showPopover();
  standBy(card, mark);
  card.querySelector(".who a")?.focus({ preventScroll: true });
});
card.addEventListener("toggle", (event) => {
  if (event.newState === "closed" && card.contains(document.activeElement)) opener?.focus();
});

/* -- Paragraph numbers, selections --------------------------------------------------------- */

const pick = document.createElement("div");
pick.className = "pick";
pick.popover = "auto";
article.append(pick);
let picked = { text: "", paragraph: null };

function textOf(paragraph) {
  return paragraph.textContent.trim();
}

/** Give the link to a paragraph, with a quotation that ends where words end. */
function linkTo(paragraph, quotation = "") {
  const address = `${article.dataset.url}#${paragraph.id}`;
  if (!quotation || !globalThis.Intl?.Segmenter) return address;
  const whole = textOf(paragraph);
  const at = whole.indexOf(quotation);
  const cut = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(whole)].map((s) => s.index);
  cut.push(whole.length);
  const start = cut.findLast((n) => n <= at) ?? 0;
  const end = cut.find((n) => n >= at + quotation.length) ?? whole.length;
  const text = whole.slice(start, end);
  const parts = text.length > 40 ? [text.slice(0, cut.find((n) => n >= start + 8) - start), text.slice(cut.findLast((n) => n <= end - 8) - start)] : [text];
  return at < 0 ? address : `${address}:~:text=${parts.map((p) => encodeURIComponent(p).replace(/-/g, "%2D")).join(",")}`;
}

function offer(target, chosen) {
  picked = chosen;
  pick.setAttribute("aria-label", chosen.text === textOf(chosen.paragraph) ? say("paragraph", { n: chosen.paragraph.id.slice(1) }) : words.selection);
  pick.replaceChildren(
    ...["copy_text", "copy_citation", "copy_link"].map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words[name];
      button.dataset.act = name;
      return button;
    }),
  );
  pick.showPopover();
  standBy(pick, target);
}

pick.addEventListener("click", (event) => {
  const act = event.target.dataset.act;
  if (!act) return;
  const { text, paragraph } = picked;
  const whole = text === textOf(paragraph);
  const link = linkTo(paragraph, whole ? "" : text);
  const plain = `${article.dataset.url}#${paragraph.id}`;
  const cite = article.dataset.cite.replace(article.dataset.url, plain);
  copy({ copy_text: text, copy_link: link, copy_citation: `“${text}”（${cite}）` }[act]);
  pick.hidePopover();
});

document.addEventListener("click", (event) => {
  const number = event.target.closest("a.pn");
  if (!number) return;
  event.preventDefault();
  const paragraph = number.closest("[id^=p]");
  history.replaceState(history.state, "", `#${paragraph.id}`);
  for (const other of article.querySelectorAll(".here")) other.classList.remove("here");
  paragraph.classList.add("here");
  offer(number, { text: textOf(paragraph), paragraph });
  pick.querySelector("button").focus();
});

let waiting;
document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const selection = getSelection();
    const text = selection.toString().trim();
    const from = selection.anchorNode?.parentElement?.closest(".text[data-state=reading] [id^=p]");
    if (text.length > 1 && from && !pick.contains(document.activeElement)) {
      const range = selection.getRangeAt(0);
      offer({ getBoundingClientRect: () => range.getBoundingClientRect() }, { text, paragraph: from });
    }
  }, 350);
});

/* -- Keys ---------------------------------------------------------------------------------- */

function step(selector, direction) {
  const all = [...article.querySelectorAll(selector)].filter((element) => element.offsetParent !== null);
  const current = all.indexOf(article.querySelector(".here")) ;
  const fallback = all.findIndex((element) => element.getBoundingClientRect().top > 80);
  const next = current >= 0 ? current + direction : direction > 0 ? fallback : fallback - 1;
  const target = all[(next + all.length) % all.length];
  for (const other of article.querySelectorAll(".here")) other.classList.remove("here");
  if (!target) return;
  target.classList.add("here");
  target.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  (target.matches("a") ? target : target.querySelector(".pn"))?.focus({ preventScroll: true });
}

const keys = {
  1: () => document.querySelectorAll(".states a")[0]?.click(),
  2: () => document.querySelectorAll(".states a")[1]?.click(),
  3: () => document.querySelectorAll(".states a")[2]?.click(),
  n: () => step(".text a.mk[id], .text a.var", 1),
  N: () => step(".text a.mk[id], .text a.var", -1),
  j: () => step(".text [id^=p]", 1),
  k: () => step(".text [id^=p]", -1),
  c: () => reveal("cite")?.querySelector("button")?.focus({ preventScroll: true }),
};
document.addEventListener("keydown", (event) => {
  if (!shortcut(event) || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

if (states && location.hash) document.getElementById(location.hash.slice(1))?.closest("details")?.setAttribute("open", "");
