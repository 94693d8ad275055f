/** What to try where nothing is found: names and titles that are near, the terms one by one, without punctuation. */

import { linkTo } from "./search-address.js";
import { browse, h, say } from "./search-parts.js";
import { parts } from "./search-query.js";
import { ask, namesOf } from "./search-results.js";
import { meant } from "./search-slips.js";

/** Make what is said below an answer without documents. */
export async function helpOf(engine, answer, asked) {
  const lines = [];
  const near = async (query) => {
    const found = (await ask(engine, query)).found.length;
    return found ? h("li", {}, h("a", { href: linkTo({ query, chosen: {} }) }, query), ` ${say("found_documents", { n: found })}`) : null;
  };
  const offers = async (title, queries) => {
    const items = (await Promise.all(queries.map(near))).filter(Boolean);
    if (items.length) lines.push(h("div", { class: "offer" }, h("p", {}, say(title)), h("ul", {}, items)));
    return items.length;
  };
  const [names, { titles }] = await Promise.all([namesOf(engine), engine.load("titles")]);
  await engine.learn(titles.join(""));
  const likely = meant(asked.query, names, titles, engine.folding).map((text) => (/\s/u.test(text) ? `"${text}"` : text));
  await offers("did_you_mean", likely);
  if (answer.terms.length > 1) await offers("each_alone", answer.terms.map((term) => (/\s/u.test(term.text) ? `"${term.text}"` : term.text)));
  const loose = asked.query.split(/[\p{P}\p{S}\s]+/u).filter(Boolean).join(" ");
  if (loose && loose !== asked.query && parts(loose).length > (answer.terms.length > 1 ? 99 : 0)) await offers("without_signs", [loose]);
  lines.push(h("div", {}, h("p", {}, say("try")), h("ul", {}, ["try_shorter", "try_form", "try_signs"].map((key) => h("li", {}, say(key))))), browse());
  return lines;
}
