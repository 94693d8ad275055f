// Added to every page by watch mode, never by a build: reloads in place, and shows what is wrong.

import { offer } from "./select.js";

const tag = document.querySelector("script[data-page][data-styles]");
const zh = (document.documentElement.lang || "zh").startsWith("zh");
const say = zh
  ? { title: "构建未成，页面仍是上一次的样子", next: "怎么办", trace: "程序经过", away: "监视程序已停止，页面不再更新", hide: "收起" }
  : { title: "The build failed; the page is as it was before", next: "What to do", trace: "Trace", away: "Watch mode has ended; this page is no longer kept up to date", hide: "Hide" };

// -- the scroll position, by the paragraph at the top and not only by pixels ------------------

const KEPT = "edition-watch-place";

function keepPlace() {
  let id = "";
  let offset = 0;
  for (const element of document.querySelectorAll("main [id]")) {
    const top = element.getBoundingClientRect().top;
    if (top > innerHeight / 2) break;
    if (element.offsetParent === null) continue;
    id = element.id;
    offset = top;
    if (top >= 0) break;
  }
  const open = [...document.querySelectorAll("details[open][id]")].map((element) => element.id);
  sessionStorage.setItem(KEPT, JSON.stringify({ at: location.pathname + location.search, x: scrollX, y: scrollY, id, offset, open }));
}

function restorePlace() {
  let kept;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return;
  }
  sessionStorage.removeItem(KEPT);
  if (!kept || kept.at !== location.pathname + location.search) return;
  for (const id of kept.open) document.getElementById(id)?.setAttribute("open", "");
  const back = () => {
    const element = kept.id && document.getElementById(kept.id);
    const top = element ? scrollY + element.getBoundingClientRect().top - kept.offset : kept.y;
    scrollTo({ left: kept.x, top, behavior: "instant" });
  };
  back();
  addEventListener("load", () => requestAnimationFrame(back), { once: true });
}

restorePlace();

// -- taking over a new build ------------------------------------------------------------------

function hashesOf(html) {
  const found = html.match(/data-page="(\w+)" data-styles="(\w+)"/);
  return found ? { page: found[1], styles: found[2] } : null;
}

async function swapStyles(html) {
  const next = new DOMParser().parseFromString(html, "text/html");
  const old = [...document.head.querySelectorAll('link[rel="stylesheet"]')];
  const fresh = [...next.head.querySelectorAll('link[rel="stylesheet"]')].map((link) => {
    const made = document.createElement("link");
    for (const { name, value } of link.attributes) made.setAttribute(name, value);
    return made;
  });
  const known = new Map(old.map((link) => [link.getAttribute("href"), link]));
  const ready = fresh.map((link) => known.get(link.getAttribute("href")) ? null : new Promise((done) => {
    link.addEventListener("load", done, { once: true });
    link.addEventListener("error", done, { once: true });
  }));
  const last = old.at(-1);
  let after = last;
  const stay = new Set();
  for (const link of fresh) {
    const same = known.get(link.getAttribute("href"));
    if (same) stay.add(same);
    const placed = same ?? link;
    if (after) after.after(placed);
    else document.head.append(placed);
    after = placed;
  }
  await Promise.all(ready.filter(Boolean));
  for (const link of old) if (!stay.has(link)) link.remove();
}

let checking = Promise.resolve();

/** Look at the page as it is now, and reload it, or only its styles, if it changed. */
function check() {
  checking = checking.then(async () => {
    let answer;
    try {
      answer = await fetch(location.pathname + location.search, { cache: "no-store", headers: { Accept: "text/html" } });
    } catch {
      return;
    }
    const html = await answer.text();
    const now = hashesOf(html);
    if (!now) return;
    if (now.page !== tag.dataset.page) {
      keepPlace();
      location.reload();
      return;
    }
    if (now.styles !== tag.dataset.styles) {
      await swapStyles(html);
      tag.dataset.styles = now.styles;
    }
    document.documentElement.dataset.build = build;
  });
  return checking;
}

// -- what is wrong, over the page -------------------------------------------------------------

let host;

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function overlay(problems, away) {
  host?.remove();
  host = undefined;
  if (!problems.length && !away) return;
  host = document.createElement("edition-overlay");
  host.id = "edition-overlay";
  const root = host.attachShadow({ mode: "open" });
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("client.css", import.meta.url).href;
  root.append(style);
  if (away && !problems.length) {
    root.append(element("p", say.away, "away"));
  } else {
    const box = element("section", undefined, "problems");
    box.setAttribute("role", "alert");
    box.lang = zh ? "zh-Hans" : "en";
    const head = element("header");
    head.append(element("h2", say.title));
    const hide = element("button", say.hide);
    hide.type = "button";
    hide.addEventListener("click", () => host.toggleAttribute("data-small"));
    head.append(hide);
    box.append(head);
    for (const problem of problems) {
      const item = element("article");
      item.append(element("p", problem.what, "what"));
      if (problem.where) item.append(element("p", problem.where, "where"));
      if (problem.quote) item.append(element("pre", problem.quote));
      if (problem.next) item.append(element("p", `${say.next}：${problem.next}`, "next"));
      if (problem.trace) {
        const more = element("details");
        more.append(element("summary", say.trace), element("pre", problem.trace));
        item.append(more);
      }
      box.append(item);
    }
    root.append(box);
  }
  document.body.append(host);
}

// -- the news ---------------------------------------------------------------------------------

let build;
let ahead;
let search;
let problems = [];

function listen() {
  const news = new EventSource(new URL("events", import.meta.url));
  news.addEventListener("message", (event) => {
    const told = JSON.parse(event.data);
    const first = build === undefined;
    const searched = search !== undefined && told.search !== search;
    problems = told.problems;
    overlay(problems, false);
    if (first || told.build !== build || told.ahead !== ahead) {
      build = told.build;
      ahead = told.ahead; // pages of a text that was just saved come before their build, and go if it fails
      check();
    }
    search = told.search;
    if (searched && /\/search\/$/.test(location.pathname)) {
      keepPlace();
      location.reload();
    }
    dispatchEvent(new CustomEvent("edition:build", { detail: told }));
  });
  let failures = 0; // one is a server that begins anew: it answers as soon as it can; two, and there is none
  news.addEventListener("open", () => (failures = 0));
  news.addEventListener("error", () => {
    failures += 1;
    if (failures > 1) overlay(problems, true);
  });
  addEventListener("pagehide", () => news.close());
}

addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

listen();
offer();
