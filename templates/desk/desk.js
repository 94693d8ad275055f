// The editor's desk: lists what awaits a decision, and has decisions written. Only in watch mode.

import { send, token } from "/.edition/select.js";

const WORDS = {
  zh: {
    title: "编者案头", intro: "机器没有把握之处。每项附原文上下文与依据；所作裁定写入 content/ 下的 TOML 文件，页面随即重建。撤销用 git。",
    by: "编者", show: "显示", all: "全部", site: "回到站点", reason: "理由", own: "另写一条裁定", action: "做法", exact: "原文（照录）",
    prefix: "其前", suffix: "其后", text: "应作", field: "著录项", value: "值", into: "接到（段首）", rule: "规则代码", block: "段落类别", article: "篇名", write: "写入",
    accept: "接受", refuse: "不取", none: "没有待裁定之处。", busy: "正在写入并重建……", written: "已写入", line: "第 {n} 行", waiting: "尚未建成，建成后即列出。", again: "已重新建成，重列", now: "现作：",
    token: "缺少本次运行的口令：请用终端里印出的地址打开。", sure: { low: "把握小", medium: "把握中等", high: "把握大", certain: "确定" },
    kinds: { suspected: "疑似窜入", join: "接续与移位", title: "标题", intervention: "校理", date: "日期", record: "著录", notice: "待裁定", emendation: "校勘建议", witnesses: "见证本", name: "名称" },
  },
  en: {
    title: "The editor’s desk", intro: "What the machine is unsure of, with the raw context and the evidence. A decision goes into the TOML files below content/, and the page is built again. To undo, use git.",
    by: "Editor", show: "Show", all: "all", site: "To the site", reason: "Reason", own: "Write another decision", action: "Do", exact: "Words (as they stand)",
    prefix: "Before them", suffix: "After them", text: "Should read", field: "Field", value: "Value", into: "Goes on in (opening)", rule: "Rule", block: "Kind of block", article: "Article", write: "Write",
    accept: "Accept", refuse: "Refuse", none: "Nothing awaits a decision.", busy: "Writing and building …", written: "Written to", line: "line {n}", waiting: "Nothing is built yet; the list comes with the first build.", again: "Built again: list anew", now: "Now: ",
    token: "The token of this run is missing: open the address that the terminal shows.", sure: { low: "low certainty", medium: "medium certainty", high: "high certainty", certain: "certain" },
    kinds: { suspected: "suspected insertions", join: "joins and moves", title: "titles", intervention: "interventions", date: "dates", record: "record", notice: "needs a decision", emendation: "emendations", witnesses: "witnesses", name: "names" },
  },
};

const ACTIONS = {
  zh: { replace: "改作", remove: "删去", set_aside: "另置", supply: "补字", gap: "注明缺文", join: "接续", relabel: "改段落类别", record: "著录并移出正文", keep: "保留（不用规则）", claim: "著录", withdraw_claim: "撤销著录", mark: "存疑", split: "分段", add: "增补", move: "移位", confirm: "确认", stet: "存原文（不改）" },
  en: { replace: "Read instead", remove: "Remove", set_aside: "Set aside", supply: "Supply", gap: "Note a gap", join: "Join", relabel: "Call it another kind of block", record: "Take out as record", keep: "Keep (hold the rule off)", claim: "Record", withdraw_claim: "Withdraw from the record", mark: "Mark as doubtful", split: "Split", add: "Add", move: "Move", confirm: "Confirm", stet: "Let it stand" },
};
const QUOTED = ["exact", "prefix", "suffix", "article"];
/** What each action needs to be told; the other fields would only be in the way. */
const FIELDS = {
  replace: [...QUOTED, "text"], supply: [...QUOTED, "text"], add: [...QUOTED, "text", "kind"], relabel: [...QUOTED, "kind"],
  record: [...QUOTED, "field", "value"], join: [...QUOTED, "into"], move: [...QUOTED, "into"], keep: [...QUOTED, "rule"],
  confirm: ["rule", "exact"], claim: ["field", "value", "article"], withdraw_claim: ["field", "value", "article"],
};

let language = localStorage.getItem("edition-desk-language") ?? (navigator.language.startsWith("zh") ? "zh" : "en");
let say;
let list = { matters: [], titles: {}, editors: [], actions: [] };
const by = document.getElementById("by");
const kind = document.getElementById("kind");
const state = document.getElementById("state");

function speak(root = document) {
  say = WORDS[language];
  for (const element of root.querySelectorAll("[data-say]")) element.textContent = say[element.dataset.say];
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  const button = document.getElementById("language");
  button.textContent = language === "zh" ? "English" : "中文";
  button.lang = language === "zh" ? "en" : "zh-Hans";
}

function words(both) {
  return both[language];
}

function draw() {
  speak();
  const kinds = [...new Set(list.matters.map((matter) => matter.kind))];
  const chosen = kind.value;
  kind.replaceChildren(new Option(`${say.all} (${list.matters.length})`, ""), ...kinds.map((name) => new Option(`${say.kinds[name] ?? name} (${list.matters.filter((m) => m.kind === name).length})`, name)));
  kind.value = kinds.includes(chosen) ? chosen : "";
  if (!by.value) by.value = localStorage.getItem("edition-desk-editor") ?? list.editors[0] ?? "";
  const shown = list.matters.filter((matter) => !kind.value || matter.kind === kind.value);
  const items = shown.map(item);
  document.getElementById("matters").replaceChildren(...items);
  state.textContent = shown.length ? "" : say.none;
}

function item(matter) {
  const made = document.getElementById("matter").content.firstElementChild.cloneNode(true);
  speakIn(made);
  made.dataset.matter = matter.id;
  made.dataset.kind = matter.kind;
  made.querySelector("h2").textContent = words(matter.title);
  const meta = made.querySelector(".meta");
  if (matter.document) {
    const link = document.createElement("a");
    link.href = `${list.base}d/${matter.document}/${matter.paragraph ? `#${matter.paragraph}` : "marked/"}`;
    link.textContent = list.titles[matter.document] ?? matter.document;
    meta.append(link, " · ");
  }
  meta.append([matter.source, matter.line ? say.line.replace("{n}", matter.line) : "", matter.code, say.sure[matter.certainty] ?? ""].filter(Boolean).join(" · "));
  made.querySelector(".reason").textContent = words(matter.reason);
  const [before, at, after] = matter.context;
  const mark = document.createElement("mark");
  mark.textContent = at;
  made.querySelector(".context").append(before, mark, after);
  if (matter.after && matter.after !== at) made.querySelector(".now").textContent = say.now + matter.after;
  for (const one of matter.evidence) {
    const line = document.createElement("li");
    line.textContent = [words(one.note), one.quote && `「${one.quote}」`, one.source].filter(Boolean).join(" ");
    made.querySelector(".evidence").append(line);
  }
  const form = made.querySelector("form");
  const choices = made.querySelector(".choices");
  for (const choice of matter.choices) {
    if (choice.name === "own") continue;
    const button = document.createElement("button");
    Object.assign(button, { type: "submit", name: "choice", value: choice.name, textContent: words(choice.label) || say[choice.name] });
    button.title = `${choice.file}: ${JSON.stringify(choice.entry)}`;
    choices.append(button);
  }
  const own = form.querySelector("details");
  form.elements.action.append(...list.actions.map((name) => new Option(`${ACTIONS[language][name] ?? ""} ${name}`, name)));
  const start = beginning(matter, at);
  for (const [name, value] of Object.entries(start)) if (form.elements[name]) form.elements[name].value = value;
  const fit = () => {
    const wanted = FIELDS[form.elements.action.value] ?? QUOTED;
    for (const label of own.querySelectorAll("label[data-field]")) label.hidden = !wanted.includes(label.dataset.field);
  };
  form.elements.action.addEventListener("change", fit);
  fit();
  own.open = matter.choices.every((choice) => choice.name === "own");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    settle(matter, form, event.submitter?.value ?? "own");
  });
  return made;
}

/** Give what a decision of the editor's own begins with: what accepting would write, where words can be changed in it. */
function beginning(matter, at) {
  const entry = (name) => matter.choices.find((choice) => choice.name === name)?.entry;
  if (entry("own")) return entry("own");
  const accepted = entry("accept");
  if (["claim", "replace"].includes(accepted?.action)) return accepted;
  if (matter.kind === "title") return { action: "claim", field: "title", value: matter.after };
  return { action: "replace", exact: accepted?.exact ?? at.slice(0, 40), text: accepted?.exact ?? "" };
}

function speakIn(root) {
  for (const element of root.querySelectorAll("[data-say]")) element.textContent = say[element.dataset.say];
}

async function settle(matter, form, choice) {
  const told = form.querySelector(".told");
  const { reason, choice: _, ...given } = Object.fromEntries(new FormData(form));
  const wanted = ["action", ...(FIELDS[given.action] ?? QUOTED)];
  const entry = Object.fromEntries(Object.entries(given).filter(([name, value]) => wanted.includes(name) && value));
  localStorage.setItem("edition-desk-editor", by.value);
  form.classList.add("busy");
  told.textContent = say.busy;
  const answer = await send("settle", { id: matter.id, choice, reason, by: by.value, ...(choice === "own" ? { entry } : {}) });
  form.classList.remove("busy");
  if (!answer.ok) {
    told.textContent = [answer.problem, answer.next].filter(Boolean).join(" → ");
    return;
  }
  told.textContent = `${say.written} ${answer.file}`;
  const shown = document.createElement("pre");
  shown.className = "written";
  shown.textContent = answer.written;
  const place = form.closest(".matter");
  place.classList.add("settled");
  place.append(shown);
  form.querySelectorAll("button, input, select").forEach((control) => {
    control.disabled = true;
  });
}

let listed = false;

async function load() {
  speak();
  if (!token()) {
    state.textContent = say.token;
    return;
  }
  const answer = await send("matters.json");
  if (!answer.ok) {
    state.textContent = answer.waiting ? say.waiting : answer.problem;
    return;
  }
  listed = true;
  list = answer;
  draw();
}

/** Ask for the list as soon as there is one; later only offer it, since somebody may be writing a reason. */
function listen() {
  const news = new EventSource("/.edition/events");
  let build;
  news.addEventListener("message", (event) => {
    const told = JSON.parse(event.data);
    const first = build === undefined;
    if (told.build === build) return;
    build = told.build;
    if (!listed) load();
    else if (!first) offer();
  });
  addEventListener("pagehide", () => news.close());
}

function offer() {
  const again = document.createElement("button");
  again.type = "button";
  again.dataset.say = "again";
  again.textContent = say.again;
  again.addEventListener("click", load);
  state.replaceChildren(again);
}

kind.addEventListener("change", draw);
document.getElementById("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("edition-desk-language", language);
  draw();
});
load().then(() => {
  if (token()) listen();
});
