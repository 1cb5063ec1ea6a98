/* The designer: puts its parts on the page, hears the keyboard, and begins. */
import { effect, html, render, useLayoutEffect, useRef } from "./ui.js";
import { Approval } from "./approval.js";
import { Bar, Views } from "./bar.js";
import { Bulk } from "./bulk.js";
import { Dialog } from "./dialog.js";
import { partOf, sortOf } from "./document.js";
import { Clash } from "./fields.js";
import { keepFocus } from "./focus.js";
import { Findings } from "./findings.js";
import { pickKind } from "./kindpicker.js";
import { ListForm } from "./lists.js";
import { Outline } from "./outline.js";
import { PageForm } from "./page.js";
import { addPage, move, takeBack } from "./parts.js";
import { Preview } from "./preview.js";
import { QuestionForm } from "./question.js";
import { flush, start, words } from "./server.js";
import { Translation } from "./translation.js";
import { WholeForm } from "./whole.js";
import * as store from "./store.js";
import { root, say } from "./words.js";

const FORMS = { page: PageForm, question: QuestionForm, list: ListForm };
const PANELS = { findings: Findings, translation: Translation, approval: Approval };

const Empty = () => html`<div class="begin"><h2>${say("begin.title")}</h2><p>${say("begin.words")}</p>
  <p class="row"><button type="button" class="strong" onClick=${pickKind}>${say("begin.question")}</button><button type="button" onClick=${addPage}>${say("add.page")}</button></p></div>`;

/* Clashes over parts that are no longer there have no field of their own. */
const Strays = () => {
  const strays = store.conflicts.value.filter(one => !partOf(store.draft.value, one.place.split("/")[0]));
  return strays.map(one => html`<${Clash} key=${one.place} place=${one.place} exact />`);
};

/* Another part begins at its top, in a window of any width. */
const useTop = key => {
  const node = useRef(null);
  useLayoutEffect(() => {
    if (!node.current) return;
    node.current.scrollTop = 0;
    if (node.current.getBoundingClientRect().top < 0) node.current.scrollIntoView();
  }, [key]);
  return node;
};

const Middle = () => {
  const node = useTop(`${store.panel.value} ${store.identity(store.selected.value)}`);
  const Panel = PANELS[store.panel.value], target = store.selected.value, Form = FORMS[sortOf(target)] || WholeForm;
  const isShut = store.isMaking.value && (store.link.value === "saving" || store.link.value === "saved");
  const isBulk = store.isMarking.value && store.panel.value === "form";
  return html`<section class="middle" ref=${node} inert=${isShut} aria-label=${say("view.form")}>
    ${store.notice.value && html`<p class="notice" role="status">${store.notice.value} <button type="button" class="plain" aria-label=${say("close")} onClick=${() => { store.notice.value = ""; }}>✕</button></p>`}
    <${Strays} />
    ${store.loaded.value && store.mayWrite.value && store.order.value === 0 && !Panel && html`<${Empty} />`}
    ${!store.loaded.value ? html`<p class="hint">${say("loading")}</p>` : Panel ? html`<${Panel} />` : isBulk ? html`<${Bulk} />` : html`<${Form} target=${target} />`}</section>`;
};

const Said = () => html`<p class="unseen" role="status" aria-live="polite">${store.announced.value}</p>`;
const App = () => html`<${Bar} /><${Views} /><div class="columns" data-view=${store.view.value}><${Outline} /><${Middle} /><${Preview} /></div><${Said} /><${Dialog} />`;

const isTyping = node => node.matches("input:not([type=checkbox]), textarea, select");
const shortcuts = event => {
  const isChord = (event.ctrlKey || event.metaKey) && !event.altKey, key = event.key.toLowerCase();
  if (event.altKey && (key === "arrowup" || key === "arrowdown") && !event.defaultPrevented) {
    event.preventDefault();
    if (store.mayWrite.value) move(store.selected.value, key === "arrowup" ? -1 : 1);
  } else if (isChord && (key === "y" || key === "z") && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    takeBack(key === "y" || event.shiftKey ? "redo" : "undo");
  } else if (isChord && key === "s") {
    event.preventDefault();
    flush();
  } else if (event.altKey && key === "n" && !isTyping(event.target)) pickKind();
};

/* What is shown may have been taken away by somebody else, or by undoing. */
effect(() => {
  const target = store.selected.value;
  if (store.loaded.value && !partOf(store.draft.value, target) && !store.pending.value.length) store.selected.value = "questionnaire";
});

/* What was added is no longer new once something else is looked at. */
effect(() => {
  const target = store.selected.value;
  if (store.fresh.peek().split("/")[0] !== target) store.fresh.value = "";
});

document.addEventListener("keydown", shortcuts);
keepFocus(root);
root.replaceChildren();
render(html`<${App} />`, root);
start().catch(problem => {
  root.querySelector(".middle").textContent = words(problem);
  throw problem;
});
