/**
 * One form for what readers take to be the same sign: the browser's half of edition/search/fold.py.
 *
 * `mapped` also says where in the original each folded sign came from, so that what was found can
 * be marked as it stands.
 */

const SPACES = new Set("\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u2028\u2029");
const INVISIBLE = new Set("\u00ad\u200b\u200c\u200d\u2060\ufeff\0");
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gu;
const MARK = /\p{M}/u;
const BLANK = /\p{Zs}/u;

export class Folding {
  #signs = new Map();
  #simplified = new Map();
  #learnt = "";

  /** @param {string} pairs Traditional and Simplified characters in turn */
  constructor(pairs = "") {
    this.learn(pairs);
  }

  /** Take further pairs; what was folded before stays as it is. */
  learn(pairs) {
    if (this.#learnt === pairs) return;
    this.#learnt = pairs;
    const signs = Array.from(pairs);
    for (let n = 0; n + 1 < signs.length; n += 2) this.#simplified.set(signs[n], signs[n + 1]);
    this.#signs.clear();
  }

  #sign(sign) {
    let folded = this.#signs.get(sign);
    if (folded === undefined) {
      folded = "";
      if (!INVISIBLE.has(sign)) {
        for (const plain of sign.normalize("NFKC").toLowerCase()) {
          folded += SPACES.has(plain) || BLANK.test(plain) ? " " : (this.#simplified.get(plain) ?? plain);
        }
      }
      this.#signs.set(sign, folded);
    }
    return folded;
  }

  /** Say whether the text has characters that are written otherwise in Simplified script. */
  traditional(text) {
    return Array.from(text).some((sign) => this.#simplified.has(sign));
  }

  fold(text) {
    return this.mapped(text).text;
  }

  /**
   * Fold, and keep for each code unit of the result the range of the original that it stands for.
   * @returns {{text: string, from: number[], to: number[]}}
   */
  mapped(original) {
    const from = [];
    const to = [];
    let text = "";
    const put = (folded, start, end) => {
      for (const sign of folded) {
        if (sign === " " && (text === "" || text.endsWith(" "))) {
          if (text !== "") to[to.length - 1] = end;
          continue;
        }
        text += sign;
        for (let unit = 0; unit < sign.length; unit += 1) {
          from.push(start);
          to.push(end);
        }
      }
    };
    if (!MARK.test(original)) {
      let at = 0;
      for (const sign of original) {
        put(this.#sign(sign), at, at + sign.length);
        at += sign.length;
      }
    } else {
      for (const { 0: cluster, index } of original.matchAll(CLUSTER)) {
        for (const sign of cluster.normalize("NFC")) put(this.#sign(sign), index, index + cluster.length);
      }
    }
    if (text.endsWith(" ")) {
      text = text.slice(0, -1);
      from.pop();
      to.pop();
    }
    return { text, from, to };
  }
}

/**
 * Find every place of a folded phrase, none overlapping the one before.
 * @returns {[number, number][]} ranges of the original text
 */
export function placesOf(mapped, phrase) {
  const found = [];
  if (!phrase) return found;
  let at = mapped.text.indexOf(phrase);
  while (at >= 0) {
    const last = at + phrase.length - 1;
    found.push([mapped.from[at], mapped.to[last]]);
    at = mapped.text.indexOf(phrase, last + 1);
  }
  return found;
}
