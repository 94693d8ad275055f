/**
 * The index asked: exact phrases by chains of sign pairs, over Pagefind's own pagefind.js.
 *
 * A token of the index is a pair of neighbouring signs, and its position is that of the first. A
 * phrase of n signs stands where n/2 pairs that cover it stand at the right distances: no word list
 * has a say, and nothing needs checking against the text. docs/search.md tells the whole.
 */

import { code } from "./search-contents.js";
import { watch } from "./search-fetch.js";
import { Folding, placesOf } from "./search-fold.js";
import { Index } from "./search-index.js";
import { chosen, days, names, numbers } from "./search-packing.js";
import { next, plan } from "./search-plan.js";

const FEW = 24; /* candidates that are checked in their texts rather than in the index, at most */
const SHOWN = 5; /* texts that an answer loads in any case */
const TEXT = 3_000; /* bytes of one */
const STRIDE = 32; /* as in edition/search/shadow.py */
const EAGER = 40_000; /* bytes of names or people that are loaded without being asked for */
const SEPARATOR = "\u2029";
const HAN = /\p{Script=Han}/u;

const fetched = async (address, how) => {
  const answer = await fetch(address, how);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer;
};

const json = async (address, how) => (await fetched(address, how)).json();

/** Read a file that is compressed, whether or not the host undid it on the way. */
async function unpacked(address) {
  const data = await (await fetched(address)).arrayBuffer();
  const [one, two] = new Uint8Array(data, 0, 2);
  if (one !== 0x1f || two !== 0x8b) return JSON.parse(new TextDecoder().decode(data));
  return new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

/** How often a term stands in the parts of one document. */
export class Hit {
  title = 0;
  body = 0;
  capture = 0;
  whole = false; /* the term is the whole title */
  counted = true; /* single signs are found without being counted */

  get edited() {
    return this.title + this.body;
  }
}

export class Search {
  #base;
  #index;
  #texts = new Map(); /* row → promise of what is shown of it */
  #rank = new Map(); /* sign → how common */
  #lazy = new Map();

  /**
   * Open the search whose files stand at `base` (an absolute address that ends with a slash);
   * `anew` if it was published again since it was opened.
   */
  static async open(base, anew = false) {
    const search = new Search();
    search.#base = base;
    watch(base);
    search.manifest = await json(new URL("edition/manifest.json", base), anew ? { cache: "no-cache" } : undefined);
    for (const name of ["facets", "names"]) if (search.isSmall(name)) search.load(name).catch(() => {});
    search.#index = new Index(base, search.manifest, search.load("columns"));
    search.#read(await search.load("columns"));
    return search;
  }

  /** Say whether the edition was published anew since it was opened; if nobody can tell, it was not. */
  async changed() {
    try {
      const manifest = await json(new URL("edition/manifest.json", this.#base), { cache: "no-cache" });
      return JSON.stringify(manifest) !== JSON.stringify(this.manifest);
    } catch {
      return false;
    }
  }

  #read(columns) {
    const published = days(columns.published);
    this.columns = {
      works: columns.works,
      published,
      happened: chosen(columns.happened, (before, row) => (before === null ? 0 : published[row] - before)),
      title_end: numbers(columns.title_end),
      capture_start: numbers(columns.capture_start).map((strides) => strides * STRIDE),
    };
    for (const name of ["publisher", "format", "status"]) this.columns[name] = chosen(columns[name]);
    this.ids = names(columns.ids);
    this.folding = new Folding();
    this.doubtful = new Folding(columns.doubtful);
    let common = 0;
    for (const signs of columns.signs) {
      for (const sign of signs) this.#rank.set(sign, common);
      common = this.#rank.size;
    }
    this.workOf = new Map();
    columns.works.forEach(([, steps], work) => {
      let row = 0;
      for (const step of steps) this.workOf.set((row += step), work);
    });
  }

  /** Say whether a file is loaded without being asked for. */
  isSmall(name) {
    return Number(this.manifest[`${name}_bytes`]) <= EAGER;
  }

  /** Load `columns`, `facets`, `names`, `scripts` or `singles`, or a file by its name, once. */
  load(name) {
    if (!this.#lazy.has(name)) {
      const file = json(new URL(this.manifest[name] ?? name, this.#base));
      file.catch(() => this.#lazy.delete(name));
      this.#lazy.set(name, file);
    }
    return this.#lazy.get(name);
  }

  /** Learn Traditional characters if the text has a character that stands nowhere as it is. */
  async learn(text) {
    for (const sign of this.folding.fold(text)) {
      if (!this.#rank.has(sign) && HAN.test(sign)) {
        this.folding.learn(await this.load("scripts"));
        return;
      }
    }
  }

  /** Load what is shown of a document. */
  text(row) {
    if (!this.#texts.has(row)) this.#texts.set(row, this.#text(row));
    return this.#texts.get(row);
  }

  async #text(row) {
    const { digest } = this.manifest.shards[this.#index.begins.findLastIndex((begin) => begin <= row)];
    const found = await unpacked(new URL(`fragment/${this.ids[row]}.pf_fragment?${digest}`, this.#base));
    await this.learn(found.content);
    const contents = found.content.split(SEPARATOR);
    const parts = found.parts.map((name, n) => ({ name, text: contents[n] ?? "" }));
    const captures = found.captures.map(([paragraph, text, differences]) => ({ paragraph, text, differences }));
    for (const { text } of captures) await this.learn(text);
    return { ...found, parts, captures };
  }

  /**
   * Find a folded phrase in every document that has it.
   * @returns {Promise<Map<number, Hit>>} by row
   */
  async phrase(phrase) {
    const signs = Array.from(phrase);
    if (!signs.length || signs.some((sign) => !this.#rank.has(sign))) return new Map();
    return signs.length === 1 ? this.#single(signs[0]) : this.#chain(signs, phrase);
  }

  /** One sign stands in lists of its own: all pairs that begin with it would be too much. */
  async #single(sign) {
    const hits = new Map();
    const { title_end } = this.columns;
    const singles = await this.load("singles");
    const lists = await Promise.all(
      singles.map(async (files) => {
        const file = files.findLast(([first]) => first.codePointAt(0) <= sign.codePointAt(0));
        return file ? (await this.load(file[1]))[sign] : undefined;
      }),
    );
    lists.forEach((zones, part) => {
      ["body", "title", "capture"].forEach((zone, n) => {
        let row = this.#index.begins[part];
        for (const step of zones?.[n] ?? []) {
          row += step;
          if (!hits.has(row)) hits.set(row, Object.assign(new Hit(), { counted: false }));
          const hit = hits.get(row);
          hit[zone] = 1;
          if (zone === "title") hit.whole = title_end[row] === 2;
        }
      });
    });
    return hits;
  }

  /**
   * Look up pairs until they cover the phrase, the cheapest first. As soon as the texts of the candidates
   * that are left are less to load than the pairs, the texts decide.
   */
  async #chain(signs, phrase) {
    const tokens = signs.slice(1).map((sign, at) => code(signs[at]) + code(sign));
    const cost = (at) => this.cost(signs, at);
    let left = plan(tokens.map((_, at) => cost(at)), tokens.map((_, at) => this.commonness(signs, at)));
    let chains = null; /* row → starts that all pairs so far agree on */
    while (left.length) {
      const batch = next(left, cost, chains?.size);
      left = left.slice(batch.length);
      const found = await Promise.all(batch.map((at) => this.#index.places(tokens[at])));
      const steps = batch.map((at, n) => [at, found[n]]).sort((a, b) => a[1].size - b[1].size);
      for (const [at, rows] of steps) chains = agree(chains, at, rows);
      if (!chains.size) return new Map();
      const bytes = left.reduce((sum, at) => sum + cost(at), 0);
      if (left.length && chains.size <= FEW && (chains.size - SHOWN) * TEXT <= bytes) return this.#checked(chains.keys(), phrase);
    }
    const hits = new Map();
    for (const [row, starts] of chains) hits.set(row, this.#sorted(row, starts, signs.length));
    return hits;
  }

  /** How common a pair may be, by what is known of its signs; 0 if it stands nowhere. */
  commonness(signs, at) {
    return 1 / (((this.#rank.get(signs[at]) ?? Infinity) + 20) * ((this.#rank.get(signs[at + 1]) ?? Infinity) + 20));
  }

  /** About how many bytes must be loaded to tell where a pair stands. */
  cost(signs, at) {
    const [one, other] = signs.slice(at, at + 2);
    return this.#rank.has(one) && this.#rank.has(other) ? this.#index.cost(code(one) + code(other)) : 0;
  }

  /** Tell at which places of which titles a pair of signs stands. */
  async inTitles(one, other) {
    if (!this.#rank.has(one) || !this.#rank.has(other)) return [];
    const { title_end } = this.columns;
    const rows = [...(await this.#index.places(code(one) + code(other)))];
    return rows.map(([row, words]) => [row, words.filter((word) => word + 1 < title_end[row])]).filter(([, words]) => words.length);
  }

  /** Find a folded phrase in these documents: in their texts if they are few, which are shown anyway. */
  async phraseIn(rows, phrase) {
    return rows.length <= FEW ? this.#checked(rows, phrase) : this.phrase(phrase);
  }

  async #checked(rows, phrase) {
    const hits = new Map();
    await Promise.all(
      Array.from(rows, async (row) => {
        const text = await this.text(row);
        const hit = new Hit();
        const count = (part) => placesOf(this.folding.mapped(part), phrase).length;
        text.parts.forEach((part) => {
          hit[part.name === "title" ? "title" : "body"] += count(part.text);
        });
        hit.whole = this.folding.fold(text.parts[0]?.text ?? "") === phrase;
        text.captures.forEach((reading) => {
          hit.capture += count(reading.text);
        });
        if (hit.edited) hit.capture = 0;
        if (hit.edited || hit.capture) hits.set(row, hit);
      }),
    );
    return hits;
  }

  /** Sort the places of a document into title, text and capture. */
  #sorted(row, starts, length) {
    const hit = new Hit();
    const titleEnd = this.columns.title_end[row];
    const captures = this.columns.capture_start[row] || Infinity;
    let free = 0;
    for (const start of starts) {
      if (start < free) continue;
      free = start + length;
      if (start < titleEnd) hit.title += 1;
      else if (start < captures) hit.body += 1;
      else hit.capture += 1;
    }
    hit.whole = hit.title > 0 && starts[0] === 1 && length === titleEnd - 1;
    if (hit.edited) hit.capture = 0; /* it may stand in what surrounds a difference: the text will tell */
    return hit;
  }
}

/** Keep of the chains those that go on with a pair at distance `at`. */
function agree(chains, at, rows) {
  const agreed = new Map();
  if (chains === null) {
    for (const [row, words] of rows) {
      const starts = [];
      for (const word of words) if (word >= at) starts.push(word - at);
      if (starts.length) agreed.set(row, starts);
    }
    return agreed;
  }
  for (const [row, starts] of chains) {
    const words = rows.get(row);
    if (!words) continue;
    const kept = [];
    let n = 0;
    for (const start of starts) {
      while (n < words.length && words[n] < start + at) n += 1;
      if (words[n] === start + at) kept.push(start);
    }
    if (kept.length) agreed.set(row, kept);
  }
  return agreed;
}
