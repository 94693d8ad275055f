/**
 * What a query means: terms, phrases, names in their other forms and by their reading, and what
 * may have been meant where nothing is found.
 */

const LATIN = /^[\p{Script=Latin}\p{M}\d'’·\-]+$/u;
const TONES = /[\u0300\u0301\u0304\u030c]/u;
const CURLY = [["“", "”"], ["「", "」"], ["『", "』"], ["‘", "’"], ["《", "》"]];

/**
 * Take a query apart: what is in straight quotation marks is one phrase, else white space parts terms.
 * @returns {{text: string, quoted: boolean}[]}
 */
export function parts(query) {
  const found = [];
  for (const [, quoted, plain] of query.replaceAll("＂", '"').matchAll(/"([^"]+)"(?=\s|$)|(\S+)/gu)) {
    found.push({ text: quoted ?? plain, quoted: quoted !== undefined });
  }
  return found;
}

/** Give what stands in a pair of Chinese quotation marks that encloses the whole query, or "". */
export function enclosed(query) {
  const text = query.trim();
  for (const [open, close] of CURLY) {
    const inner = text.slice(1, -1);
    if (text.startsWith(open) && text.endsWith(close) && inner && !inner.includes(open)) return inner;
  }
  return "";
}

const joined = (text) => text.toLowerCase().normalize("NFC").replace(/[\s'’·\-]+/gu, "");

/** Pinyin without tones and spaces; ü is v, as it is typed. */
export function plainReading(text) {
  return joined(text)
    .normalize("NFD")
    .replace(/u\u0308|u:/gu, "v")
    .replace(/[\u0300-\u036f]/gu, "")
    .replace(/[1-5]/gu, "");
}

/** The readings under which a name is found: plain, with tones, with numbers for tones. */
function readings(reading) {
  const marks = { "\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4 };
  const numbered = reading
    .split(" ")
    .map((syllable) => {
      const spelt = syllable.normalize("NFD");
      const tone = spelt.match(TONES);
      return spelt.replace(TONES, "").replace(/u\u0308/u, "v") + (tone ? marks[tone[0]] : "");
    })
    .join("");
  return { plain: plainReading(reading), toned: joined(reading), numbered };
}

export class Names {
  /**
   * @param {[string, string, string[], string[], number, string][]} rows
   * @param {import("./search-fold.js").Folding} folding
   */
  constructor(rows, folding) {
    this.folding = folding;
    this.all = rows.map(([name, kind, forms, spelt, documents, id]) => ({
      name,
      kind,
      forms,
      reading: spelt[0],
      documents,
      id,
      folded: [name, ...forms].map((form) => folding.fold(form)),
      readings: spelt.filter(Boolean).map(readings),
      initials: spelt.filter(Boolean).map((one) => one.split(" ").map((s) => s.normalize("NFD")[0]).join("")),
    }));
  }

  /** The names that are read so: with tones if the query has any. */
  read(query) {
    if (!LATIN.test(query.replace(/\s+/gu, "")) || !/\p{Script=Latin}/u.test(query)) return [];
    const spelt = joined(query);
    const tones = TONES.test(spelt.normalize("NFD"));
    const numbers = /\d/u.test(spelt) && spelt.normalize("NFD").replace(/u\u0308/gu, "v");
    const plain = plainReading(query);
    const same = (one) => {
      if (tones) return one.toned === spelt;
      if (numbers) return one.numbered === numbers;
      return one.plain === plain || one.plain.replaceAll("v", "u") === plain;
    };
    return this.all.filter((name) => name.readings.some(same));
  }

  /** The names that have this form. */
  called(folded) {
    return this.all.filter((name) => name.folded.includes(folded));
  }

  /** All forms under which a name is searched; one that contains another adds nothing. */
  forms(name) {
    return [...new Set(name.folded)].filter((form) => form && !name.folded.some((other) => other !== form && form.includes(other)));
  }

  /** Names to offer while somebody types. */
  offered(query, limit) {
    const folded = this.folding.fold(query);
    const plain = plainReading(query);
    const latin = LATIN.test(query.replace(/\s+/gu, ""));
    if (!folded) return [];
    const graded = [];
    for (const name of this.all) {
      let grade = 0;
      if (name.folded.some((form) => form.startsWith(folded))) grade = 4;
      else if (latin && plain && name.readings.some((one) => one.plain.startsWith(plain))) grade = 3;
      else if (latin && plain.length > 1 && name.initials.some((one) => one.startsWith(plain))) grade = 2;
      else if (name.folded.some((form) => form.includes(folded))) grade = 1;
      if (grade) graded.push([grade, name]);
    }
    graded.sort((a, b) => b[0] - a[0] || b[1].documents - a[1].documents || (a[1].name < b[1].name ? -1 : 1));
    return graded.slice(0, limit).map(([, name]) => name);
  }
}

export const isLatin = (text) => LATIN.test(text) && /\p{Script=Latin}/u.test(text);

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

/**
 * What may have been meant: queries near this one, made of names and titles of the edition.
 * @returns {string[]} the likeliest first
 */
export function meant(query, names, titles, folding) {
  const folded = folding.fold(query.replaceAll('"', ""));
  const length = Array.from(folded).length;
  const graded = new Map();
  const offer = (text, grade) => {
    if (folding.fold(text) !== folded && !(graded.get(text) <= grade)) graded.set(text, grade);
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
    if (length >= 4) {
      const most = Math.max(1, Math.floor(length / 5));
      for (const title of new Set(titles)) {
        const text = folding.fold(title);
        const { stretch, off } = nearest(folded, text);
        if (off > 0 && off <= most) offer(off > 1 || length > 0.7 * Array.from(text).length ? title : stretch, 1 + off);
      }
    }
  }
  return [...graded].sort((a, b) => a[1] - b[1]).slice(0, 5).map(([text]) => text);
}
