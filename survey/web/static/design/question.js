/* The form of one question: what every kind has; what is special to a kind comes from kinds/. */
import { html } from "./ui.js";
import { ChecksEditor } from "./checks.js";
import { Clash, Line, Select, TextField, Tick, Told, read } from "./fields.js";
import { Heading } from "./heading.js";
import { Comments } from "./comments.js";
import { pickKind } from "./kindpicker.js";
import { editors } from "./kinds.js";
import { Only } from "./only.js";
import { RuleField } from "./rule.js";
import { edit } from "./server.js";
import * as store from "./store.js";
import { kindOf, missing, privacies, roles, say } from "./words.js";

const SILENT = new Set(["note", "calculated"]);

/* "Refused" and "don't know" offered as buttons beside the question. */
const Offers = ({ target }) => {
  const kept = read(target, ["offers"]) || [];
  const set = (name, isOn) => edit(target, ["offers"], ["refused", "unknown"].filter(one => one === name ? isOn : kept.includes(one)).map(String));
  return html`<fieldset class="field offers"><legend>${say("offers")}</legend><p class="hint">${say("offers.hint")}</p>
    ${missing.filter(one => one.name !== "not_applicable").map(one => html`<label class="inline" key=${one.name}><input type="checkbox" checked=${kept.includes(one.name)} disabled=${!store.mayWrite.value}
      onChange=${event => set(one.name, event.target.checked)} /> <span>${one.label}</span></label>`)}</fieldset>`;
};

/* Without an answer to it a response is not complete, whatever else is answered. */
const ONE_FIELD = new Set(["single", "multiple", "ranking", "number", "date", "text", "scale", "consent"]);
const Complete = ({ target, part }) => {
  const kept = read("questionnaire", ["complete_when"]) || [], isOn = kept.includes(part.name);
  if (!ONE_FIELD.has(part.kind)) return null;
  return html`<div class="field tick"><label><input type="checkbox" checked=${isOn} disabled=${!store.mayWrite.value}
    onChange=${() => edit("questionnaire", ["complete_when"], isOn ? kept.filter(one => one !== part.name) : [...kept, part.name])} /> <span>${say("complete_when")}</span></label></div>`;
};

const Analysis = ({ target, part }) => {
  const isOpen = Boolean(read(target, ["role"]) || read(target, ["privacy"]) || read(target, ["only"]) || read(target, ["why"]));
  return html`<details class="more" open=${isOpen}><summary>${say("more")}</summary>
    <${TextField} target=${target} path=${["why"]} label=${say("why")} hint=${say("why.hint")} />
    <${Select} target=${target} path=${["privacy"]} label=${say("privacy")} standard="plain" choices=${privacies} />
    <${Select} target=${target} path=${["role"]} label=${say("role")} hint=${say("role.hint")} choices=${[{ name: "", label: say("role.none") }, ...roles]} />
    <${Complete} target=${target} part=${part} /><${Only} target=${target} /></details>`;
};

export const QuestionForm = ({ target }) => {
  const part = store.part.value;
  if (!part) return null;
  const Kind = editors[part.kind], kind = kindOf(part.kind), asks = !SILENT.has(part.kind);
  return html`<form class="form" key=${store.identity(target)} aria-label=${kind.label} onSubmit=${event => event.preventDefault()}>
    <${Heading} target=${target} title=${kind.label} about=${kind.about} numbered />
    ${part.origin && html`<p class="hint origin">${say("origin", part.origin)}</p>`}
    <${Clash} place=${target} rest /><${Told} place=${target} rest />
    <${TextField} target=${target} path=${["label"]} label=${say(part.kind === "calculated" ? "label.calculated" : part.kind === "note" ? "label.note" : "label")} autofocus />
    ${asks && html`<${TextField} target=${target} path=${["hint"]} label=${say("hint")} hint=${say("hint.hint")} />`}
    ${Kind && html`<${Kind} target=${target} part=${part} />`}
    ${asks && html`<section class="group"><h3>${say("answering")}</h3>
      <${Tick} target=${target} path=${["required"]} label=${say("required")} hint=${say("required.hint")} />
      ${part.kind !== "consent" && html`<${Offers} target=${target} />`}</section>`}
    ${part.kind !== "calculated" && html`<section class="group"><h3>${say("show")}</h3><${RuleField} target=${target} path=${["show"]} label=${say("show")} always=${say("show.always")} /></section>`}
    ${asks && html`<${ChecksEditor} target=${target} />`}
    <${Analysis} target=${target} part=${part} />
    <${Comments} target=${target} />
    ${store.mayWrite.value && html`<p class="row next"><button type="button" onClick=${pickKind}>${say("add.next")}</button></p>`}
  </form>`;
};
