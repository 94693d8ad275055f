/** What a query means: terms, phrases, names in their other forms and by their reading. */

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
