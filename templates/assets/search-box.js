// The search box of every page: names and titles offered while one types (the combobox pattern of ARIA 1.2).
// Lists are fetched with the first key, so that a page that is only read asks for nothing.
import { say, words } from "./site.js";
import { Folding } from "./search-fold.js";
import { Names } from "./search-query.js";

const NAMES = 6;
const TITLES = 4;
const root = document.documentElement;
const home = new URL(root.dataset.home ?? "./", location.href);
const index = new URL("pagefind/", new URL(root.dataset.root ?? "./", location.href));

let lists = null;

/** Load what is offered: names always, titles if the edition lists them, which it does unless they are too many. */
function load() {
  const json = async (name) => {
    const answer = await fetch(new URL(name, index));
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };
  lists ??= (async () => {
    const manifest = await json("edition/manifest.json");
    const [{ names }, { titles, ids }, scripts] = await Promise.all([
      json(manifest.names),
      manifest.titles ? json(manifest.titles) : { titles: [], ids: "" },
      json(manifest.scripts),
    ]);
    warm(manifest);
    const folding = new Folding(scripts);
    const known = ids.split(" ");
    return {
      folding,
      names: new Names(names, folding),
      titles: titles.map((title, n) => ({ title, id: known[n], folded: folding.fold(title) })),
    };
  })().catch((error) => {
    lists = null;
    throw error;
  });
  return lists;
}

/** Who types will search: what the first answer waits for comes into the browser's cache meanwhile. */
function warm({ documents, shards, columns }) {
  if (!documents || document.getElementById("search") || navigator.connection?.saveData) return;
  const { path: first } = shards[0];
  const files = [columns, `${first}pagefind.js`, `${first}wasm.unknown.pagefind`];
  for (const name of files) fetch(new URL(name, index), { priority: "low" }).then((answer) => answer.arrayBuffer()).catch(() => {});
}

class Box {
  constructor(input) {
    this.input = input;
    this.form = input.form;
    this.options = [];
    this.active = -1;
    this.list = document.createElement("ul");
    this.list.className = "offers";
    this.list.id = `${input.id}-offers`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", words.box_names);
    this.list.hidden = true;
    this.status = document.createElement("span");
    this.status.className = "vh";
    this.status.setAttribute("role", "status");
    this.form.append(this.list, this.status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      "aria-haspopup": "listbox",
    })) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => this.offer());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.options[[...this.list.children].indexOf(option)]);
    });
    this.form.addEventListener("submit", () => this.close());
  }

  async offer() {
    const typed = this.input.value.trim();
    if (!typed) return this.close();
    let known;
    try {
      known = await load();
    } catch {
      return this.close();
    }
    if (this.input.value.trim() !== typed || document.activeElement !== this.input) return undefined;
    const folded = known.folding.fold(typed);
    const titles = known.titles.filter((one) => one.folded.includes(folded) && one.folded).slice(0, TITLES);
    this.show([
      ...known.names.offered(typed, NAMES).map((name) => ({ text: name.name, note: name.reading, name })),
      ...titles.map((one) => ({ text: one.title, note: words.box_title, id: one.id })),
    ]);
    return undefined;
  }

  show(options) {
    this.options = options;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(
      ...options.map(({ text, note }, n) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${n}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const small = document.createElement("small");
        small.textContent = note;
        option.append(text, " ", small);
        return option;
      }),
    );
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.status.textContent = options.length ? say("box_suggestions", { n: options.length }) : "";
  }

  close() {
    if (this.list.hidden) return;
    this.show([]);
  }

  key(event) {
    if (event.isComposing) return;
    const { length } = this.options;
    if (event.key === "Escape" && length) {
      event.preventDefault();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.activate(this.active < 0 && step < 0 ? length - 1 : (this.active + step + length + 1) % (length + 1));
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(this.options[this.active]);
    }
  }

  /** Move to an option; the place after the last is the input itself. */
  activate(number) {
    this.active = number < this.options.length ? number : -1;
    [...this.list.children].forEach((option, n) => {
      option.setAttribute("aria-selected", String(n === this.active));
      if (n === this.active) option.scrollIntoView({ block: "nearest" });
    });
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  choose(option) {
    if (option.id) {
      location.assign(new URL(`d/${option.id}/`, home));
      return;
    }
    this.input.value = option.text;
    this.close();
    this.form.requestSubmit();
  }
}

if (location.protocol !== "file:") {
  for (const input of document.querySelectorAll("form[role=search] input[type=search]")) new Box(input);
}
