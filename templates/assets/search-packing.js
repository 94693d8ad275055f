/** Columns as edition/search/packing.py writes them. */

export const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const VALUE = new Map(Array.from(DIGITS, (digit, value) => [digit, value]));

/** Numbers: a string for each place, the lowest first. */
export function numbers(planes) {
  const found = new Array(planes[0].length).fill(0);
  planes.forEach((plane, place) => {
    for (let row = 0; row < plane.length; row += 1) found[row] += VALUE.get(plane[row]) * 64 ** place;
  });
  return found;
}

/** Values of few kinds, each turned by `turn` if given. */
export const chosen = ({ kinds, rows }, turn = (kind) => kind) => numbers(rows).map((number, row) => turn(kinds[number], row));

/** Days as numbers that sort: 20220320, 20220300 for a month, 0 for none. */
export function days({ from, year, month, day }) {
  const [months, dates] = [numbers(month), numbers(day)];
  return numbers(year).map((number, row) => (number ? (from + number) * 10_000 : 0) + months[row] * 100 + dates[row]);
}

const MINTED = "0123456789bcdfghjkmnpqrstvwxz"; /* edition/ledger/noid.py tells of the ids and their check characters */

/** Ids: as numbers, each by its distance from the one before, or by what each shares with it. */
export function names({ prefix, length, steps, ...others }) {
  if (prefix === undefined) return fronted({ length, ...others });
  const all = MINTED.length ** length;
  const first = MINTED.indexOf(prefix);
  let value = 0;
  return numbers(steps).map((step) => {
    value = (value + step) % all;
    let id = "";
    let check = first;
    for (let place = length + 1, left = value; place > 1; place -= 1) {
      const digit = left % MINTED.length;
      left = (left - digit) / MINTED.length;
      id = MINTED[digit] + id;
      check += place * digit;
    }
    return prefix + id + MINTED[check % MINTED.length];
  });
}

function fronted({ shared, length, rest }) {
  const keeps = numbers(shared);
  let at = 0;
  let before = "";
  return numbers(length).map((size, row) => {
    const end = at + size - keeps[row];
    before = before.slice(0, keeps[row]) + rest.slice(at, end);
    at = end;
    return before;
  });
}
