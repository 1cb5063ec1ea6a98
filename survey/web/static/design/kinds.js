/* What is special to each kind of question: one editor a kind, a function of {target, part}. */
import { html } from "./ui.js";
import { Cascade } from "./cascade.js";
import { Line, Numeral, Select, TextField, Tick } from "./fields.js";
import { Source, listTitle, ownLists } from "./lists.js";
import { Options } from "./options.js";
import { Rows } from "./rows.js";
import { RuleField } from "./rule.js";
import { say } from "./words.js";

const Choice = ({ target, part }) => html`<${Source} target=${target} part=${part} />
  ${!part.list && html`<${Options} target=${target} kind=${part.kind} />`}
  <${Tick} target=${target} path=${["shuffle"]} label=${say("shuffle")} hint=${say("shuffle.hint")} />`;

const Picks = ({ target, standards }) => html`<div class="pair">
  <${Numeral} target=${target} path=${["least"]} label=${say("picks.least")} whole min=${0} standard=${standards[0]} />
  <${Numeral} target=${target} path=${["most"]} label=${say("picks.most")} hint=${standards[1] === null ? say("picks.most.hint") : ""} whole min=${1} standard=${standards[1]} /></div>`;

const Single = ({ target, part }) => html`<${Choice} target=${target} part=${part} />
  <${Select} target=${target} path=${["appearance"]} label=${say("appearance")} standard="cards" choices=${["cards", "dropdown"].map(name => ({ name, label: say(`appearance.${name}`) }))} />`;
const Multiple = ({ target, part }) => html`<${Choice} target=${target} part=${part} /><${Picks} target=${target} standards=${[0, null]} />`;
const Ranking = ({ target, part }) => html`<${Choice} target=${target} part=${part} /><${Picks} target=${target} standards=${[1, 3]} />`;

const Matrix = ({ target, part }) => html`<${Rows} target=${target} part=${part} title=${say("rows")} name=${say("row")} addLabel=${say("row.add")} />
  <${Options} target=${target} kind="matrix" title=${say("columns")} />
  <${Tick} target=${target} path=${["scale"]} standard=${true} label=${say("matrix.scale")} hint=${say("matrix.scale.hint")} />`;

const Split = ({ target, part }) => html`<${Rows} target=${target} part=${part} title=${say("parts")} name=${say("part")} addLabel=${say("part.add")} />
  <div class="pair"><${Numeral} target=${target} path=${["total"]} label=${say("split.total")} min=${0} standard=${100} />
  <${Numeral} target=${target} path=${["step"]} label=${say("split.step")} hint=${say("split.step.hint")} min=${0.000001} standard=${1} /></div>
  <${TextField} target=${target} path=${["unit"]} label=${say("unit")} hint=${say("split.unit.hint")} />`;

const Number = ({ target }) => html`<${TextField} target=${target} path=${["unit"]} label=${say("unit")} hint=${say("unit.hint")} />
  <fieldset class="bounds"><legend>${say("bounds.hard")}</legend><p class="hint">${say("bounds.hard.hint")}</p><div class="pair">
    <${Numeral} target=${target} path=${["least"]} label=${say("bounds.least")} /><${Numeral} target=${target} path=${["most"]} label=${say("bounds.most")} /></div></fieldset>
  <fieldset class="bounds"><legend>${say("bounds.soft")}</legend><p class="hint">${say("bounds.soft.hint")}</p><div class="pair">
    <${Numeral} target=${target} path=${["usual_least"]} label=${say("bounds.usual_least")} /><${Numeral} target=${target} path=${["usual_most"]} label=${say("bounds.usual_most")} /></div></fieldset>
  <div class="pair"><${Numeral} target=${target} path=${["decimals"]} label=${say("decimals")} whole min=${0} max=${6} standard=${0} />
  <${Numeral} target=${target} path=${["step"]} label=${say("number.step")} hint=${say("number.step.hint")} min=${0.000001} /></div>`;

const PRECISIONS = ["day", "month", "year"];
const DateKind = ({ target }) => html`<${Select} target=${target} path=${["precision"]} label=${say("precision")} standard="day" choices=${PRECISIONS.map(name => ({ name, label: say(`precision.${name}`) }))} />
  <div class="pair"><${Line} target=${target} path=${["earliest"]} label=${say("date.earliest")} hint=${say("date.hint")} class="short" placeholder="1950-01" />
  <${Line} target=${target} path=${["latest"]} label=${say("date.latest")} hint=${say("date.latest.hint")} class="short" placeholder="today" /></div>`;

const Words = ({ target, part }) => html`<${Tick} target=${target} path=${["long"]} label=${say("text.long")} />
  <${Numeral} target=${target} path=${["limit"]} label=${say("text.limit")} whole min=${1} max=${10000} standard=${200} />
  <${Tick} target=${target} path=${["warn_numbers"]} label=${say("text.warn_numbers")} hint=${say("text.warn_numbers.hint")} />
  <details class="more" open=${Boolean(part.pattern)}><summary>${say("text.pattern")}</summary><${Line} target=${target} path=${["pattern"]} label=${say("text.pattern")} hint=${say("text.pattern.hint")} class="code" /></details>`;

const Scale = ({ target }) => html`<div class="pair"><${Numeral} target=${target} path=${["least"]} label=${say("scale.least")} whole standard=${0} />
  <${Numeral} target=${target} path=${["most"]} label=${say("scale.most")} whole standard=${10} /></div>
  <${TextField} target=${target} path=${["low_label"]} label=${say("scale.low")} /><${TextField} target=${target} path=${["high_label"]} label=${say("scale.high")} />`;

const Consent = ({ target, part }) => html`<${TextField} target=${target} path=${["statement"]} label=${say("consent.statement")} lines=${3} />
  <${Options} target=${target} kind="consent" title=${say("consent.answers")} fixed />
  <${Select} target=${target} path=${["agree"]} label=${say("consent.agree")} standard="1" choices=${part.options.map(one => ({ name: one.code, label: `${one.code}` }))} />`;

const TYPES = ["number", "text", "date", "boolean"];
const Calculated = ({ target }) => html`<section class="group"><h3>${say("calculated.value")}</h3><p class="hint">${say("calculated.hint")}</p>
  <${RuleField} target=${target} path=${["value"]} label=${say("calculated.value")} required isCondition=${false} /></section>
  <${Select} target=${target} path=${["type"]} label=${say("calculated.type")} standard="number" choices=${TYPES.map(name => ({ name, label: say(`type.${name}`) }))} />
  <${Select} target=${target} path=${["list"]} label=${say("calculated.list")} hint=${say("calculated.list.hint")}
    choices=${[{ name: "", label: say("calculated.list.none") }, ...ownLists().map(one => ({ name: one.name, label: listTitle(one) }))]} />`;

export const editors = {
  single: Single, multiple: Multiple, ranking: Ranking, matrix: Matrix, split: Split, number: Number, date: DateKind,
  text: Words, scale: Scale, cascade: Cascade, consent: Consent, calculated: Calculated
};
