/**
 * The search page: the query and the filters stand in the address, the answer in one list.
 *
 * The list says `data-state="done"` once it is final. Every document found is in it, those further
 * down hidden until they are asked for; a result has `data-document`, a place `data-paragraph`.
 */

import { Search } from "./search-engine.js";
import { placesOf } from "./search-fold.js";
import { meant, parts } from "./search-query.js";
import { FILTERS, Filters, ORDERS, ask, namesOf, ordered } from "./search-results.js";

const PAGE = 7; /* texts that an answer loads */
const AROUND = 26;
const SHOWN_PLACES = 3;
const CITED = 500;
const EAGER = 40_000; /* bytes of names and people loaded without being asked for */

const root = document.documentElement;
const box = document.getElementById("search");
const form = box?.parentElement.querySelector("form[role=search]");
const words = JSON.parse(document.getElementById("search-words")?.textContent ?? "{}");
const language = root.lang;
const dated = language === "en" ? "en-GB" : language; /* 20 March 2022, as on the other pages */
const home = new URL(root.dataset.home ?? "../", location.href);

/** Give a sentence of the interface; `n` chooses between one and many. */
function say(key, values = {}) {
  let sentence = words.search?.[key] ?? key;
  if (typeof sentence === "object") sentence = values.n === 1 ? sentence.one : sentence.other;
  return sentence.replace(/\{(\w+)\}/gu, (whole, name) => {
    const value = values[name];
    return typeof value === "number" ? value.toLocaleString(language) : (value ?? whole);
  });
}

/** Make an element; strings are text, never markup. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/* The address */

function readAddress() {
  const asked = new URLSearchParams(location.search);
  const chosen = {};
  for (const name of FILTERS) {
    const values = asked.getAll(name).filter(Boolean);
    if (values.length) chosen[name] = values;
  }
  const sort = asked.get("sort");
  return { query: asked.get("q") ?? "", chosen, sort: ORDERS.includes(sort) ? sort : "relevance", forms: asked.has("forms") };
}

function address({ query, chosen, sort, forms }) {
  const asked = new URLSearchParams();
  if (query) asked.set("q", query);
  for (const name of FILTERS) for (const value of chosen[name] ?? []) asked.append(name, value);
  if (sort !== "relevance") asked.set("sort", sort);
  if (forms) asked.set("forms", "1");
  const text = asked.toString();
  return location.pathname + (text ? `?${text}` : "");
}

const linkTo = (changes) => address({ ...readAddress(), forms: false, ...changes });

function go(changes, push = true) {
  const to = address({ ...readAddress(), ...changes });
  if (push) history.pushState({ shown: PAGE }, "", to);
  else history.replaceState(history.state, "", to);
  return run();
}

/* The state of the page */

let search = null;
let filters = null;
let turn = 0;
let current = null;
let patience = 0;

async function opened() {
  search ??= Search.open(new URL(box.dataset.index, location.href).href).catch((error) => {
    search = null;
    throw error;
  });
  return search;
}

async function run({ focus = false } = {}) {
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
    const engine = await opened();
    filters ??= new Filters(engine);
    if (!filters.complete && needsFacets(engine, asked)) filters.add(await engine.load("facets"), language);
    let answer = await ask(engine, asked.query, { forms: asked.forms });
    let widened = false;
    if (!answer.found.length && !asked.forms && asked.query.trim()) {
      const other = await ask(engine, asked.query, { forms: true });
      if (other.found.length) [answer, widened] = [other, true];
    }
    if (mine !== turn) return;
    await show(engine, answer, asked, mine, widened);
    if (focus && mine === turn) heading.focus();
  } catch (error) {
    if (mine !== turn) return;
    fail(error);
  }
}

const needsFacets = (engine, { chosen }) =>
  Number(engine.manifest.facets_bytes) <= EAGER ||
  ["person", "place", "organisation", "term", "event"].some((name) => chosen[name]);

/* The page's parts, made once */

const heading = h("h2", { tabindex: "-1", class: "found" });
const status = h("p", { role: "status", class: "status", "aria-live": "polite" });
const notes = h("div", { class: "notes" });
const list = h("ol", { class: "results", "data-state": "idle" });
const more = h("button", { type: "button", class: "more", hidden: true, onclick: showMore });
const tools = h("div", { class: "tools-row", hidden: true });
const side = h("aside", { class: "facets", "aria-label": say("filters"), hidden: true });
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
  tips.replaceChildren(
    h(
      "ul",
      {},
      ["phrase", "terms", "script", "pinyin", "capture"].map((name) =>
        h("li", {}, h("b", {}, say(`tip_${name}`)), " ", say(`tip_${name}_text`)),
      ),
    ),
  );
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

function browse() {
  return h(
    "p",
    { class: "browse" },
    `${say("browse")} `,
    ["documents", "people", "places", "events"].map((name) => [h("a", { href: new URL(`${name}/`, home).href }, words.nav[name]), " "]),
  );
}

/* The answer */

async function show(engine, answer, asked, mine, widened) {
  // What only a capture has stands aside where the edited texts have it: one click away, and never mixed in.
  const aside = asked.chosen.reading || !answer.found.some((found) => !found.capture) ? 0 : answer.found.filter((found) => found.capture).length;
  const chosen = aside ? { ...asked.chosen, reading: ["edited"] } : asked.chosen;
  const kept = filters.kept(answer.found, chosen);
  const groups = ordered(engine, kept, asked.sort);
  const rows = groups.flatMap((group) => group.found);
  current = { engine, answer, asked, rows, aside, shown: 0 };
  tips.replaceChildren();
  heading.textContent = asked.query ? say("found_title", { query: asked.query }) : say("all_title");
  list.replaceChildren(
    ...groups.map((group) => {
      const items = group.found.map((found) => h("li", { class: "result", "data-document": engine.ids[found.row], hidden: true }));
      items.forEach((item, n) => (group.found[n].item = item));
      if (items.length === 1) return items[0];
      const [id] = engine.columns.works[group.work];
      return h(
        "li",
        { class: "work", hidden: true },
        h("p", { class: "work-name" }, h("a", { href: new URL(`works/${id}/`, home).href }, say("witnesses", { n: items.length }))),
        h("ol", {}, items),
      );
    }),
  );
  sideOf(engine, answer, asked, chosen);
  toolsOf(asked, rows.length);
  const wanted = Math.max(PAGE, history.state?.shown ?? PAGE);
  await fill(Math.min(wanted, rows.length), mine);
  if (mine !== turn) return;
  announce(summary(rows, answer));
  await notesOf(engine, answer, asked, widened, mine);
  if (mine !== turn) return;
  box.dataset.state = rows.length ? "found" : "nothing";
  list.dataset.state = "done";
  list.removeAttribute("aria-busy");
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
    result(found, text);
    found.item.hidden = false;
    const work = found.item.closest("li.work");
    if (work) work.hidden = false;
  });
  current.shown = until;
  const left = rows.length - until;
  more.hidden = left <= 0;
  more.textContent = say("more", { n: Math.min(PAGE * 3, left), left });
}

async function showMore() {
  const first = current.shown;
  await fill(Math.min(first + PAGE * 3, current.rows.length), turn);
  history.replaceState({ ...history.state, shown: current.shown }, "");
  current.rows[first]?.item.querySelector("a")?.focus();
  announce(say("shown", { n: current.shown, of: current.rows.length }));
}

/** The places of all phrases in a text: ranges in order, none overlapping. */
function marksIn(text) {
  const { engine, answer } = current;
  const mapped = engine.folding.mapped(text);
  const ranges = answer.terms.flatMap((term) => term.phrases.flatMap((phrase) => placesOf(mapped, phrase)));
  ranges.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  return ranges.filter(([start], n) => n === 0 || start >= ranges[n - 1][1]);
}

function marked(text, ranges, from = 0, to = text.length) {
  const children = [];
  let at = from;
  for (const [start, end] of ranges) {
    if (end <= from || start >= to) continue;
    children.push(text.slice(at, Math.max(at, start)), h("mark", {}, text.slice(Math.max(at, start), Math.min(end, to))));
    at = Math.min(end, to);
  }
  children.push(text.slice(at, to));
  return children.filter(Boolean);
}

/** Cut out what stands around a place, at a break of sense if one is near. */
function excerpt(text, range, ranges) {
  const from = Math.max(0, range[0] - AROUND);
  const to = Math.min(text.length, range[1] + AROUND);
  const low = from > 0 && /[\udc00-\udfff]/u.test(text[from]) ? from + 1 : from;
  const high = to < text.length && /[\udc00-\udfff]/u.test(text[to]) ? to - 1 : to;
  return [low > 0 ? "…" : "", ...marked(text, ranges, low, high), high < text.length ? "…" : ""];
}

const documentLink = (id, surfaces, anchor = "", state = "") => {
  const link = new URL(`d/${id}/${state}`, home);
  [...new Set(surfaces)].slice(0, 6).forEach((surface) => link.searchParams.append("h", surface));
  link.hash = anchor;
  return link.href;
};

/** What a part of the text is called that is no paragraph. */
const partName = (name) => words.field[name] ?? say(name === "caption" ? "part_caption" : "part_text");

const isParagraph = (name) => /^p\d/u.test(name);

/** Fill the entry of one document: heading, record, places. */
function result(found, text) {
  const surfaces = new Set();
  const places = [];
  let title = [];
  for (const part of text.parts) {
    const ranges = marksIn(part.text);
    ranges.forEach(([start, end]) => surfaces.add(part.text.slice(start, end)));
    if (part.name === "title") {
      title = marked(part.text, ranges);
      continue;
    }
    for (const range of ranges) places.push({ part, range, ranges });
  }
  const captures = text.captures.flatMap((reading) => {
    const ranges = marksIn(reading.text);
    return ranges
      .map((range) => ({ reading, range, ranges, difference: overlapping(reading.differences, range) }))
      .filter(({ difference }) => difference);
  });
  const link = documentLink(text.id, surfaces);
  const items = places.map((place) => placeItem(text, place));
  const told = captures.filter(({ difference }) => !places.length || difference[5] !== "fold");
  const capture = told.map((place) => captureItem(text, place));
  found.text = text;
  found.list = { places, captures: told };
  found.item.replaceChildren(
    h("h3", {}, h("a", { href: link, lang: text.language }, title.length ? title : say("untitled"))),
    record(text, found),
    items.length || capture.length ? placeList(items.length ? items : capture, items.length ? capture : []) : "",
  );
}

const overlapping = (differences, [start, end]) =>
  differences.find(([from, to]) => (from === to ? start < from && from < end : start < to && from < end));

function record(text, found) {
  const date = (value) => (value ? new Date(`${value.slice(0, 10)}T12:00:00Z`) : null);
  const written = (value) => {
    const day = date(value);
    if (!day || Number.isNaN(day.getTime())) return value;
    return day.toLocaleDateString(dated, { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" });
  };
  const facts = [];
  if (text.publisher) facts.push(h("span", { lang: text.language }, text.publisher));
  if (text.published) facts.push(h("span", {}, say("published", { date: written(text.published) })));
  if (text.event_date) facts.push(h("span", {}, say("happened", { date: written(text.event_date) })));
  if (found.capture) facts.push(h("span", { class: "badge" }, say("capture_only")));
  return facts.length ? h("p", { class: "record" }, facts.flatMap((fact, n) => (n ? [" · ", fact] : [fact]))) : "";
}

function placeItem(text, { part, range, ranges }) {
  const surface = part.text.slice(...range);
  const known = isParagraph(part.name);
  const label = known ? h("span", { class: "where" }, `¶${part.name.slice(1)}`) : h("span", { class: "where" }, partName(part.name));
  return h(
    "li",
    { "data-paragraph": known ? part.name : null, "data-part": known ? null : part.name },
    h("a", { href: documentLink(text.id, [surface], known ? part.name : "") }, label, " ", h("q", { lang: text.language }, excerpt(part.text, range, ranges))),
  );
}

function captureItem(text, { reading, range, ranges, difference }) {
  const [, , edited, rule, agent, action] = difference;
  const surface = reading.text.slice(...range);
  const editor = agent && agent !== "rule";
  const now = edited ? say("capture_now", { edited }) : say(action === "fold" ? "capture_folded" : "capture_removed");
  const known = isParagraph(reading.paragraph);
  return h(
    "li",
    { class: "capture", "data-paragraph": known ? reading.paragraph : null, "data-reading": "capture" },
    h(
      "a",
      { href: documentLink(text.id, [surface], known ? reading.paragraph : "", "marked/") },
      h("span", { class: "where" }, known ? `¶${reading.paragraph.slice(1)}` : partName(reading.paragraph)),
      " ",
      h("span", { class: "badge" }, say("capture")),
      " ",
      h("q", { lang: text.language }, excerpt(reading.text, range, ranges)),
    ),
    " ",
    h("span", { class: "change" }, now, " ", editor ? say("by_editor", { name: agent }) : say("by_rule", { rule })),
  );
}

/** The first places are shown; the rest, and what only the capture has, is behind a fold. */
function placeList(items, others) {
  const shown = items.slice(0, SHOWN_PLACES + (items.length === SHOWN_PLACES + 1 && !others.length ? 1 : 0));
  const rest = [...items.slice(shown.length), ...others];
  return h(
    "div",
    { class: "places" },
    h("p", { class: "count" }, say("places", { n: items.length })),
    h("ol", {}, shown),
    rest.length
      ? h("details", {}, h("summary", {}, say("other_places", { n: rest.length })), h("ol", { start: shown.length + 1 }, rest))
      : "",
  );
}

/* What is said above the list */

async function notesOf(engine, answer, asked, widened, mine) {
  const lines = [];
  for (const note of answer.notes) {
    if (note.kind === "read") {
      lines.push(
        h(
          "p",
          {},
          say("read_as", { written: note.written }),
          " ",
          note.names.map((name) => [h("a", { href: linkTo({ query: name.name }) }, `${name.name}（${name.reading}）`), " "]),
        ),
      );
    } else if (note.kind === "unquoted") lines.push(h("p", {}, say("unquoted", { meant: note.meant })));
  }
  if (current.aside) {
    const link = h("a", { href: linkTo({ chosen: { ...asked.chosen, reading: ["capture"] } }) }, say("show_captures"));
    lines.push(h("p", { class: "aside" }, `${say("captures_too", { n: current.aside })} `, link));
  }
  if (widened) lines.push(h("p", {}, say("widened", { forms: answer.terms.flatMap((term) => term.phrases).join("、") })));
  if (!answer.found.length && asked.query.trim()) lines.push(...(await helpOf(engine, answer, asked)));
  else if (!current.rows.length) {
    lines.push(h("p", {}, h("a", { href: linkTo({ chosen: {} }) }, say("without_filters", { n: answer.found.length }))));
  } else if (!asked.forms && !widened && Number(engine.manifest.names_bytes) <= EAGER) {
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

/** What to try where nothing is found. */
async function helpOf(engine, answer, asked) {
  const lines = [];
  const near = async (query) => {
    const found = (await ask(engine, query)).found.length;
    return found ? h("li", {}, h("a", { href: linkTo({ query, chosen: {} }) }, query), ` ${say("found_documents", { n: found })}`) : null;
  };
  const offers = async (title, queries) => {
    const items = (await Promise.all(queries.map(near))).filter(Boolean);
    if (items.length) lines.push(h("div", { class: "offer" }, h("p", {}, say(title)), h("ul", {}, items)));
    return items.length;
  };
  const [names, { titles }] = await Promise.all([namesOf(engine), engine.load("titles")]);
  await engine.learn(titles.join(""));
  const likely = meant(asked.query, names, titles, engine.folding).map((text) => (/\s/u.test(text) ? `"${text}"` : text));
  await offers("did_you_mean", likely);
  if (answer.terms.length > 1) await offers("each_alone", answer.terms.map((term) => (/\s/u.test(term.text) ? `"${term.text}"` : term.text)));
  const loose = asked.query.split(/[\p{P}\p{S}\s]+/u).filter(Boolean).join(" ");
  if (loose && loose !== asked.query && parts(loose).length > (answer.terms.length > 1 ? 99 : 0)) await offers("without_signs", [loose]);
  lines.push(h("div", {}, h("p", {}, say("try")), h("ul", {}, ["try_shorter", "try_form", "try_signs"].map((key) => h("li", {}, say(key))))), browse());
  return lines;
}

/* Order, filters, citing list */

function toolsOf(asked, count) {
  tools.hidden = count === 0;
  const order = h(
    "select",
    { id: "sort", onchange: (event) => go({ sort: event.target.value }) },
    ORDERS.map((name) => h("option", { value: name, selected: name === asked.sort }, say(`sort_${name}`))),
  );
  tools.replaceChildren(
    h("label", {}, say("sort"), " ", order),
    h("button", { type: "button", class: "cite", onclick: (event) => citing(event.target) }, say("cite_list")),
  );
}

function sideOf(engine, answer, asked, effective) {
  const groups = [];
  const opened = new Set([...side.querySelectorAll("details.filter[open]")].map((one) => one.dataset.filter));
  const first = !side.childElementCount;
  for (const name of FILTERS) {
    const later = !filters.complete && ["person", "place", "organisation", "term", "event"].includes(name);
    const counts = filters.counts(name, answer.found, effective);
    const chosen = new Set(asked.chosen[name] ?? []);
    if (!later && counts.size < 2 && !chosen.size) continue;
    groups.push(filterOf(engine, answer, asked, effective, name, counts, chosen, later, first ? ["publisher", "year"].includes(name) || chosen.size > 0 : opened.has(name)));
  }
  const any = Object.keys(asked.chosen).length > 0;
  side.hidden = !groups.length || (!answer.found.length && !any);
  const wide = matchMedia("(min-width: 60rem)").matches;
  const all = side.querySelector("details.all");
  side.replaceChildren(
    h(
      "details",
      { class: "all", open: all ? all.open : wide || any },
      h("summary", {}, any ? say("filters_n", { n: Object.values(asked.chosen).flat().length }) : say("filters")),
      any ? h("p", {}, h("a", { href: linkTo({ chosen: {} }) }, say("clear"))) : "",
      groups,
    ),
  );
}

function filterOf(engine, answer, asked, effective, name, counts, chosen, later, open) {
  const label = (value) => filters.labels.get(name)?.get(value) ?? words[name]?.[value] ?? (name === "year" ? period(value) : name === "reading" ? say(`reading_${value}`) : value);
  const toggle = (value) => {
    const values = new Set(chosen);
    if (!values.delete(value)) values.add(value);
    const next = { ...asked.chosen, [name]: [...values] };
    if (!values.size) delete next[name];
    go({ chosen: next }).then(() => side.querySelector(`input[name="${name}"][value="${CSS.escape(value)}"]`)?.focus());
  };
  const years = new Set([...counts.keys()].map((value) => value.slice(0, 4)));
  const inSight = ([value]) => name !== "year" || value.length === 4 || years.size === 1 || [...chosen].some((one) => value.startsWith(one.slice(0, 4)));
  const sorted = [...counts].filter(inSight).sort((a, b) =>
    name === "year" ? 0 : chosen.has(b[0]) - chosen.has(a[0]) || b[1] - a[1] || (label(a[0]) < label(b[0]) ? -1 : 1),
  );
  if (name === "year") sorted.sort((a, b) => (a[0].slice(0, 4) < b[0].slice(0, 4) ? 1 : a[0].slice(0, 4) > b[0].slice(0, 4) ? -1 : a[0] < b[0] ? -1 : 1));
  const option = ([value, count]) =>
    h(
      "li",
      { class: name === "year" && value.length > 4 ? "month" : null },
      h(
        "label",
        {},
        h("input", { type: "checkbox", name, value, checked: chosen.has(value), onchange: () => toggle(value) }),
        " ",
        h("span", { class: "value" }, label(value)),
        " ",
        h("span", { class: "n" }, count.toLocaleString(language)),
      ),
    );
  const some = sorted.slice(0, 12).map(option);
  const rest = sorted.slice(12);
  const body = h("div", {}, h("ul", {}, some), rest.length ? h("details", {}, h("summary", {}, say("more_values", { n: rest.length })), h("ul", {}, rest.slice(0, 300).map(option))) : "");
  const group = h("details", { class: "filter", "data-filter": name, open }, h("summary", {}, say(`filter_${name}`)), later ? "" : body);
  if (later) {
    group.addEventListener("toggle", async () => {
      if (!group.open || filters.complete) return;
      filters.add(await engine.load("facets"), language);
      sideOf(engine, answer, asked, effective);
    });
  }
  return group;
}

function period(value) {
  const [year, month] = value.split("-").map(Number);
  return new Date(Date.UTC(year, (month || 1) - 1, 15)).toLocaleDateString(dated, { year: "numeric", ...(month ? { month: "long" } : {}), timeZone: "UTC" });
}

/** Every place of every document found, to be copied or saved. */
async function citing(button) {
  button.disabled = true;
  announce(say("cite_making"));
  const { engine, rows, asked } = current;
  const chosen = rows.slice(0, CITED);
  for (let at = 0; at < chosen.length; at += 20) {
    await Promise.all(
      chosen.slice(at, at + 20).map(async (found) => {
        if (!found.text) result(found, await engine.text(found.row));
      }),
    );
  }
  button.disabled = false;
  const site = box.dataset.site || home.href;
  const entries = chosen.map(({ text, list }) => ({
    id: text.id,
    title: text.parts[0]?.text ?? "",
    publisher: text.publisher ?? "",
    published: text.published ?? "",
    event: text.event_date ?? "",
    url: new URL(`d/${text.id}/`, site).href,
    places: [
      ...list.places.map(({ part, range }) => ({ where: part.name, quote: around(part.text, range), reading: "edited" })),
      ...list.captures.map(({ reading, range }) => ({ where: reading.paragraph, quote: around(reading.text, range), reading: "capture" })),
    ],
  }));
  const here = new URL(address(asked), location.href).href;
  const plain = [
    say("cite_head", { query: asked.query, n: rows.length, title: box.dataset.title }),
    here,
    "",
    ...entries.map((entry, n) => {
      const where = [...new Set(entry.places.map((place) => place.where).filter(isParagraph))].map((p) => `¶${p.slice(1)}`);
      return `[${n + 1}] ${[entry.title, entry.publisher, entry.published.slice(0, 10)].filter(Boolean).join(say("cite_stop"))}${where.length ? ` (${where.join(", ")})` : ""} ${entry.url}`;
    }),
  ].join("\n");
  const columns = ["document", "title", "publisher", "published", "event_date", "paragraph", "reading", "quotation", "url"];
  const lines = entries.flatMap((entry) =>
    (entry.places.length ? entry.places : [{ where: "title", quote: entry.title, reading: "edited" }]).map((place) => [
      entry.id, entry.title, entry.publisher, entry.published, entry.event, place.where, place.reading, place.quote,
      entry.url + (isParagraph(place.where) ? `#${place.where}` : ""),
    ]),
  );
  const table = [columns, ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
  dialog(plain, table, rows.length > chosen.length);
}

const around = (text, [start, end]) => text.slice(Math.max(0, start - AROUND), end + AROUND).replace(/\s+/gu, " ");

/** A cell of a CSV file (RFC 4180) that no spreadsheet takes for a formula. */
function cell(value) {
  const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function dialog(plain, table, cut) {
  const area = h("textarea", { readonly: true, rows: "14", "aria-label": say("cite_list") });
  area.value = plain;
  const copy = (text) => async () => {
    try {
      await navigator.clipboard.writeText(text);
      note.textContent = say("copied");
    } catch {
      area.value = text;
      area.select();
      note.textContent = say("copy_by_hand");
    }
  };
  const save = () => {
    const url = URL.createObjectURL(new Blob(["\ufeff", table], { type: "text/csv;charset=utf-8" }));
    h("a", { href: url, download: "results.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  const note = h("p", { role: "status" }, cut ? say("cite_cut", { n: CITED }) : "");
  const window_ = h(
    "dialog",
    { class: "citing", "aria-labelledby": "citing-title" },
    h("h2", { id: "citing-title" }, say("cite_list")),
    area,
    h(
      "p",
      { class: "buttons" },
      h("button", { type: "button", onclick: copy(plain) }, say("copy_text")),
      " ",
      h("button", { type: "button", onclick: copy(table) }, say("copy_csv")),
      " ",
      h("button", { type: "button", onclick: save }, say("save_csv")),
      " ",
      h("button", { type: "button", onclick: () => window_.close() }, say("close")),
    ),
    note,
  );
  window_.addEventListener("close", () => window_.remove());
  box.append(window_);
  announce(say("cite_ready"));
  window_.showModal();
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
