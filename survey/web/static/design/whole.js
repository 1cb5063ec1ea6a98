/* The form of the questionnaire itself: title, welcome and thanks, languages, settings, lists, reviews. */
import { html } from "./ui.js";
import { Comments } from "./comments.js";
import { Clash, TextField, Tick, Told } from "./fields.js";
import { Named, rename } from "./heading.js";
import { Lists } from "./lists.js";
import { RuleField } from "./rule.js";
import { change } from "./server.js";
import { placeOf } from "./document.js";
import * as store from "./store.js";
import { say, tongues } from "./words.js";

const TARGET = "questionnaire";

/* The first language is the one that is always written; others may be added and left. */
const Languages = () => {
  const kept = store.languages.value, [first] = kept;
  const set = (tag, isOn) => change([{ op: "set", target: TARGET, path: ["languages"], was: store.draft.value.whole.languages || null, value: isOn ? [...kept, tag] : kept.filter(one => one !== tag) }]);
  const offered = [...new Set([...kept, ...Object.keys(tongues)])];
  return html`<fieldset class="field"><legend>${say("languages")}</legend><p class="hint">${say("languages.hint")}</p>
    ${offered.map(tag => html`<label class="inline tongue" key=${tag}><input type="checkbox" checked=${kept.includes(tag)} disabled=${tag === first || !store.mayWrite.value} onChange=${event => set(tag, event.target.checked)} /> <span>${tongues[tag] || tag}</span></label>`)}
    <${Clash} place=${placeOf(TARGET, ["languages"])} exact /></fieldset>`;
};

const freeName = (list, stem) => {
  let n = 1;
  while (list.some(one => (one.name || one.code) === `${stem}${n}`)) n += 1;
  return `${stem}${n}`;
};

const Settings = () => {
  const settings = store.draft.value.whole.settings || [];
  const add = () => change([{ op: "insert", target: TARGET, path: ["settings"], before: null, part: { name: freeName(settings, "setting"), label: {} } }]);
  return html`<section class="group"><h3>${say("settings")}</h3><p class="hint">${say("settings.hint")}</p>
    <ol class="cards">${settings.map(one => html`<li class="card" key=${one.name}><p class="row spread"><b class="code">${one.name}</b>${store.mayWrite.value && html`<button type="button" class="small" onClick=${() => change([{ op: "remove", target: TARGET, path: ["settings"], key: one.name, was: one }])}>${say("delete")}</button>`}</p>
      <${TextField} target=${TARGET} path=${["settings", one.name, "label"]} label=${say("setting.label")} />
      <${Tick} target=${TARGET} path=${["settings", one.name, "default"]} label=${say("setting.default")} />
      <${Named} label=${say("name")} value=${one.name} write=${to => rename("setting", one.name, to)} /></li>`)}</ol>
    ${store.mayWrite.value && html`<p class="row"><button type="button" class="small" onClick=${add}>${say("setting.add")}</button></p>`}</section>`;
};

const Reviews = () => {
  const reviews = store.draft.value.whole.reviews || [];
  const add = () => change([{ op: "insert", target: TARGET, path: ["reviews"], before: null, part: { code: freeName(reviews, "R"), when: "false()", label: {} } }]);
  return html`<section class="group"><h3>${say("reviews")}</h3><p class="hint">${say("reviews.hint")}</p>
    <ol class="cards">${reviews.map(one => html`<li class="card" key=${one.code}><p class="row spread"><b class="code">${one.code}</b>${store.mayWrite.value && html`<button type="button" class="small" onClick=${() => change([{ op: "remove", target: TARGET, path: ["reviews"], key: one.code, was: one }])}>${say("delete")}</button>`}</p>
      <${RuleField} target=${TARGET} path=${["reviews", one.code, "when"]} label=${say("review.when")} always=${say("check.unwritten")} required born="false()" />
      <${TextField} target=${TARGET} path=${["reviews", one.code, "label"]} label=${say("review.label")} /></li>`)}</ol>
    ${store.mayWrite.value && html`<p class="row"><button type="button" class="small" onClick=${add}>${say("review.add")}</button></p>`}</section>`;
};

export const WholeForm = () => html`<form class="form" aria-label=${say("whole")} onSubmit=${event => event.preventDefault()}>
  <header class="heading"><div class="titled"><h2>${say("whole")}</h2><p class="hint">${say("whole.about")}</p></div></header>
  <${Clash} place=${TARGET} rest /><${Told} place=${TARGET} rest />
  <${TextField} target=${TARGET} path=${["title"]} label=${say("whole.title")} />
  <${TextField} target=${TARGET} path=${["introduction"]} label=${say("whole.introduction")} lines=${3} />
  <${TextField} target=${TARGET} path=${["thanks"]} label=${say("whole.thanks")} lines=${2} />
  <${Languages} /><${Lists} /><${Settings} /><${Reviews} /><${Comments} target=${TARGET} /></form>`;
