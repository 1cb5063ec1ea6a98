/* Everything that is to be mended or looked at again, each with a way there. */
import { html, useState } from "./ui.js";
import { partOf, sortOf } from "./document.js";
import { focusForm, titleOf } from "./parts.js";
import * as store from "./store.js";
import { say } from "./words.js";

const go = target => {
  if (partOf(store.draft.value, target)) store.open(target);
  else store.open("questionnaire");
  focusForm();
};
const where = target => {
  const part = partOf(store.draft.value, target);
  return target === "questionnaire" || !part ? say("whole") : `${part.number ? `${part.number} ` : ""}${sortOf(target) === "list" ? say("list") : titleOf(part, target)}`;
};
const LISTED = 200;

export const Findings = () => {
  const [sort, setSort] = useState("all");
  const all = [...store.told.value, ...store.hints.value.map(one => ({ ...one, severity: "hint" }))];
  const found = sort === "all" ? all : all.filter(one => one.severity === sort);
  const tab = (name, count) => html`<button type="button" class="small" aria-pressed=${sort === name} onClick=${() => setSort(name)}>${say(`findings.${name}`)} ${count}</button>`;
  const count = name => all.filter(one => one.severity === name).length;
  return html`<section class="form" aria-label=${say("findings")}><header class="heading"><div class="titled"><h2>${say("findings")}</h2><p class="hint">${say("findings.about")}</p></div></header>
    <p class="row">${tab("all", all.length)}${tab("error", count("error"))}${tab("warning", count("warning"))}${tab("hint", count("hint"))}</p>
    ${!found.length && html`<p class="empty">${say("findings.none")}</p>`}
    <ul class="found">${found.slice(0, LISTED).map(one => html`<li key=${one.code + one.place + one.reason} class=${one.severity}><button type="button" onClick=${() => go(store.targetOf(one))}>
      <b>${say(`severity.${one.severity}`)} · ${where(store.targetOf(one))}</b><span>${one.reason}</span><span class="mend">${one.remedy}</span></button></li>`)}</ul>
    ${found.length > LISTED && html`<p class="hint">${say("findings.more", { n: found.length - LISTED })}</p>`}</section>`;
};
