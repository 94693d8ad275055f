/** A list of what was found, to be cited: copied as text or as a table, or saved. */

import { address } from "./search-address.js";
import { around, result } from "./search-list.js";
import { box, h, home, isParagraph, say } from "./search-parts.js";

const CITED = 500;

/** Every place of every document found, to be copied or saved. */
export async function citing(current, announce) {
  announce(say("cite_making"));
  const { engine, rows, asked } = current;
  const chosen = rows.slice(0, CITED);
  for (let at = 0; at < chosen.length; at += 20) {
    await Promise.all(
      chosen.slice(at, at + 20).map(async (found) => {
        if (!found.text) result(current, found, await engine.text(found.row));
      }),
    );
  }
  const site = box.dataset.site || home.href;
  const entries = chosen.map(({ text, list }) => ({
    id: text.id,
    title: text.parts[0]?.text ?? "",
    publisher: text.publisher ?? "",
    published: text.published ?? "",
    event: text.event_date ?? "",
    url: new URL(`d/${text.id}/`, site).href,
    places: [
      ...list.places.map(({ part, range }) => ({ where: part.name, quote: around(part.text, range), reading: "edited" })),
      ...list.captures.map(({ reading, range }) => ({ where: reading.paragraph, quote: around(reading.text, range), reading: "capture" })),
    ],
  }));
  const here = new URL(address(asked), location.href).href;
  const plain = [
    say("cite_head", { query: asked.query, n: rows.length, title: box.dataset.title }),
    here,
    "",
    ...entries.map((entry, n) => {
      const where = [...new Set(entry.places.map((place) => place.where).filter(isParagraph))].map((p) => `¶${p.slice(1)}`);
      return `[${n + 1}] ${[entry.title, entry.publisher, entry.published.slice(0, 10)].filter(Boolean).join(say("cite_stop"))}${where.length ? ` (${where.join(", ")})` : ""} ${entry.url}`;
    }),
  ].join("\n");
  const columns = ["document", "title", "publisher", "published", "event_date", "paragraph", "reading", "quotation", "url"];
  const lines = entries.flatMap((entry) =>
    (entry.places.length ? entry.places : [{ where: "title", quote: entry.title, reading: "edited" }]).map((place) => [
      entry.id, entry.title, entry.publisher, entry.published, entry.event, place.where, place.reading, place.quote,
      entry.url + (isParagraph(place.where) ? `#${place.where}` : ""),
    ]),
  );
  const table = [columns, ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
  announce(say("cite_ready"));
  dialog(plain, table, rows.length > chosen.length);
}

/** A cell of a CSV file (RFC 4180) that no spreadsheet takes for a formula. */
function cell(value) {
  const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function dialog(plain, table, cut) {
  const area = h("textarea", { readonly: true, rows: "14", "aria-label": say("cite_list") });
  area.value = plain;
  const copy = (text) => async () => {
    try {
      await navigator.clipboard.writeText(text);
      note.textContent = say("copied");
    } catch {
      area.value = text;
      area.select();
      note.textContent = say("copy_by_hand");
    }
  };
  const save = () => {
    const url = URL.createObjectURL(new Blob(["\ufeff", table], { type: "text/csv;charset=utf-8" }));
    h("a", { href: url, download: "results.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  const note = h("p", { role: "status" }, cut ? say("cite_cut", { n: CITED }) : "");
  const window_ = h(
    "dialog",
    { class: "citing", "aria-labelledby": "citing-title" },
    h("h2", { id: "citing-title" }, say("cite_list")),
    area,
    h(
      "p",
      { class: "buttons" },
      h("button", { type: "button", onclick: copy(plain) }, say("copy_text")),
      " ",
      h("button", { type: "button", onclick: copy(table) }, say("copy_csv")),
      " ",
      h("button", { type: "button", onclick: save }, say("save_csv")),
      " ",
      h("button", { type: "button", onclick: () => window_.close() }, say("close")),
    ),
    note,
  );
  window_.addEventListener("close", () => window_.remove());
  box.append(window_);
  window_.showModal();
}
