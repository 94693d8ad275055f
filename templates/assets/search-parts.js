/** What the parts of the search page share: its words, and elements made of text, never of markup. */

const root = document.documentElement;

export const box = document.getElementById("search");
export const form = box?.parentElement.querySelector("form[role=search]");
export const words = JSON.parse(document.getElementById("search-words")?.textContent ?? "{}");
export const language = root.lang;
export const home = new URL(root.dataset.home ?? "../", location.href);

/** Figures as readers of this language group them; made once, for it takes a browser long. */
export const figures = new Intl.NumberFormat(language);

const dated = language === "en" ? "en-GB" : language; /* 20 March 2022, as on the other pages */

/** Give a sentence of the interface; `n` chooses between one and many. */
export function say(key, values = {}) {
  let sentence = words.search?.[key] ?? key;
  if (typeof sentence === "object") sentence = values.n === 1 ? sentence.one : sentence.other;
  return sentence.replace(/\{(\w+)\}/gu, (whole, name) => {
    const value = values[name];
    return typeof value === "number" ? figures.format(value) : (value ?? whole);
  });
}

/** Make an element; strings are text, never markup. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const dates = new Map();

/** Write a day, a month or a year as readers of this language do. */
export function written(value) {
  const [year, month, day] = value.slice(0, 10).split("-").map(Number);
  const date = new Date(Date.UTC(year, (month || 1) - 1, day || 1));
  if (Number.isNaN(date.getTime())) return value;
  const form = { year: "numeric", ...(month ? { month: "long" } : {}), ...(day ? { day: "numeric" } : {}), timeZone: "UTC" };
  const key = Object.keys(form).length;
  if (!dates.has(key)) dates.set(key, new Intl.DateTimeFormat(dated, form));
  return dates.get(key).format(date);
}

/** What a part of the text is called that is no paragraph. */
export const partName = (name) => words.field[name] ?? say(name === "caption" ? "part_caption" : "part_text");

export const isParagraph = (name) => /^p\d/u.test(name);

/** Links to the lists of the edition, which need no search. */
export function browse() {
  return h(
    "p",
    { class: "browse" },
    `${say("browse")} `,
    ["documents", "people", "places", "events"].map((name) => [h("a", { href: new URL(`${name}/`, home).href }, words.nav[name]), " "]),
  );
}
