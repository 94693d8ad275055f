/**
 * Which pairs of a phrase to look up, and in which order: what is cheap to load before what is dear.
 *
 * A phrase is found once the pairs that were looked up cover its signs. Of all covers the one is taken
 * that has the fewest bytes to load. Where that is much all the same, as with two words that stand in
 * most documents, rare pairs across them (控疫 in 疫情防控疫情) are looked up first: they may leave so few
 * documents that their texts can decide.
 */

const MUCH = 30_000; /* bytes of a cover that are worth a look at others */
const SMALL = 1 / 8; /* of the bytes of the cover that such a look may cost */
const LOOKS = 2;
const AT_ONCE = 4; /* pairs looked up together; two at first */
const MANY = 1_000; /* documents of which another pair will hardly leave few */

/** The cover of least cost; `costs` has that of the pair at each place. */
export function cover(costs) {
  const best = []; /* at each place: the least cost of a cover that ends there, and the place before */
  costs.forEach((cost, at) => {
    const before = at > 1 && best[at - 2].total < best[at - 1].total ? at - 2 : at - 1;
    best.push({ total: cost + (at ? best[before].total : 0), before: at ? before : -1 });
  });
  const places = [];
  for (let at = costs.length - 1; at >= 0; at = best[at].before) places.push(at);
  return places;
}

/**
 * The places of the pairs to look up, in their order.
 * @param {number[]} costs bytes to be loaded for the pair at each place
 * @param {number[]} commonness what else to go by, the rare first
 */
export function plan(costs, commonness) {
  const order = (a, b) => costs[a] - costs[b] || commonness[a] - commonness[b];
  const places = cover(costs).sort(order);
  const total = places.reduce((sum, at) => sum + costs[at], 0);
  if (total < MUCH) return places;
  const others = costs.flatMap((cost, at) => (cost < SMALL * total && !places.includes(at) ? [at] : []));
  return [...others.sort(order).slice(0, LOOKS), ...places].sort(order);
}

/** Those of the pairs left that are looked up together: nothing dear beside what may spare it. */
export function next(left, cost, documents) {
  if (cost(left[0]) > MUCH) return left.slice(0, documents > MANY ? AT_ONCE : 1);
  const batch = [];
  let bytes = 0;
  for (const at of left.slice(0, documents === undefined ? 2 : AT_ONCE)) {
    bytes += cost(at);
    if (batch.length && bytes > MUCH) break;
    batch.push(at);
  }
  return batch;
}

/** The places of `count` pairs that do not overlap and cost least together; nothing if there are not so many. */
export function apart(costs, count) {
  if (!count) return { total: 0, places: [] };
  let rows = costs.map(() => ({ total: 0, places: [] })); /* the best of those that end before each place */
  for (let n = 0; n < count; n += 1) {
    let best = null;
    const found = costs.map((cost, at) => {
      const before = n ? rows[at - 2] : rows[at];
      const one = before && { total: before.total + cost, places: [...before.places, at] };
      if (one && !(best?.total <= one.total)) best = one;
      return best;
    });
    rows = found;
  }
  return rows.at(-1);
}
