/** What is asked stands in the address of the page: the query, the filters, the order. */

import { FILTERS, ORDERS } from "./search-results.js";

export function readAddress() {
  const asked = new URLSearchParams(location.search);
  const chosen = {};
  for (const name of FILTERS) {
    const values = asked.getAll(name).filter(Boolean);
    if (values.length) chosen[name] = values;
  }
  const sort = asked.get("sort");
  return { query: asked.get("q") ?? "", chosen, sort: ORDERS.includes(sort) ? sort : "relevance", forms: asked.has("forms") };
}

export function address({ query, chosen, sort, forms }) {
  const asked = new URLSearchParams();
  if (query) asked.set("q", query);
  for (const name of FILTERS) for (const value of chosen[name] ?? []) asked.append(name, value);
  if (sort !== "relevance") asked.set("sort", sort);
  if (forms) asked.set("forms", "1");
  const text = asked.toString();
  return location.pathname + (text ? `?${text}` : "");
}

export const linkTo = (changes) => address({ ...readAddress(), forms: false, ...changes });
