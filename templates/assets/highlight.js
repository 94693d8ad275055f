// On a document page: mark what a search found (`?h=…`, once for each wording), across the borders of elements.
// The reading text counts without what was removed; where it has nothing, the capture's wording is looked for.
import { say, words } from "./site.js";
import { Folding, placesOf } from "./search-fold.js";

const BLOCKS = "#text [id^=p], .head h1, .head .kicker, .head .deck, #text figcaption";
const NEVER = ".pn, .side, aside, .notes, .kind, .frame, script, style";
const folding = new Folding();
const phrases = new URLSearchParams(location.search)
  .getAll("h")
  .slice(0, 12)
  .map((phrase) => folding.fold(phrase.slice(0, 400)))
  .filter(Boolean);

/** The text nodes of a block and their joined text, without what does not count. */
function textOf(block, without) {
  const nodes = [];
  let text = "";
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const away = node.parentElement.closest(`${NEVER}, ${without}`);
    if (away && block.contains(away)) continue;
    nodes.push([node, text.length]);
    text += node.data;
  }
  return { nodes, text };
}

/** Put marks around a stretch of the joined text; one for each text node that it touches. */
function mark({ nodes }, [start, end]) {
  const made = [];
  for (const [node, at] of nodes) {
    const from = Math.max(0, start - at);
    const to = Math.min(node.data.length, end - at);
    if (from >= to) continue;
    const stretch = from ? node.splitText(from) : node;
    if (to - from < stretch.data.length) stretch.splitText(to - from);
    const element = document.createElement("mark");
    element.className = "hit";
    stretch.replaceWith(element);
    element.append(stretch);
    made.push(element);
  }
  return made;
}

function markBlock(block, without) {
  const read = textOf(block, without);
  const mapped = folding.mapped(read.text);
  const found = phrases.flatMap((phrase) => placesOf(mapped, phrase)).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const apart = found.filter(([start], n) => n === 0 || start >= found[n - 1][1]);
  // From the end, so that the nodes before keep their places.
  return apart.reverse().map((range) => mark(read, range)).reverse();
}

let hits = [];
let here = -1;

function clear() {
  for (const element of document.querySelectorAll("mark.hit")) {
    const parent = element.parentNode;
    element.replaceWith(...element.childNodes);
    parent.normalize();
  }
  hits = [];
}

function markAll() {
  clear();
  const blocks = [...document.querySelectorAll(BLOCKS)].filter((block) => !block.parentElement.closest("#text [id^=p]"));
  hits = blocks.flatMap((block) => markBlock(block, "del, .gone-text"));
  if (!hits.length) hits = blocks.flatMap((block) => markBlock(block, "ins"));
}

function show(number) {
  hits[here]?.forEach((element) => element.classList.remove("here"));
  here = (number + hits.length) % hits.length;
  hits[here].forEach((element) => element.classList.add("here"));
  hits[here][0].closest("details")?.setAttribute("open", "");
  hits[here][0].scrollIntoView({ block: "center", behavior: "instant" });
  count.textContent = say("hit_bar", { n: `${here + 1}/${hits.length}` });
}

const count = document.createElement("span");
count.setAttribute("role", "status");

function button(label, sign, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = sign;
  element.setAttribute("aria-label", label);
  element.title = label;
  element.addEventListener("click", act);
  return element;
}

function bar() {
  const element = document.createElement("div");
  element.className = "hit-bar";
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", say("hit_bar", { n: hits.length }));
  element.append(
    count,
    button(words.hit_previous, "↑", () => show(here - 1)),
    button(words.hit_next, "↓", () => show(here + 1)),
    button(words.hit_clear, "×", () => {
      clear();
      element.remove();
      const address = new URL(location.href);
      address.searchParams.delete("h");
      history.replaceState(history.state, "", address);
    }),
  );
  document.body.append(element);
}

if (phrases.length) {
  markAll();
  if (hits.length) {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const first = target ? hits.findIndex(([element]) => target.contains(element)) : 0;
    bar();
    show(Math.max(0, first));
    // Another state of the text comes in place of this one: it is marked as well.
    const article = document.querySelector(".doc");
    new MutationObserver(() => {
      markAll();
      here = -1;
      count.textContent = say("hit_bar", { n: hits.length });
    }).observe(article, { attributes: true, attributeFilter: ["data-state"] });
  }
}
