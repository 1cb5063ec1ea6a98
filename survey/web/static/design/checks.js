/* Checks of a question: a condition the answer must meet, whether it stops or asks, and what is said. */
import { html } from "./ui.js";
import { Clash, Select, TextField, focusFirst } from "./fields.js";
import { RuleField } from "./rule.js";
import { change } from "./server.js";
import { placeOf } from "./document.js";
import * as store from "./store.js";
import { say } from "./words.js";

const checksOf = () => (store.part.value || {}).checks || [];

/* A code that no check of the questionnaire has. */
const freeCode = () => {
  const taken = new Set([...store.places.value.values()].flatMap(({ question }) => (question.checks || []).map(one => one.code)));
  let n = 1;
  while (taken.has(`C${n}`)) n += 1;
  return `C${n}`;
};
const BORN = ". != ''";
const add = target => {
  const code = freeCode(), place = placeOf(target, ["checks", code]);
  change([{ op: "insert", target, path: ["checks"], before: null, part: { code, require: BORN, message: {} } }]);
  store.fresh.value = place;
  focusFirst(`[data-part="${CSS.escape(place)}"] .builder .pick-field`);
};

const One = ({ target, check }) => {
  const path = ["checks", check.code], remove = () => change([{ op: "remove", target, path: ["checks"], key: check.code, was: check }]);
  return html`<li class="card" data-part=${placeOf(target, path)}><p class="row spread"><b class="code">${check.code}</b>
    ${store.mayWrite.value && html`<button type="button" class="small" onClick=${remove}>${say("check.remove")}</button>`}</p>
    <p class="label">${say("check.require")}</p><${RuleField} target=${target} path=${[...path, "require"]} label=${say("check.require")} always=${say("check.unwritten")} required born=${BORN} sort="check" />
    <${Select} target=${target} path=${[...path, "level"]} label=${say("check.level")} standard="hard" choices=${["hard", "soft"].map(name => ({ name, label: say(`check.${name}`) }))} />
    <${TextField} target=${target} path=${[...path, "message"]} label=${say("check.message")} hint=${say("check.message.hint")} />
    <${Clash} place=${placeOf(target, path)} exact /></li>`;
};

export const ChecksEditor = ({ target }) => html`<section class="group"><h3>${say("checks")}</h3><p class="hint">${say("checks.hint")}</p>
  <ol class="cards">${checksOf().map(check => html`<${One} key=${check.code} target=${target} check=${check} />`)}</ol>
  ${store.mayWrite.value && html`<p class="row"><button type="button" class="small" onClick=${() => add(target)}>${say("check.add")}</button></p>`}</section>`;
