/** What may have been meant where nothing is found: names and titles of the edition that are a slip away. */

import { isLatin, plainReading } from "./search-query.js";

/** How many signs must be changed, put in, left out or exchanged with their neighbour. */
export function distance(one, other, most = Infinity) {
  const a = Array.from(one);
  const b = Array.from(other);
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [];
  let last = b.map((_, n) => n);
  last.push(b.length);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2] + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length];
}

/** The stretch of `text` that is nearest to `wanted`: `{at, end, off}` (Sellers). */
export function nearest(wanted, text) {
  const a = Array.from(wanted);
  const b = Array.from(text);
  let row = new Array(b.length + 1).fill(0);
  let starts = row.map((_, n) => n);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    const from = [0];
    for (let j = 1; j <= b.length; j += 1) {
      const choices = [
        [row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1), starts[j - 1]],
        [row[j] + 1, starts[j]],
        [next[j - 1] + 1, from[j - 1]],
      ];
      const [best, start] = choices.reduce((x, y) => (y[0] < x[0] ? y : x));
      next.push(best);
      from.push(start);
    }
    row = next;
    starts = from;
  }
  let end = 0;
  for (let j = 1; j <= b.length; j += 1) if (row[j] < row[end]) end = j;
  return { stretch: b.slice(starts[end], end).join(""), off: row[end] };
}

/** How many changes to a query of so many signs are taken for slips where it is compared with titles. */
export const slips = (length) => (length < 4 ? 0 : Math.min(4, Math.max(1, Math.floor(length / 5))));

/**
 * What may have been meant: queries near this one, made of names and titles of the edition.
 * @returns {{text: string, title: boolean}[]} the likeliest first; whether it is a title as it stands
 */
export function meant(query, names, titles, folding) {
  const folded = folding.fold(query.replaceAll('"', ""));
  const length = Array.from(folded).length;
  const graded = new Map();
  const offer = (text, grade, title = false) => {
    if (folding.fold(text) !== folded && !(graded.get(text)?.grade <= grade)) graded.set(text, { text, grade, title });
  };
  if (isLatin(folded.replace(/\s+/gu, ""))) {
    const plain = plainReading(folded);
    const most = plain.length < 6 ? 1 : 2;
    for (const name of names.all) {
      const off = Math.min(...name.readings.map((one) => distance(plain, one.plain, most)));
      if (off <= most) offer(name.name, off);
    }
  } else {
    for (const name of names.all) {
      for (const form of name.folded) {
        const size = Array.from(form).length;
        if (size < 2 || size > length + 1) continue;
        if (Math.abs(size - length) <= 1) {
          const most = size >= 6 ? 2 : 1;
          if (distance(folded, form, most) <= most && (size > 2 || form[0] === folded[0])) offer(name.name, size > 2 ? 1 : 1.5);
        } else if (size > 2) {
          const signs = Array.from(folded);
          for (let at = 0; at + size <= signs.length; at += 1) {
            const window = signs.slice(at, at + size).join("");
            if (window !== form && window[0] === form[0] && distance(window, form, 1) === 1) {
              offer([...signs.slice(0, at), name.name, ...signs.slice(at + size)].join(""), 2);
            }
          }
        }
      }
    }
    const most = slips(length);
    for (const title of most ? new Set(titles) : []) {
      const text = folding.fold(title);
      const { stretch, off } = nearest(folded, text);
      if (off === 0 || off > most) continue;
      if (off > 1 || length > 0.7 * Array.from(text).length) offer(title, 1 + off, true);
      else offer(stretch, 1 + off);
    }
  }
  return [...graded.values()].sort((a, b) => a.grade - b.grade).slice(0, 5);
}
