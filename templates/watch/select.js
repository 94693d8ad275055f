// Offers what an editor may do with the words selected on a document's page, if the browser has the token of this run.

const KEY = "edition-desk-token";
const zh = (document.documentElement.lang || "zh").startsWith("zh");
const say = zh
  ? { replace: "改字", set_aside: "另置", name: "标为名称", gap: "此处缺文", text: "应作", kind: "是", person: "人名", place: "地名", organisation: "机构", term: "术语", reason: "理由", by: "编者", write: "写入", cancel: "取消", written: "已写入", place_of_gap: "所选文字之后" }
  : { replace: "Emend", set_aside: "Set aside", name: "Mark as name", gap: "Gap here", text: "Should read", kind: "It names a", person: "person", place: "place", organisation: "organisation", term: "term", reason: "Reason", by: "Editor", write: "Write", cancel: "Cancel", written: "Written to", place_of_gap: "after the selected words" };

/** Take the token from the address, where the terminal puts it, and keep it for this origin only. */
export function token() {
  const given = location.hash.match(/^#token=([\w-]+)$/);
  if (given) {
    localStorage.setItem(KEY, given[1]);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return localStorage.getItem(KEY) ?? "";
}

export async function send(what, values) {
  const answer = await fetch(`/desk/${what}`, {
    method: values ? "POST" : "GET",
    cache: "no-store",
    headers: { "X-Edition-Token": token(), ...(values ? { "Content-Type": "application/json" } : {}) },
    body: values ? JSON.stringify(values) : undefined,
  });
  const text = await answer.text();
  try {
    return { ok: answer.ok, ...JSON.parse(text) };
  } catch {
    return { ok: false, problem: text };
  }
}

function plainText(range) {
  const part = range.cloneContents();
  for (const extra of part.querySelectorAll(".pn, aside, button, [data-note], .fn")) extra.remove();
  return part.textContent;
}

function selected() {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const start = range.startContainer;
  const paragraph = (start.nodeType === 1 ? start : start.parentElement)?.closest("article[data-document] #text [id^=p]");
  if (!paragraph || !/^p\d+/.test(paragraph.id) || !paragraph.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const exact = plainText(range);
  if (!exact.trim()) return null;
  return {
    document: paragraph.closest("article[data-document]").dataset.document,
    paragraph: paragraph.id,
    exact,
    before: plainText(before).slice(-24),
    box: range.getBoundingClientRect(),
  };
}

function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  Object.assign(element, properties);
  element.append(...children);
  return element;
}

let host;

function close() {
  host?.remove();
  host = undefined;
}

function open(found) {
  close();
  host = document.createElement("edition-select");
  host.id = "edition-select";
  const root = host.attachShadow({ mode: "open" });
  root.append(make("link", { rel: "stylesheet", href: new URL("select.css", import.meta.url).href }));
  const bar = make("div", { className: "bar" });
  for (const action of ["replace", "set_aside", "name", "gap"]) {
    const button = make("button", { type: "button", textContent: say[action] });
    button.dataset.action = action;
    button.addEventListener("click", () => form(root, found, action));
    bar.append(button);
  }
  root.append(bar);
  document.body.append(host);
  place(bar, found);
}

function place(box, found) {
  const width = box.getBoundingClientRect().width;
  box.style.left = `${Math.max(8, Math.min(scrollX + found.box.left, scrollX + innerWidth - width - 16))}px`;
  box.style.top = `${scrollY + found.box.bottom + 8}px`;
}

function field(label, control) {
  return make("label", {}, label, control);
}

function form(root, found, action) {
  root.querySelector(".bar, form")?.remove();
  const box = make("form");
  box.append(make("p", { className: "quote", textContent: found.exact.slice(0, 80) + (action === "gap" ? `〔${say.place_of_gap}〕` : "") }));
  if (action === "replace") box.append(field(say.text, make("input", { name: "text", value: found.exact, autocomplete: "off" })));
  if (action === "name") {
    const kind = make("select", { name: "kind" });
    for (const one of ["person", "place", "organisation", "term"]) kind.append(make("option", { value: one, textContent: say[one] }));
    box.append(field(say.kind, kind));
  }
  box.append(field(say.reason, make("input", { name: "reason", required: true, autocomplete: "off" })));
  box.append(field(say.by, make("input", { name: "by", required: true, value: localStorage.getItem("edition-desk-editor") ?? "" })));
  const told = make("p", { className: "told" });
  told.setAttribute("role", "status");
  const cancel = make("button", { type: "button", textContent: say.cancel });
  cancel.addEventListener("click", close);
  box.append(make("p", { className: "buttons" }, make("button", { textContent: say.write }), cancel), told);
  box.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(box));
    localStorage.setItem("edition-desk-editor", values.by);
    box.classList.add("busy");
    const { box: _, ...where } = found;
    const answer = await send("select", { ...where, action, ...values });
    box.classList.remove("busy");
    if (answer.ok) {
      told.textContent = `${say.written} ${answer.file}`;
      setTimeout(close, 1200);
    } else {
      told.textContent = [answer.problem, answer.next].filter(Boolean).join(" → ");
    }
  });
  root.append(box);
  place(box, found);
  box.querySelector("input").focus();
}

export function offer() {
  if (!token() || !document.querySelector("article[data-document]")) return;
  document.addEventListener("pointerup", (event) => {
    if (event.composedPath().includes(host)) return;
    setTimeout(() => {
      const found = selected();
      if (found) open(found);
      else if (!host?.shadowRoot.querySelector("form")) close();
    });
  });
  document.addEventListener("keyup", (event) => {
    if (event.key === "Escape") close();
    else if (event.shiftKey && !host) {
      const found = selected();
      if (found) open(found);
    }
  });
}
