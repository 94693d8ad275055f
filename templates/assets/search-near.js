/**
 * Titles that are a slip away from a query, found without a list of all titles.
 *
 * Where a stretch of a title comes of the query by d changes, each of them spoils at most one of the
 * pairs of signs into which the query is parted: of m pairs m - d stand in the title as they are, at
 * their places but for the signs put in and left out. The index says where pairs stand; once few
 * titles are left, their texts decide.
 */

import { slips } from "./search-slips.js";

const TEXTS = 12; /* titles that are looked at */
const MORE = 4; /* pairs that are looked up besides those that cannot be done without */

/** The titles that may be near a folded query, in the order of the index. */
export async function titlesNear(engine, folded) {
  const signs = Array.from(folded);
  const most = slips(signs.length);
  if (!most) return [];
  const places = signs.flatMap((_, at) => (at % 2 || at + 1 === signs.length ? [] : [at]));
  const known = (at) => (engine.knows(signs[at], signs[at + 1]) ? 0 : 1);
  places.sort((a, b) => known(a) - known(b) || engine.commonness(signs, a) - engine.commonness(signs, b));
  const shifts = new Map(); /* row → for each pair that its title has: how far from their places in the query it stands */
  let rows = [];
  for (let pairs = 0, next = most + 1; next <= places.length && next <= most + 1 + MORE; pairs = next, next += 1) {
    const found = await Promise.all(places.slice(pairs, next).map(async (at) => [at, await engine.inTitles(signs[at], signs[at + 1])]));
    for (const [at, titles] of found) {
      for (const [row, positions] of titles) {
        if (!shifts.has(row)) shifts.set(row, []);
        shifts.get(row).push(positions.map((position) => position - at));
      }
    }
    const agreeing = [...shifts].map(([row, stands]) => [row, together(stands, most)]);
    rows = agreeing.filter(([, count]) => count >= next - most).sort((a, b) => b[1] - a[1]).map(([row]) => row);
    if (rows.length <= TEXTS) break;
  }
  const texts = await Promise.all(rows.slice(0, TEXTS).sort((a, b) => a - b).map((row) => engine.text(row)));
  return texts.map((text) => text.parts[0]?.text ?? "");
}

/** How many pairs stand as far apart as in the query, but for `most` signs. */
function together(stands, most) {
  let best = 0;
  for (const from of new Set(stands.flat())) {
    const count = stands.filter((one) => one.some((shift) => shift >= from && shift <= from + most)).length;
    best = Math.max(best, count);
  }
  return best;
}
