/** One entry of the answer: the document, its record, and every place that was found in it. */

import { placesOf } from "./search-fold.js";
import { h, home, isParagraph, partName, say, written } from "./search-parts.js";

const AROUND = 26;
const SHOWN_PLACES = 3;

/** The places of all phrases in a text: ranges in order, none overlapping. */
function marksIn({ engine, answer }, text) {
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

/**
 * Fill the entry of one document: heading, record, places.
 * @param {{engine: object, answer: object}} asked what was found for what
 */
export function result(asked, found, text) {
  const surfaces = new Set();
  const places = [];
  let title = [];
  let inTitle = 0;
  for (const part of text.parts) {
    const ranges = marksIn(asked, part.text);
    ranges.forEach(([start, end]) => surfaces.add(part.text.slice(start, end)));
    if (part.name === "title") {
      title = marked(part.text, ranges);
      inTitle = ranges.length;
      continue;
    }
    for (const range of ranges) places.push({ part, range, ranges });
  }
  const captures = text.captures.flatMap((reading) => {
    const ranges = marksIn(asked, reading.text);
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
    record(text, found, inTitle + (places.length || told.length)),
    items.length || capture.length ? placeList(items.length ? items : capture, items.length ? capture : []) : "",
  );
}

const overlapping = (differences, [start, end]) =>
  differences.find(([from, to]) => (from === to ? start < from && from < end : start < to && from < end));

function record(text, found, count) {
  const facts = [];
  if (text.publisher) facts.push(h("span", { lang: text.language }, text.publisher));
  if (text.published) facts.push(h("span", {}, say("published", { date: written(text.published) })));
  if (text.event_date) facts.push(h("span", {}, say("happened", { date: written(text.event_date) })));
  if (found.capture) facts.push(h("span", { class: "badge" }, say("capture_only")));
  if (count) facts.push(h("span", { class: "count" }, say("places", { n: count })));
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
    h("ol", {}, shown),
    rest.length
      ? h("details", {}, h("summary", {}, say("other_places", { n: rest.length })), h("ol", { start: shown.length + 1 }, rest))
      : "",
  );
}

/** A place with what stands around it, to be quoted. */
export const around = (text, [start, end]) => text.slice(Math.max(0, start - AROUND), end + AROUND).replace(/\s+/gu, " ");
