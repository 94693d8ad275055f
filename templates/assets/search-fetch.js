/**
 * Files set on their way before they are asked for, and files that did not arrive.
 *
 * Pagefind asks for its files one after the other, and where one does not come it says so on the
 * console and goes on: a lost part of the index would look as if nothing were found. Its requests
 * go through the page's `fetch`; so that is where they are met.
 */

const coming = new Map(); /* address → promise of its answer, to be handed over once */
const lost = new Map(); /* address → why */
const plainFetch = globalThis.fetch.bind(globalThis);

async function watched(address) {
  try {
    const answer = await plainFetch(address);
    if (!answer.ok) lost.set(address, `${answer.status} ${address}`);
    return answer;
  } catch (error) {
    lost.set(address, `${error.message} ${address}`);
    throw error;
  }
}

/** Watch what is asked for below `base`; the rest of the page's requests is let be. */
export function watch(base) {
  lost.clear();
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

/** Raise an error if a file that was asked for did not arrive. */
export function arrived() {
  for (const why of lost.values()) throw new Error(why);
}
