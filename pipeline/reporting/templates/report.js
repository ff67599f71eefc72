"use strict";
const list = document.getElementById("list");
const controls = document.getElementById("controls");
const why = document.getElementById("why");
const articles = [...list.querySelectorAll("article")];
const ruleBodies = {};
for (const body of document.querySelectorAll("#rule-table tbody")) ruleBodies[body.dataset.number] = body;
const views = ["inline", "side", "before", "after"];
let opener = null;

const has = (names, value) => !value || names.split(" ").includes(value);
const visible = () => articles.filter((article) => !article.hidden);

function matches(edit, wanted) {
  const rules = edit.dataset.r.split(" ").map((number) => ruleBodies[number].dataset.rule);
  return wanted.rule ? rules.includes(wanted.rule) : rules.some((rule) => rule.split(".")[1] === wanted.kind);
}

function filter() {
  const wanted = Object.fromEntries(new FormData(controls));
  for (const article of articles) {
    article.hidden = !["sample", "kind", "rule", "language"].every((name) => has(article.dataset[name], wanted[name]));
  }
  const narrow = Boolean(wanted.kind || wanted.rule);
  list.className = wanted.view + (wanted.labels ? " labels" : "") + (narrow ? " filtered" : "");
  if (narrow) for (const edit of list.querySelectorAll(".e")) edit.classList.toggle("match", matches(edit, wanted));
  if (wanted.view === "side") sideBySide();
  document.getElementById("count").textContent = `${visible().length} of ${articles.length} documents`;
}

function sideBySide() {
  if (list.querySelector(".new")) return;
  for (const line of list.querySelectorAll(".line")) {
    const twin = line.cloneNode(true);
    twin.classList.add("new");
    line.after(twin);
  }
}

function go(to) {
  const shown = visible();
  if (!shown.length) return;
  const here = shown.findIndex((article) => article.classList.contains("here"));
  const next = shown[Math.min(Math.max(here + to, 0), shown.length - 1)];
  history.replaceState(null, "", "#" + next.id);
  arrive(next);
}

function arrive(article) {
  for (const other of articles) other.classList.toggle("here", other === article);
  article.scrollIntoView({ block: "start" });
  article.focus({ preventScroll: true });
}

function goEdit(to) {
  const narrow = list.classList.contains("filtered") ? ".e.match" : ".e";
  const edits = visible().flatMap((article) => [...article.querySelectorAll(narrow)]).filter((edit) => !edit.closest(".new") && edit.checkVisibility());
  if (!edits.length) return;
  const here = edits.indexOf(list.querySelector(".e.on"));
  const inside = list.querySelector("article.here");
  const first = inside ? edits.findIndex((edit) => inside.contains(edit)) : 0;
  const next = edits[here < 0 ? Math.max(first, 0) : (here + to + edits.length) % edits.length];
  for (const edit of list.querySelectorAll(".e.on")) edit.classList.remove("on");
  next.classList.add("on");
  for (const other of articles) other.classList.toggle("here", other.contains(next));
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}

function part(tag, text, parent, direction) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (direction) element.dir = direction;
  parent.append(element);
  return element;
}

function explain(edit) {
  opener = edit;
  why.replaceChildren();
  const close = part("button", "close", why);
  close.className = "close";
  close.addEventListener("click", shut);
  const rows = edit.dataset.i.split(" ").map((index) => edit.closest("article").querySelector(`tr[data-i="${index}"]`)).filter(Boolean);
  for (const number of edit.dataset.r.split(" ")) {
    const { rule } = ruleBodies[number].dataset;
    part("b", rule, why);
    const reason = ruleBodies[number].querySelector(".why");
    if (reason) part("p", reason.textContent.trim(), why);
    for (const row of rows.filter((candidate) => candidate.cells[0].textContent === rule)) describe(row);
    part("button", "only documents with this rule", why).addEventListener("click", () => choose("rule", rule));
  }
  why.hidden = false;
  why.focus();
}

function describe(row) {
  const facts = part("dl", "", why);
  ["outcome", "before", "after", "understood", "score"].forEach((name, i) => {
    const text = row.cells[i + 1].textContent;
    if (!text) return;
    part("dt", name, facts);
    part("dd", text, facts, "auto");
  });
}

function shut() {
  why.hidden = true;
  opener?.focus({ preventScroll: true });
}

function choose(name, value) {
  controls.reset();
  const select = controls.elements[name];
  select.value = value;
  if (select.value !== value) {
    select.value = "";
    return tell(`No shown document has ${value}; export --edits --rule finds them all.`);
  }
  filter();
  document.getElementById("documents").scrollIntoView();
}

function tell(text) {
  const missing = document.getElementById("missing");
  missing.textContent = text;
  missing.hidden = false;
  missing.scrollIntoView({ block: "center" });
}

function follow() {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = document.getElementById(id);
  document.getElementById("missing").hidden = true;
  if (target && articles.includes(target)) {
    if (target.hidden) { controls.reset(); filter(); }
    arrive(target);
  } else if (/^[0-9a-f]{32}$/.test(id)) {
    tell(`Document ${id} is in neither sample; explain --id ${id} --output DIR shows it.`);
  }
}

function sort(header) {
  const table = header.closest("table");
  const column = [...header.parentNode.children].indexOf(header);
  const down = header.getAttribute("aria-sort") !== "descending" && column > 0;
  for (const other of header.parentNode.children) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", down ? "descending" : "ascending");
  const value = (body) => body.rows[0].children[column].dataset.v;
  const order = column === 0 ? (a, b) => (value(a) < value(b) ? -1 : 1) : (a, b) => value(a) - value(b);
  const bodies = [...table.tBodies].sort(order);
  table.append(...(down ? bodies.reverse() : bodies));
}

controls.addEventListener("change", filter);
controls.addEventListener("submit", (event) => event.preventDefault());
controls.addEventListener("reset", () => setTimeout(filter));
for (const header of document.querySelectorAll(".sortable thead th")) header.addEventListener("click", () => sort(header));
for (const button of document.querySelectorAll("[data-filter]")) button.addEventListener("click", () => choose(button.dataset.filter, button.dataset.value));
list.addEventListener("click", (event) => {
  const edit = event.target.closest(".e");
  if (edit && !String(getSelection())) explain(edit);
});
document.getElementById("theme").addEventListener("click", () => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const root = document.documentElement;
  root.dataset.theme = (root.dataset.theme ?? (dark ? "dark" : "light")) === "dark" ? "light" : "dark";
});
addEventListener("hashchange", follow);
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && !why.hidden) return shut();
  if (event.target.closest("select, input")) return;
  const view = controls.elements.view;
  const actions = {
    j: () => go(1), k: () => go(-1), n: () => goEdit(1), p: () => goEdit(-1), f: () => controls.elements.kind.focus(),
    v: () => { view.value = views[(views.indexOf(view.value) + 1) % views.length]; filter(); },
    l: () => { controls.elements.labels.checked = !controls.elements.labels.checked; filter(); },
    Enter: () => event.target.classList?.contains("e") && explain(event.target),
  };
  if (!Object.hasOwn(actions, event.key)) return;
  if (event.key !== "Enter") event.preventDefault();
  actions[event.key]();
});
filter();
follow();
