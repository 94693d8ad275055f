/**
 * Files set on their way before they are asked for, files that need not be, and files that did not arrive.
 *
 * Pagefind asks for its files one after the other, and where one does not come it says so on the
 * console and goes on: a lost part of the index would look as if nothing were found. Its requests
 * go through the page's `fetch`; so that is where they are met.
 */

const coming = new Map(); /* address → promise of its answer, to be handed over once */
const lost = []; /* why a file did not arrive */
const plainFetch = globalThis.fetch.bind(globalThis);

let fail = () => {};
let loss = new Promise(() => {});

function lose(why, address) {
  const error = new Error(`${why} ${address}`);
  lost.push(error);
  fail(error);
}

async function watched(address) {
  try {
    const answer = await plainFetch(address);
    if (!answer.ok) lose(answer.status, address);
    return answer;
  } catch (error) {
    lose(error.message, address);
    throw error;
  }
}

/** Watch what is asked for below `base`; the rest of the page's requests is let be. */
export function watch(base) {
  lost.length = 0;
  coming.clear();
  loss = new Promise((_, reject) => (fail = reject));
  loss.catch(() => {});
  globalThis.fetch = (request, options) => {
    if (typeof request !== "string" && !(request instanceof URL)) return plainFetch(request, options);
    const address = new URL(request, location.href).href;
    if (options || !address.startsWith(base)) return plainFetch(request, options);
    const early = coming.get(address);
    coming.delete(address);
    return early ?? watched(address);
  };
}

/** Set a file on its way. */
export function ahead(address) {
  const { href } = new URL(address, location.href);
  const answer = watched(href);
  answer.catch(() => {});
  coming.set(href, answer);
}

/** Have an answer of our own at hand for what Pagefind will ask for: what `data` is a promise of. */
export function hand(address, data) {
  const answer = data.then((found) => new Response(found));
  answer.catch(() => {});
  coming.set(new URL(address, location.href).href, answer);
}

/** Raise an error if a file that was asked for did not arrive. */
export function arrived() {
  if (lost.length) throw lost[0];
}

/** Wait for something, but not if a file that it may be waiting for is lost. */
export const unlessLost = (awaited) => Promise.race([awaited, loss]);
