/**
 * Titles that are a slip away from a query, found without a list of all titles.
 *
 * Where a stretch of a title comes of the query by d changes, each of them spoils at most one of m pairs
 * of signs that do not overlap: m - d of them stand in the title as they are, at their places but for the
 * signs put in and left out. The index says where pairs stand; once few titles are left, their texts decide.
 */

import { apart } from "./search-plan.js";
import { slips } from "./search-slips.js";

const TEXTS = 12; /* titles that are looked at */
const MORE = 4; /* pairs that are looked up besides those that cannot be done without */
const BYTES = 60_000; /* what an offer may cost; where pairs are so common, fewer changes are thought of */

/** The titles that may be near a folded query, in the order of the index. */
export async function titlesNear(engine, folded) {
  const signs = Array.from(folded);
  const costs = () => signs.slice(1).map((_, at) => engine.cost(signs, at) + engine.commonness(signs, at));
  let most = slips(signs.length);
  while (most && !(apart(costs(), most + 1)?.total <= BYTES)) most -= 1;
  if (!most) return [];
  let rows = [];
  let left = BYTES;
  for (let count = most + 1; count <= most + 1 + MORE; count += 1) {
    const chosen = apart(costs(), count);
    if (!chosen || chosen.total > left) break;
    left -= chosen.total;
    const stands = new Map(); /* row → for each pair that its title has: how far from its place in the query it stands */
    const found = await Promise.all(chosen.places.map(async (at) => [at, await engine.inTitles(signs[at], signs[at + 1])]));
    for (const [at, titles] of found) {
      for (const [row, positions] of titles) {
        if (!stands.has(row)) stands.set(row, []);
        stands.get(row).push(positions.map((position) => position - at));
      }
    }
    const agreeing = [...stands].map(([row, all]) => [row, together(all, most)]).filter(([, pairs]) => pairs >= count - most);
    rows = agreeing.sort((a, b) => b[1] - a[1]).map(([row]) => row);
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
