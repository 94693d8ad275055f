/** What to try where nothing is found: names and titles that are near, the terms one by one, without punctuation. */

import { linkTo } from "./search-address.js";
import { titlesNear } from "./search-near.js";
import { browse, h, partName, say } from "./search-parts.js";
import { isLatin, parts } from "./search-query.js";
import { ask, namesOf } from "./search-results.js";
import { meant } from "./search-slips.js";

/** Make what is said below an answer without documents. */
export async function helpOf(engine, answer, asked) {
  const lines = [];
  const link = (query) => h("a", { href: linkTo({ query, chosen: {} }) }, query);
  const phrase = (text) => (/\s/u.test(text) ? `"${text}"` : text);
  const near = async ({ text, title }) => {
    if (title) return h("li", {}, link(phrase(text)), ` ${partName("title")}`);
    const found = (await ask(engine, text)).found.length;
    return found ? h("li", {}, link(text), ` ${say("found_documents", { n: found })}`) : null;
  };
  const offers = async (title, queries) => {
    const items = (await Promise.all(queries.map(near))).filter(Boolean);
    if (items.length) lines.push(h("div", { class: "offer" }, h("p", {}, say(title)), h("ul", {}, items)));
    return items.length;
  };
  const folded = engine.folding.fold(asked.query.replaceAll('"', ""));
  const [names, titles] = await Promise.all([namesOf(engine), isLatin(folded.replace(/\s+/gu, "")) ? [] : titlesNear(engine, folded)]);
  const likely = meant(asked.query, names, titles, engine.folding);
  await offers("did_you_mean", likely.map(({ text, title }) => ({ text: title ? text : phrase(text), title })));
  if (answer.terms.length > 1) await offers("each_alone", answer.terms.map((term) => ({ text: phrase(term.text) })));
  const loose = asked.query.split(/[\p{P}\p{S}\s]+/u).filter(Boolean).join(" ");
  if (loose && loose !== asked.query && parts(loose).length > (answer.terms.length > 1 ? 99 : 0)) await offers("without_signs", [{ text: loose }]);
  lines.push(h("div", {}, h("p", {}, say("try")), h("ul", {}, ["try_shorter", "try_form", "try_signs"].map((key) => h("li", {}, say(key))))), browse());
  return lines;
}
