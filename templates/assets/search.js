/**
 * The search page: the query and the filters stand in the address, the answer in one list.
 *
 * The list says `data-state="done"` once it is final. Every document found is in it, those further
 * down hidden until they are asked for; a result has `data-document`, a place `data-paragraph`.
 */

import { address, linkTo, readAddress } from "./search-address.js";
import { Search } from "./search-engine.js";
import { needsFacets, side, sideOf } from "./search-filters.js";
import { result } from "./search-list.js";
import { box, browse, form, h, home, language, say } from "./search-parts.js";
import { Filters, ORDERS, ask, namesOf, ordered } from "./search-results.js";

const PAGE = 5; /* texts that an answer loads */
const MORE = 20;

/* The state of the page */

let search = null; /* promise of the opened index */
let filters = null;
let turn = 0;
let current = null;
let patience = 0;

function opened(anew = false) {
  search ??= Search.open(new URL(box.dataset.index, location.href).href, anew).catch((error) => {
    search = null;
    throw error;
  });
  return search;
}

function go(changes) {
  history.pushState({ shown: PAGE }, "", address({ ...readAddress(), ...changes }));
  return run();
}

async function run({ focus = false, again = false } = {}) {
  const mine = (turn += 1);
  const asked = readAddress();
  form.elements.q.value = asked.query;
  document.title = asked.query ? say("page_title", { query: asked.query, title: box.dataset.title }) : box.dataset.title;
  if (!asked.query.trim() && !Object.keys(asked.chosen).length) return idle();
  box.dataset.state = "busy";
  list.dataset.state = "busy";
  list.setAttribute("aria-busy", "true");
  clearTimeout(patience);
  patience = setTimeout(() => announce(say("searching")), 400);
  try {
    const known = search !== null;
    const engine = await opened(again);
    const changed = known && engine.changed(); /* asked while the answer is looked for */
    filters ??= new Filters(engine);
    const { answer, widened } = await answered(engine, asked);
    const anew = await changed;
    if (mine !== turn) return undefined;
    if (anew) {
      search = filters = null;
      return run({ focus, again: true });
    }
    await show(engine, answer, asked, mine, widened);
    if (focus && mine === turn) heading.focus();
  } catch (error) {
    if (mine !== turn) return undefined;
    const stale = search !== null && !again; /* the site may have been published anew since it was opened */
    search = filters = null;
    if (stale) return run({ focus, again: true });
    fail(error);
  }
  return undefined;
}

/** Find, and under the other forms of a name if it stands nowhere as written. */
async function answered(engine, asked) {
  const named = filters.complete || !(needsFacets(asked.chosen) || engine.isSmall("facets"));
  const [answer, facets] = await Promise.all([ask(engine, asked.query, { forms: asked.forms }), named ? null : engine.load("facets")]);
  if (facets && !filters.complete) filters.add(facets, language);
  if (!answer.found.length && !asked.forms && asked.query.trim()) {
    const other = await ask(engine, asked.query, { forms: true });
    if (other.found.length) return { answer: other, widened: true };
  }
  return { answer, widened: false };
}

/* The page's parts, made once */

const heading = h("h2", { tabindex: "-1", class: "found" });
const status = h("p", { role: "status", class: "status", "aria-live": "polite" });
const notes = h("div", { class: "notes" });
const list = h("ol", { class: "results", "data-state": "idle" });
const more = h("button", { type: "button", class: "more", hidden: true, onclick: showMore });
const tools = h("div", { class: "tools-row", hidden: true });
const tips = h("div", { class: "tips" });

/** Tell what is found; from then on it is too late to say that the search goes on. */
function announce(text) {
  clearTimeout(patience);
  status.textContent = text;
}

function idle() {
  box.dataset.state = "idle";
  list.dataset.state = "done";
  list.removeAttribute("aria-busy");
  heading.textContent = say("how");
  announce("");
  notes.replaceChildren();
  list.replaceChildren();
  more.hidden = tools.hidden = side.hidden = true;
  const lines = ["phrase", "terms", "script", "pinyin", "capture"].map((name) =>
    h("li", {}, h("b", {}, say(`tip_${name}`)), " ", say(`tip_${name}_text`)),
  );
  tips.replaceChildren(h("ul", {}, lines));
}

function fail(error) {
  console.error(error);
  box.dataset.state = "failed";
  list.dataset.state = "failed";
  list.removeAttribute("aria-busy");
  list.replaceChildren();
  heading.textContent = say("failed");
  announce(say("failed_text"));
  notes.replaceChildren(browse());
  more.hidden = tools.hidden = side.hidden = true;
  tips.replaceChildren();
}

/* The answer */

async function show(engine, answer, asked, mine, widened) {
  // What only a capture has stands aside where the edited texts have it: one click away, and never mixed in.
  const captured = answer.found.filter((found) => found.capture).length;
  const aside = asked.chosen.reading || captured === answer.found.length ? 0 : captured;
  const chosen = aside ? { ...asked.chosen, reading: ["edited"] } : asked.chosen;
  const groups = ordered(engine, filters.kept(answer.found, chosen), asked.sort);
  const rows = groups.flatMap((group) => group.found);
  current = { engine, answer, asked, filters, rows, aside, shown: 0 };
  const wanted = Math.min(Math.max(PAGE, history.state?.shown ?? PAGE), rows.length);
  rows.slice(0, wanted).forEach((found) => engine.text(found.row).catch(() => {})); /* on their way while the rest is made */
  tips.replaceChildren();
  heading.textContent = asked.query ? say("found_title", { query: asked.query }) : say("all_title");
  list.replaceChildren(...groups.map((group) => entry(engine, group)));
  sideOf(current, chosen, go);
  toolsOf(asked, rows.length);
  await fill(wanted, mine);
  if (mine !== turn) return;
  announce(summary(rows, answer));
  await notesOf(engine, answer, asked, widened, mine);
  if (mine !== turn) return;
  box.dataset.state = rows.length ? "found" : "nothing";
  list.dataset.state = "done";
  list.removeAttribute("aria-busy");
}

const blank = h("li", { class: "result", hidden: true });

/** A document's place in the list, or that of a work with its witnesses; what it says comes later. */
function entry(engine, group) {
  const items = group.found.map((found) => {
    found.item = blank.cloneNode();
    found.item.dataset.document = engine.ids[found.row];
    return found.item;
  });
  if (items.length === 1) return items[0];
  const [id] = engine.columns.works[group.work];
  const name = h("a", { href: new URL(`works/${id}/`, home).href }, say("witnesses", { n: items.length }));
  return h("li", { class: "work", hidden: true }, h("p", { class: "work-name" }, name), h("ol", {}, items));
}

function summary(rows, answer) {
  if (!rows.length) return answer.found.length ? say("none_with_filters") : say("none");
  const counted = rows.every((found) => found.counted);
  if (!answer.terms.length || !counted) return say("found_documents", { n: rows.length });
  return say("found", { n: rows.length, places: say("places", { n: rows.reduce((sum, found) => sum + found.places, 0) }) });
}

async function fill(until, mine) {
  const { engine, rows } = current;
  const from = current.shown;
  const texts = await Promise.all(rows.slice(from, until).map((found) => engine.text(found.row)));
  if (mine !== turn) return;
  texts.forEach((text, n) => {
    const found = rows[from + n];
    result(current, found, text);
    found.item.hidden = false;
    const work = found.item.closest("li.work");
    if (work) work.hidden = false;
  });
  current.shown = until;
  const left = rows.length - until;
  more.hidden = left <= 0;
  more.textContent = say("more", { n: Math.min(MORE, left), left });
}

async function showMore() {
  const mine = turn;
  const first = current.shown;
  try {
    await fill(Math.min(first + MORE, current.rows.length), mine);
  } catch (error) {
    if (mine === turn) fail(error);
    return;
  }
  if (mine !== turn) return;
  history.replaceState({ ...history.state, shown: current.shown }, "");
  current.rows[first]?.item.querySelector("a")?.focus();
  announce(say("shown", { n: current.shown, of: current.rows.length }));
}

/* What is said above the list */

async function notesOf(engine, answer, asked, widened, mine) {
  const lines = [];
  for (const note of answer.notes) {
    if (note.kind === "read") {
      const names = note.names.map((name) => [h("a", { href: linkTo({ query: name.name }) }, `${name.name}（${name.reading}）`), " "]);
      lines.push(h("p", {}, say("read_as", { written: note.written }), " ", names));
    } else if (note.kind === "unquoted") lines.push(h("p", {}, say("unquoted", { meant: note.meant })));
  }
  if (current.aside) {
    const link = h("a", { href: linkTo({ chosen: { ...asked.chosen, reading: ["capture"] } }) }, say("show_captures"));
    lines.push(h("p", { class: "aside" }, `${say("captures_too", { n: current.aside })} `, link));
  }
  if (widened) lines.push(h("p", {}, say("widened", { forms: answer.terms.flatMap((term) => term.phrases).join("、") })));
  if (!answer.found.length && asked.query.trim()) {
    const { helpOf } = await import("./search-help.js");
    lines.push(...(await helpOf(engine, answer, asked)));
  } else if (!current.rows.length) {
    lines.push(h("p", {}, h("a", { href: linkTo({ chosen: {} }) }, say("without_filters", { n: answer.found.length }))));
  } else if (!asked.forms && !widened && engine.isSmall("names")) {
    const line = await otherForms(engine, answer);
    if (line) lines.push(line);
  }
  if (mine === turn) notes.replaceChildren(...lines);
}

/** Say that a name has other forms, and how many more documents they find. */
async function otherForms(engine, answer) {
  const names = await namesOf(engine);
  const known = answer.terms.flatMap((term) => names.called(term.phrases[0]));
  const others = known.flatMap((name) => names.forms(name)).filter((form) => !answer.terms.some((term) => term.phrases.some((p) => form.includes(p))));
  if (!others.length) return null;
  const wide = await ask(engine, readAddress().query, { forms: true });
  const extra = wide.found.length - answer.found.length;
  if (extra <= 0) return null;
  return h("p", {}, `${say("other_forms", { forms: [...new Set(others)].join("、") })} `, h("a", { href: linkTo({ forms: true }) }, say("with_forms", { n: extra })));
}

function toolsOf(asked, count) {
  tools.hidden = count === 0;
  const options = ORDERS.map((name) => h("option", { value: name, selected: name === asked.sort }, say(`sort_${name}`)));
  const order = h("select", { id: "sort", onchange: (event) => go({ sort: event.target.value }) }, options);
  const cite = h("button", { type: "button", class: "cite", onclick: () => cited(cite) }, say("cite_list"));
  tools.replaceChildren(h("label", {}, say("sort"), " ", order), cite);
}

async function cited(button) {
  button.disabled = true;
  try {
    const { citing } = await import("./search-citing.js");
    await citing(current, announce);
  } catch (error) {
    fail(error);
  } finally {
    button.disabled = false;
  }
}

/* Begin */

function begin() {
  box.replaceChildren(h("div", { class: "answer" }, heading, status, notes, tools, list, more, tips), side);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = form.elements.q.value;
    const { chosen, ...asked } = readAddress();
    if (query === asked.query && history.state) return run({ focus: true });
    history.pushState({ shown: PAGE }, "", address({ ...asked, forms: false, query, chosen: {} }));
    return run({ focus: true });
  });
  box.addEventListener("click", (event) => {
    const link = event.target.closest?.("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const to = new URL(link.href);
    if (to.origin === location.origin && to.pathname === location.pathname) {
      event.preventDefault();
      history.pushState({ shown: PAGE }, "", to.pathname + to.search);
      run({ focus: true });
    }
  });
  addEventListener("popstate", () => run());
  form.elements.q.addEventListener("focus", () => opened().catch(() => {}), { once: true });
  if (!readAddress().query) form.elements.q.focus({ preventScroll: true });
  run();
}

if (box && form) begin();
