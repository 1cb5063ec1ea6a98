/* The form of a page: its title, its rule, and where the questionnaire ends early after it. */
import { html } from "./ui.js";
import { Comments } from "./comments.js";
import { Adder, Clash, Select, TextField, Told, focusFirst } from "./fields.js";
import { Heading } from "./heading.js";
import { pickKind } from "./kindpicker.js";
import { Only } from "./only.js";
import { titleOf } from "./parts.js";
import { RuleField } from "./rule.js";
import { change, edit } from "./server.js";
import { placeOf } from "./document.js";
import * as store from "./store.js";
import { say } from "./words.js";

const OUTCOMES = ["ineligible", "refused"];
const freeReason = endings => {
  let n = 1;
  while (endings.some(one => one.reason === `end${n}`)) n += 1;
  return `end${n}`;
};
const BORN = "false()";
const add = (target, page) => {
  const reason = freeReason(page.endings || []), place = placeOf(target, ["endings", reason]);
  change([{ op: "insert", target, path: ["endings"], before: null, part: { when: BORN, outcome: "ineligible", reason, message: {} } }]);
  store.fresh.value = place;
  focusFirst(`[data-part="${CSS.escape(place)}"] .builder .pick-field`);
};

/* Questions that the page of thanks still offers to whom it is over for. */
const Asked = ({ target, path, ending }) => {
  const kept = ending.ask || [], set = names => edit(target, [...path, "ask"], names);
  const said = name => { const found = store.places.value.get(name); return found ? titleOf(found.question, "question:") : name; };
  const choices = [...store.places.value.keys()].filter(name => !kept.includes(name)).map(name => ({ name, label: said(name) }));
  return html`<${Adder} label=${say("ending.ask")} begin=${say("rule.pick")} action=${say("ending.ask.none")} choices=${choices} add=${name => set([...kept, name])} />
    <ul class="plain-list">${kept.map(name => html`<li key=${name}>${said(name)} <button type="button" class="small" aria-label=${say("line.remove", { what: said(name) })} onClick=${() => set(kept.filter(one => one !== name))}>✕</button></li>`)}</ul>`;
};

const Ending = ({ target, ending }) => {
  const path = ["endings", ending.reason];
  return html`<li class="card" data-part=${placeOf(target, path)}><p class="row spread"><b class="code">${ending.reason}</b>
    ${store.mayWrite.value && html`<button type="button" class="small" onClick=${() => change([{ op: "remove", target, path: ["endings"], key: ending.reason, was: ending }])}>${say("ending.remove")}</button>`}</p>
    <${RuleField} target=${target} path=${[...path, "when"]} label=${say("ending.when")} always=${say("check.unwritten")} required born=${BORN} />
    <${Select} target=${target} path=${[...path, "outcome"]} label=${say("ending.outcome")} standard=${ending.outcome} choices=${OUTCOMES.map(name => ({ name, label: say(`ending.${name}`) }))}
      onChange=${value => change([{ op: "set", target, path: [...path, "outcome"], was: ending.outcome, value }])} />
    <${TextField} target=${target} path=${[...path, "message"]} label=${say("ending.message")} lines=${2} /><${Asked} target=${target} path=${path} ending=${ending} />
    <${Clash} place=${placeOf(target, path)} exact /></li>`;
};

export const PageForm = ({ target }) => {
  const page = store.part.value;
  if (!page) return null;
  return html`<form class="form" key=${store.identity(target)} aria-label=${say("page")} onSubmit=${event => event.preventDefault()}>
    <${Heading} target=${target} title=${say("page")} about=${say("page.about")} /><${Clash} place=${target} rest /><${Told} place=${target} rest />
    <${TextField} target=${target} path=${["title"]} label=${say("page.title")} hint=${say("page.title.hint")} autofocus />
    <${TextField} target=${target} path=${["intro"]} label=${say("page.intro")} lines=${2} />
    <section class="group"><h3>${say("page.show")}</h3><${RuleField} target=${target} path=${["show"]} label=${say("page.show")} always=${say("page.always")} /><${Only} target=${target} /></section>
    <section class="group"><h3>${say("endings")}</h3><p class="hint">${say("endings.hint")}</p>
      <ol class="cards">${(page.endings || []).map(one => html`<${Ending} key=${one.reason} target=${target} ending=${one} />`)}</ol>
      ${store.mayWrite.value && html`<p class="row"><button type="button" class="small" onClick=${() => add(target, page)}>${say("ending.add")}</button></p>`}</section>
    <${Comments} target=${target} />
    ${store.mayWrite.value && html`<p class="row next"><button type="button" onClick=${pickKind}>${say("add.here")}</button></p>`}</form>`;
};
