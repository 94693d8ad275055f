/**
 * From a query to an ordered list of documents: terms found and joined, filters, counts, order.
 */

import { enclosed, isLatin, Names, parts } from "./search-query.js";

export const FILTERS = ["publisher", "year", "person", "place", "organisation", "term", "event", "format", "status", "reading"];
export const ORDERS = ["relevance", "event", "event-old", "published", "published-old"];

/** One document of an answer. */
class Found {
  row;
  score = 0;
  places = 0;
  counted = true;
  capture = false; /* only the capture has it */

  constructor(row) {
    this.row = row;
  }
}

export class Answer {
  terms = []; /* each with the phrases it is found under */
  found = [];
  notes = []; /* what was understood otherwise than written */
}

/** Read the terms; a reading in pinyin stands for the names that are read so. */
async function understood(search, query, forms) {
  const answer = new Answer();
  await search.learn(query);
  const pieces = parts(query);
  const fold = (text) => search.folding.fold(text);
  const names = pieces.some((p) => isLatin(p.text)) || forms ? await namesOf(search) : null;
  for (let n = 0; n < pieces.length; n += 1) {
    let end = n;
    while (end < pieces.length && !pieces[end].quoted && isLatin(pieces[end].text)) end += 1;
    let read = [];
    let last = end;
    for (; last > n && !read.length; last -= 1) read = names.read(pieces.slice(n, last).map((p) => p.text).join(" "));
    const { text, quoted } = pieces[n];
    if (read.length) {
      last += 1;
      const written = pieces.slice(n, last).map((p) => p.text).join(" ");
      const phrases = [...new Set([fold(written), ...read.flatMap((name) => names.forms(name))])];
      answer.terms.push({ text: written, phrases });
      answer.notes.push({ kind: "read", written, names: read });
      n = last - 1;
      continue;
    }
    const phrase = fold(text);
    if (!phrase) continue;
    const phrases = new Set([phrase]);
    if (forms && !quoted) for (const name of names.called(phrase)) names.forms(name).forEach((form) => phrases.add(form));
    const other = search.doubtful.fold(phrase); /* 乾淨 is 干净, and 乾隆 is not 干隆 */
    if (Array.from(phrase).length > 1) phrases.add(other);
    answer.terms.push({ text, phrases: [...phrases] });
  }
  answer.literal = fold(pieces.map((p) => p.text).join(" "));
  return answer;
}

export async function namesOf(search) {
  search.names ??= search.load("names").then(async ({ names }) => {
    await search.learn(names.map(([name, , forms]) => [name, ...forms].join("")).join(""));
    return new Names(names, search.folding);
  });
  return search.names;
}

/** Find what a query asks for; without terms every document is found. */
export async function ask(search, query, { forms = false } = {}) {
  const answer = await understood(search, query, forms);
  if (!answer.terms.length) {
    if (!query.trim()) answer.found = search.ids.map((_, row) => Object.assign(new Found(row), { counted: false }));
    return answer;
  }
  const terms = await Promise.all(answer.terms.map((term) => anyOf(search, term.phrases)));
  const [rarest, ...others] = [...terms].sort((a, b) => a.size - b.size);
  const total = search.ids.length;
  for (const row of rarest.keys()) {
    if (!others.every((term) => term.has(row))) continue;
    const found = new Found(row);
    const hits = terms.map((term) => term.get(row));
    found.capture = hits.some((hit) => !hit.edited);
    hits.forEach((hit, n) => {
      const places = hit.edited || hit.capture;
      found.places += places;
      found.counted &&= hit.counted;
      const rarity = Math.log(1 + total / (terms[n].size + 0.5));
      found.score += rarity * (places / (places + 1.2));
    });
    if (hits.every((hit) => hit.title)) found.score += 100;
    if (hits.some((hit) => hit.whole)) found.score += 1000;
    if (found.capture) found.score /= 2;
    answer.found.push(found);
  }
  if (terms.length > 1 && answer.found.length) await together(search, answer);
  if (!answer.found.length && enclosed(query)) {
    const inner = await ask(search, `"${enclosed(query)}"`, { forms });
    if (inner.found.length) {
      inner.notes.push({ kind: "unquoted", written: query, meant: enclosed(query) });
      return inner;
    }
  }
  return answer;
}

/** Put first what has the terms together, as they are written. */
async function together(search, answer) {
  const whole = await search.phraseIn(answer.found.map((found) => found.row), answer.literal);
  for (const found of answer.found) {
    const hit = whole.get(found.row);
    if (hit) found.score += hit.whole ? 2000 : hit.title ? 500 : 50;
  }
}

async function anyOf(search, phrases) {
  const [first, ...others] = await Promise.all(phrases.map((phrase) => search.phrase(phrase)));
  for (const other of others) {
    for (const [row, hit] of other) {
      const known = first.get(row);
      if (!known) first.set(row, hit);
      else {
        known.title += hit.title;
        known.body += hit.body;
        known.capture = known.edited ? 0 : known.capture + hit.capture;
        known.whole ||= hit.whole;
      }
    }
  }
  return first;
}

/** What can be chosen under each filter: for each row its values. */
export class Filters {
  #values = new Map(); /* name → row → values */
  labels = new Map(); /* name → value → label */

  constructor(search) {
    const { columns } = search;
    for (const name of ["publisher", "format", "status"]) {
      this.#put(name, (row) => (columns[name][row] ? [columns[name][row]] : []));
    }
    this.#put("year", (row) => {
      const day = columns.published[row];
      const year = Math.floor(day / 10000);
      const month = Math.floor(day / 100) % 100;
      return day ? [`${year}`, ...(month ? [`${year}-${String(month).padStart(2, "0")}`] : [])] : [];
    });
  }

  #put(name, values) {
    this.#values.set(name, values);
    if (!this.labels.has(name)) this.labels.set(name, new Map());
  }

  /** Add what is named in the documents: people, places, organisations, terms, events. */
  add(facets, language) {
    for (const [name, entries] of Object.entries(facets)) {
      const rows = new Map();
      this.#put(name, (row) => rows.get(row) ?? []);
      for (const [id, label, steps, , english] of entries) {
        this.labels.get(name).set(id, language.startsWith("en") && english ? english : label);
        let row = 0;
        steps.forEach((step, n) => {
          row = n ? row + step : step;
          rows.set(row, [...(rows.get(row) ?? []), id]);
        });
      }
    }
    this.complete = true;
  }

  of(name, found) {
    if (name === "reading") return [found.capture ? "capture" : "edited"];
    return this.#values.get(name)?.(found.row) ?? [];
  }

  /** Keep what fits all filters; within one filter any chosen value will do. */
  kept(found, chosen, but = "") {
    const asked = FILTERS.filter((name) => name !== but && chosen[name]?.length);
    if (!asked.length) return found;
    return found.filter((one) => asked.every((name) => this.of(name, one).some((value) => chosen[name].includes(value))));
  }

  /** Count for each value of a filter how many documents it would leave with the others as they are. */
  counts(name, found, chosen) {
    const counts = new Map();
    for (const one of this.kept(found, chosen, name)) {
      for (const value of this.of(name, one)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    for (const value of chosen[name] ?? []) if (!counts.has(value)) counts.set(value, 0);
    return counts;
  }
}

/** Order the documents, and bring the witnesses of one work together behind the first of them. */
export function ordered(search, found, order) {
  const { published, happened } = search.columns;
  const [by, old] = order.split("-");
  const newest = (a, b) => published[b.row] - published[a.row] || (search.ids[a.row] < search.ids[b.row] ? -1 : 1);
  const last = old ? 99999999 : 0;
  const date = by === "event" ? happened : published;
  const compare =
    by === "relevance" || !ORDERS.includes(order)
      ? (a, b) => b.score - a.score || newest(a, b)
      : (a, b) => {
          const difference = (date[b.row] || last) - (date[a.row] || last);
          return (old ? -difference : difference) || b.score - a.score || newest(a, b);
        };
  const sorted = [...found].sort(compare);
  const groups = [];
  const of = new Map();
  for (const one of sorted) {
    const work = search.workOf.get(one.row);
    if (work !== undefined && of.has(work)) of.get(work).found.push(one);
    else {
      const group = { work, found: [one] };
      groups.push(group);
      if (work !== undefined) of.set(work, group);
    }
  }
  return groups;
}
