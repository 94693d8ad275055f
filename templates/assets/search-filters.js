/** The filters beside the answer: what can be chosen, and how many documents it would leave. */

import { linkTo } from "./search-address.js";
import { figures, h, language, say, words, written } from "./search-parts.js";
import { FILTERS } from "./search-results.js";

const NAMED = ["person", "place", "organisation", "term", "event"]; /* told in a file of their own */
const SHOWN = 12;
const MOST = 300;

export const side = h("aside", { class: "facets", "aria-label": say("filters"), hidden: true });

/** Say whether the filters that were chosen need that file. */
export const needsFacets = (chosen) => NAMED.some((name) => chosen[name]);

/**
 * Show the filters for an answer.
 * @param {{engine: object, answer: object, asked: object, filters: object}} current
 * @param {object} effective what is chosen, by the reader or by default
 * @param {(changes: object) => Promise<void>} go ask again with a changed address
 */
export function sideOf(current, effective, go) {
  const { answer, asked, filters } = current;
  const groups = [];
  const opened = new Set([...side.querySelectorAll("details.filter[open]")].map((one) => one.dataset.filter));
  const first = !side.childElementCount;
  for (const name of FILTERS) {
    const later = !filters.complete && NAMED.includes(name);
    const counts = filters.counts(name, answer.found, effective);
    const chosen = new Set(asked.chosen[name] ?? []);
    const alike = name === "year" ? 3 : 2; /* a year and its only month part nothing */
    if (!later && counts.size < alike && !chosen.size) continue;
    const open = first ? ["publisher", "year"].includes(name) || chosen.size > 0 : opened.has(name);
    groups.push(filterOf(current, effective, go, { name, counts, chosen, later, open }));
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

function filterOf(current, effective, go, { name, counts, chosen, later, open }) {
  const { engine, asked, filters } = current;
  const label = (value) => filters.labels.get(name)?.get(value) ?? words[name]?.[value] ?? (name === "year" ? written(value) : name === "reading" ? say(`reading_${value}`) : value);
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
        h("span", { class: "n" }, figures.format(count)),
      ),
    );
  const some = sorted.slice(0, SHOWN).map(option);
  const rest = sorted.slice(SHOWN);
  const body = h("div", {}, h("ul", {}, some), rest.length ? h("details", {}, h("summary", {}, say("more_values", { n: rest.length })), h("ul", {}, rest.slice(0, MOST).map(option))) : "");
  const group = h("details", { class: "filter", "data-filter": name, open }, h("summary", {}, say(`filter_${name}`)), later ? "" : body);
  if (later) {
    group.addEventListener("toggle", async () => {
      if (!group.open || filters.complete) return;
      filters.add(await engine.load("facets"), language);
      sideOf(current, effective, go);
    });
  }
  return group;
}
