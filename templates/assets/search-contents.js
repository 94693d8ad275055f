/**
 * Pagefind's table of contents, worked out here rather than loaded: the browser's half of
 * edition/search/contents.py, which tells what the table is and how its bounds are written.
 */

import { numbers } from "./search-packing.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const SIGNATURE = "pagefind_dcd";
const UNUSED = 3; /* lists at the end that are empty */
const LIST = 0x80;
const TEXT = 0x60;

/** The number of a sign: half a surrogate pair and the last private planes are U+FFFD. */
function numberOf(sign) {
  const number = sign.codePointAt(0);
  return number >= 26 ** 4 || (number >= 0xd800 && number < 0xe000) ? 0xfffd : number;
}

function spelt(number) {
  let letters = "";
  for (let n = 0; n < 4; n += 1) {
    letters = LETTERS[number % 26] + letters;
    number = Math.floor(number / 26);
  }
  return letters;
}

/** A sign as four small letters. */
export const code = (sign) => spelt(numberOf(sign));

/** The signs of the edition as numbers in their order. */
export const ordered = (signs) => Uint32Array.from(new Set(Array.from(signs, numberOf))).sort();

function turned(value, width) {
  let found = 0;
  for (let n = 0; n < width; n += 1) found = found * 2 + ((value >> n) & 1);
  return found;
}

/** The first and the last word to be looked for in each file of an index, and about how many bytes it has. */
export function filesOf({ steps, seconds, sizes }, known) {
  const width = 32 - Math.clz32(known.length);
  const splits = numbers(seconds);
  const firsts = ["a"];
  const lasts = [];
  let at = 0;
  numbers(steps).forEach((step, n) => {
    at += step;
    const bound = spelt(known[at]);
    const split = splits[n] ? known[turned(splits[n], width)] : 0;
    firsts.push(split ? bound + spelt(split) : bound);
    lasts.push(split ? bound + spelt(split - 1) : bound);
  });
  lasts.push("zzzzzzzz");
  return { firsts, lasts, sizes: numbers(sizes).map((size) => 0.7 * 2 ** size) };
}

/** The place of the file that has a word, if any has it; files are named by their places. */
export function fileOf({ firsts }, word) {
  let low = 0;
  for (let high = firsts.length; low + 1 < high; ) {
    const middle = (low + high) >> 1;
    if (firsts[middle] <= word) low = middle;
    else high = middle;
  }
  return low;
}

export const fileName = (place) => `${place.toString(36)}.pf_index`;

/** The table as Pagefind has it once it is unpacked: CBOR after a signature. Documents are named by their row. */
export function tableOf(version, begin, documents, { firsts, lasts }) {
  const data = new Uint8Array(64 + version.length + documents * 14 + firsts.length * 28);
  let at = 0;
  const letters = (text) => {
    for (let n = 0; n < text.length; n += 1) data[at++] = text.charCodeAt(n);
  };
  const head = (kind, size) => {
    if (size < 24) data[at++] = kind + size;
    else {
      const width = size < 256 ? 0 : size < 65_536 ? 1 : 2;
      data[at++] = kind + 24 + width;
      for (let shift = (1 << width) - 1; shift >= 0; shift -= 1) data[at++] = (size >>> (shift * 8)) & 255;
    }
  };
  const text = (value) => {
    head(TEXT, value.length);
    letters(value);
  };
  letters(SIGNATURE);
  head(LIST, 3 + UNUSED);
  text(version);
  head(LIST, documents);
  for (let row = begin; row < begin + documents; row += 1) {
    head(LIST, 2);
    text(String(row));
    data[at++] = 1; /* its length, of which nobody sees the effect */
  }
  head(LIST, firsts.length);
  for (let n = 0; n < firsts.length; n += 1) {
    head(LIST, 3);
    text(firsts[n]);
    text(lasts[n]);
    text(n.toString(36));
  }
  for (let n = 0; n < UNUSED; n += 1) head(LIST, 0);
  return data.subarray(0, at);
}
