/**
 * Pagefind's index, started and asked where a pair of signs stands.
 *
 * Pagefind asks for its files one after the other. Those that must be loaded are on their way before it
 * does, those that can be worked out are at hand.
 */

import { fileName, fileOf, filesOf, ordered, tableOf } from "./search-contents.js";
import { ahead, arrived, hand, unlessLost } from "./search-fetch.js";

export class Index {
  begins = []; /* the first row of each part */
  #base;
  #shards;
  #files = []; /* the bounds and sizes of each part's files */
  #started; /* promise of Pagefind, ready to be asked */
  #pairs = new Map(); /* token → promise of a map from row to positions */
  #asked = new Set(); /* files that were set on their way */

  /** Start; `columns` is a promise of what tells the bounds of the files. */
  constructor(base, { shards }, columns) {
    this.#base = base;
    this.#shards = shards;
    let begin = 0;
    for (const shard of shards) {
      this.begins.push(begin);
      begin += shard.documents;
    }
    if (!begin) return;
    const files = columns.then(({ signs, bounds }) => {
      const known = ordered(signs.join(""));
      this.#files = bounds.map((bound) => filesOf(bound, known));
      return this.#files;
    });
    shards.forEach(({ version, language, digest, documents }, part) => {
      const folder = this.#folder(part);
      const languages = { [language]: { hash: digest, wasm: null, page_count: documents } };
      if (!part) ahead(`${folder}wasm.unknown.pagefind`);
      hand(`${folder}pagefind-entry.json?ts=${digest}`, Promise.resolve(JSON.stringify({ version, languages, include_characters: [] })));
      hand(`${folder}pagefind.${digest}.pf_meta`, files.then((all) => tableOf(version, this.begins[part], documents, all[part])));
    });
    this.#started = this.#start();
    this.#started.catch(() => {});
  }

  async #start() {
    const [first, ...others] = this.#shards;
    const options = ({ language, digest }) => ({ language, metaCacheTag: digest });
    const { createInstance } = await import(`${this.#folder(0)}pagefind.js`);
    const pagefind = createInstance({ basePath: this.#folder(0), noWorker: true, ...options(first) });
    await unlessLost(Promise.all(others.map((shard, n) => pagefind.mergeIndex(this.#folder(n + 1), options(shard)))));
    return pagefind;
  }

  #folder(part) {
    return new URL(this.#shards[part].path, this.#base).pathname;
  }

  /** The files that must yet be loaded to tell where a pair stands. */
  #missing(token) {
    const files = this.#files.map((one, part) => ({ part, place: fileOf(one, token) }));
    return files.filter(({ part, place }) => !this.#asked.has(`${part}/${place}`));
  }

  /** About how many bytes must be loaded to tell where a pair stands. */
  cost(token) {
    return this.#missing(token).reduce((sum, { part, place }) => sum + this.#files[part].sizes[place], 0);
  }

  /** Where a pair stands: a map from rows to positions. */
  places(token) {
    if (!this.#pairs.has(token)) this.#pairs.set(token, this.#look(token));
    return this.#pairs.get(token);
  }

  async #look(token) {
    if (!this.#started) return new Map();
    for (const { part, place } of this.#missing(token)) {
      this.#asked.add(`${part}/${place}`);
      ahead(`${this.#folder(part)}index/${fileName(place)}`); /* while Pagefind is being started */
    }
    const pagefind = await unlessLost(this.#started);
    const { results } = await pagefind.search(token);
    arrived();
    return new Map(results.map(({ id, words }) => [Number(id), words]));
  }
}
