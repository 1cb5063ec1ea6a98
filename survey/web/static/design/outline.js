/* The outline: pages and their questions. A row draws itself anew only when what it shows has changed. */
import { computed, html, useComputed, useEffect, useRef } from "./ui.js";
import { useDragging } from "./dragging.js";
import { pickKind } from "./kindpicker.js";
import { addPage, drop, duplicate, move, remove, titleOf } from "./parts.js";
import { sortOf } from "./document.js";
import * as store from "./store.js";
import { kindOf, say } from "./words.js";

const { draft, isMarking, marked, selected, sought } = store;
const isSought = (question, words) => `${question.number || ""} ${question.name} ${titleOf(question, "question:")}`.toLowerCase().includes(words);

/* Names only, so that typing in a question leaves the list alone. */
const skeleton = computed(() => {
  const words = sought.value.trim().toLowerCase(), doc = draft.value;
  return JSON.stringify(doc.order.map(page => [page, ((doc.pages[page] || {}).questions || [])
    .filter(one => !words || isSought(one, words)).map(one => one.name)]).filter(([, names]) => !words || names.length));
});
const laid = computed(() => JSON.parse(skeleton.value));

/* Marks beside a row: an error, a warning or hint, a comment, somebody who is there. */
const Marks = ({ target }) => {
  const mark = useComputed(() => {
    const found = store.findingsOf.value.get(target) || [];
    const people = store.people.value.filter(one => !one.me && one.place === target).map(one => one.name);
    return [found.some(one => one.severity === "error") ? "error" : found.length || store.hintsOf.value.has(target) ? "warning" : "",
      (store.commentsOf.value.get(target) || []).length, people.join("、"), store.conflicts.value.some(one => one.place.split("/")[0] === target)].join("|");
  });
  const [level, comments, people, clash] = mark.value.split("|");
  return html`${clash === "true" && html`<span class="badge clashing" title=${say("mark.clash")}>⇄<span class="unseen">${say("mark.clash")}</span></span>`}
    ${people && html`<span class="badge person" title=${people}>${people.slice(0, 1)}<span class="unseen">${say("mark.person", { who: people })}</span></span>`}
    ${comments > 0 && html`<span class="badge comment">${comments}<span class="unseen">${say("mark.comments")}</span></span>`}
    ${level && html`<span class=${`badge ${level}`}><span aria-hidden="true">${level === "error" ? "!" : "·"}</span><span class="unseen">${say(`mark.${level}`)}</span></span>`}`;
};

const toggle = name => {
  const next = new Set(marked.value);
  if (!next.delete(name)) next.add(name);
  marked.value = next;
};
const choose = (event, target, name) => {
  if (name && (event.ctrlKey || event.metaKey)) return toggle(name);
  store.open(target);
};

const Question = ({ name }) => {
  const target = `question:${name}`;
  const question = useComputed(() => (store.places.value.get(name) || {}).question);
  const isHere = useComputed(() => selected.value === target), isMarked = useComputed(() => marked.value.has(name));
  const part = question.value;
  if (!part) return null;
  return html`<li data-key=${name} class=${`row${isHere.value ? " here" : ""}`}>
    <span class="grip" aria-hidden="true" title=${say("drag")}></span>
    ${isMarking.value && html`<input type="checkbox" class="marker" checked=${isMarked.value} onChange=${() => toggle(name)} aria-label=${say("mark.this", { what: titleOf(part, target) })} />`}
    <button type="button" class="pick" data-target=${target} tabindex=${isHere.value ? 0 : -1} aria-current=${isHere.value ? "true" : undefined} onClick=${event => choose(event, target, name)}>
      <span class="no">${part.number || ""}</span><span class="what">${titleOf(part, target)}</span>
      ${part.show && html`<span class="cond" title=${say("has.rule")}>◇<span class="unseen">${say("has.rule")}</span></span>`}
      ${part.required && html`<span class="must" title=${say("required")}>*<span class="unseen">${say("required")}</span></span>`}
      <span class="kind-name">${kindOf(part.kind).label.split("（")[0]}</span><${Marks} target=${target} />
    </button></li>`;
};

const Page = ({ name, names }) => {
  const target = `page:${name}`;
  const page = useComputed(() => draft.value.pages[name]), isHere = useComputed(() => selected.value === target);
  const place = useComputed(() => draft.value.order.indexOf(name) + 1);
  const list = useDragging({ group: "questions", isOn: store.mayWrite.value && !sought.value, onDrop: ({ key, from, into, before }) =>
    drop({ target: `page:${from}`, into: `page:${into}`, path: ["questions"], key, before }) });
  if (!page.value) return null;
  return html`<li data-key=${name} class="page">
    <div class=${`row${isHere.value ? " here" : ""}`}><span class="grip" aria-hidden="true" title=${say("drag")}></span>
      <button type="button" class="pick" data-target=${target} tabindex=${isHere.value ? 0 : -1} aria-current=${isHere.value ? "true" : undefined} onClick=${() => store.open(target)}>
        <span class="no">${place.value}</span><span class="what">${titleOf(page.value, target)}</span>
        ${page.value.show && html`<span class="cond" title=${say("has.rule")}>◇<span class="unseen">${say("has.rule")}</span></span>`}<${Marks} target=${target} />
      </button></div>
    <ol ref=${list} data-list=${name} aria-label=${titleOf(page.value, target)}>${names.map(one => html`<${Question} key=${one} name=${one} />`)}</ol></li>`;
};

const reveal = () => {
  const row = document.querySelector('.outline [aria-current="true"]');
  if (row) row.scrollIntoView({ block: "nearest" });
};
const walk = event => {
  const rows = [...event.currentTarget.querySelectorAll(".pick")], here = rows.indexOf(document.activeElement);
  const next = { ArrowDown: rows[here + 1], ArrowUp: rows[here - 1], Home: rows[0], End: rows[rows.length - 1] }[event.key];
  if (event.altKey || here < 0 || !next) return;
  event.preventDefault();
  selected.value = next.dataset.target;
  store.panel.value = "form";
  next.focus();
};

const Pages = () => {
  const list = useDragging({ group: "pages", isOn: store.mayWrite.value && !sought.value, onDrop: ({ key, before }) =>
    drop({ target: "questionnaire", into: "questionnaire", path: ["pages"], key, before }) });
  return html`<ol ref=${list} class="pages" data-list="questionnaire">${laid.value.map(([name, names]) => html`<${Page} key=${name} name=${name} names=${names} />`)}</ol>`;
};

const Tools = () => {
  const target = selected.value, isPart = sortOf(target) === "question" || sortOf(target) === "page";
  if (!store.mayWrite.value) return null;
  const tool = (label, words, action) => html`<button type="button" class="tool" aria-label=${label} title=${label} aria-disabled=${isPart ? undefined : "true"} onClick=${() => isPart && action()}>${words}</button>`;
  return html`<div class="tools" role="toolbar" aria-label=${say("outline.tools")}>
    <button type="button" class="strong" title=${say("add.question.title")} onClick=${pickKind}>${say("add.question")}</button><button type="button" onClick=${addPage}>${say("add.page")}</button>
    <span class="moves">${tool(say("move.up"), "↑", () => move(target, -1))}${tool(say("move.down"), "↓", () => move(target, 1))}
    ${tool(say("duplicate"), say("duplicate.short"), () => duplicate(target))}${tool(say("delete.this"), say("delete"), () => remove(target))}
    <button type="button" class="tool" aria-pressed=${isMarking.value} onClick=${() => { isMarking.value = !isMarking.value; if (!isMarking.value) marked.value = new Set(); }}>${say("mark.several")}</button></span></div>`;
};

export const Outline = () => {
  const node = useRef(null);
  useEffect(() => selected.subscribe(() => requestAnimationFrame(reveal)), []);
  const isWhole = selected.value === "questionnaire";
  return html`<nav class="outline" aria-label=${say("outline")} ref=${node}>
    <${Tools} />
    <label class="search"><span class="unseen">${say("outline.search")}</span><input type="search" placeholder=${say("outline.search")} value=${sought.value} onInput=${event => { sought.value = event.target.value; }} /></label>
    <div class="scroll" onKeyDown=${walk}>
      <div class=${`row whole${isWhole ? " here" : ""}`}><button type="button" class="pick" data-target="questionnaire" tabindex=${isWhole ? 0 : -1} aria-current=${isWhole ? "true" : undefined} onClick=${() => store.open("questionnaire")}>
        <span class="what">${say("whole")}</span><${Marks} target="questionnaire" /></button></div>
      <${Pages} />
      ${store.loaded.value && store.order.value === 0 && html`<p class="empty">${say("outline.empty")}</p>`}
      ${sought.value && laid.value.length === 0 && html`<p class="empty">${say("outline.none")}</p>`}
    </div></nav>`;
};
