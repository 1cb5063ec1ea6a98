/* Controls that are bound to one place of the draft: they show it, change it, and tell what is wrong there. */
import { html, useEffect, useId, useState } from "./ui.js";
import { edit, flush, settleConflict } from "./server.js";
import { partOf, placeOf, valueAt } from "./document.js";
import * as store from "./store.js";
import { say, spoken, tongues, wording } from "./words.js";

export const read = (target, path) => valueAt(partOf(store.draft.value, target), path);
const isUnder = (place, whole) => place === whole || place.startsWith(`${whole}/`);

const LONGEST = 2000;

/* What a value looks like in a sentence: a text, a number, or the beginning of something larger. */
const brief = value => {
  if (value === null || value === undefined || value === "") return say("nothing");
  if (value === true) return say("yes");
  if (typeof value !== "object") return String(value);
  const said = Array.isArray(value) ? value.map(one => spoken(one.label) || one.code || one.name || one).join("、") : spoken(value.label || value);
  return String(said).slice(0, LONGEST) || say("nothing");
};

/* What is told at a field of its own, so that the head of the form need not tell it again. */
const AT_FIELD = /^[^/]+\/(label|hint|why|title|intro|introduction|thanks|statement|unit|low_label|high_label|show|value|least|most|usual_least|usual_most|decimals|step|total|limit|pattern|precision|earliest|latest|number|role|privacy)(\/|$)|^[^/]+\/(options|rows|levels|checks|endings|entries|reviews)\//;

/* A change of one's own that somebody else was quicker with, or that was refused. */
export const Clash = ({ place, exact = false, rest = false }) => store.conflicts.value
  .filter(one => (exact ? one.place === place : isUnder(one.place, place)) && !(rest && AT_FIELD.test(one.place)))
  .map(one => html`<div class="clash" role="alert" key=${one.place}>
    <p>${one.by ? say("clash.by", { who: one.by }) : one.reason} ${one.refused && one.remedy}</p>
    <dl>${!one.refused && html`<dt>${say("clash.theirs")}</dt><dd>${brief(one.current)}</dd>`}<dt>${say("clash.mine")}</dt><dd>${brief(one.mine)}</dd></dl>
    <p class="row">
      <button type="button" onClick=${() => settleConflict(one, false)}>${say(one.refused ? "clash.seen" : "clash.take_theirs")}</button>
      ${!one.refused && html`<button type="button" onClick=${() => settleConflict(one, true)}>${say("clash.keep_mine")}</button>`}
    </p>
  </div>`);

/* Findings that stand at a place; with `rest`, those of a part that no field of it tells. */
export const Told = ({ place, rest = false }) => {
  const here = [...store.told.value, ...store.hints.value].filter(one => isUnder(store.pathed(one.place), place) && !(rest && AT_FIELD.test(store.pathed(one.place))));
  return here.map(one => html`<p class=${`told ${one.severity || "hint"}`} key=${one.code + one.place + one.reason}>
    ${one.reason} <span class="mend">${one.remedy}</span></p>`);
};

export const Field = ({ label, hint, id, children, place }) => html`<div class="field">
  <label for=${id}>${label}</label>
  ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
  ${children}
  ${place && html`<${Clash} place=${place} exact />`}
</div>`;

const grow = node => {
  if (!node) return;
  node.style.height = "auto";
  node.style.height = `${node.scrollHeight + 2}px`;
};

/* A line that grows with what is written; `lines` for longer texts. */
export const Area = ({ value, lines = 1, ...more }) => {
  const [node, setNode] = useState(null);
  useEffect(() => grow(node), [node, value]);
  return html`<textarea ref=${setNode} rows=${lines} value=${value || ""} readOnly=${!store.mayWrite.value} onBlur=${flush} ...${more}></textarea>`;
};

/* A text in every language of the questionnaire, one line each. */
export const TextField = ({ target, path, label, hint, lines = 1, autofocus }) => {
  const id = useId(), several = store.languages.value.length > 1, text = read(target, path) || {};
  return html`<div class="field text-field" role=${several ? "group" : undefined} aria-label=${several ? label : undefined}>
    ${several ? html`<span class="label">${label}</span>` : html`<label for=${`${id}-0`}>${label}</label>`}
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    ${store.languages.value.map((tag, n) => html`<div class=${several ? "tongued" : ""} key=${tag}>
      ${several && html`<label class="tag" for=${`${id}-${n}`}>${tongues[tag] || tag}</label>`}
      <${Area} id=${`${id}-${n}`} lang=${tag} lines=${lines} value=${text[tag]} data-focus=${autofocus && !n ? "" : undefined}
        aria-describedby=${hint ? `${id}-hint` : undefined} spellcheck=${tag === "en"}
        onInput=${event => edit(target, [...path, tag], event.target.value, { typed: true })} />
      <${Clash} place=${placeOf(target, [...path, tag])} exact />
    </div>`)}
    <${Told} place=${placeOf(target, path)} />
  </div>`;
};

/* One line that is not translated: a printed number, a pattern. */
export const Line = ({ target, path, label, hint, ...more }) => {
  const id = useId(), place = placeOf(target, path);
  return html`<${Field} ...${{ label, hint, id, place }}>
    <input id=${id} value=${read(target, path) || ""} readOnly=${!store.mayWrite.value} aria-describedby=${hint ? `${id}-hint` : undefined} onBlur=${flush}
      onInput=${event => edit(target, path, event.target.value, { typed: true })} ...${more} />
    <${Told} place=${place} />
  <//>`;
};

/* A number; what cannot be read as one is told at once and not sent. `standard` is what holds where nothing is written. */
export const Numeral = ({ target, path, label, hint, standard = null, whole = false, min, max }) => {
  const id = useId(), place = placeOf(target, path), kept = read(target, path), value = kept === null ? standard : kept;
  const [typed, setTyped] = useState(null);
  const text = typed === null ? (value === null ? "" : String(value)) : typed;
  const parsed = text.trim() === "" ? null : Number(text.trim().normalize("NFKC"));
  const isWrong = parsed !== null && (Number.isNaN(parsed) || whole && !Number.isInteger(parsed) || parsed < min || parsed > max);
  const input = event => {
    const said = event.target.value, number = said.trim() === "" ? null : Number(said.trim().normalize("NFKC"));
    setTyped(said);
    const fits = number === null || !(Number.isNaN(number) || whole && !Number.isInteger(number) || number < min || number > max);
    if (fits) edit(target, path, number === standard ? null : number, { typed: true });
  };
  return html`<${Field} ...${{ label, hint, id, place }}>
    <input id=${id} class="short" inputmode="decimal" value=${text} readOnly=${!store.mayWrite.value} aria-invalid=${isWrong ? "true" : undefined}
      aria-describedby=${hint ? `${id}-hint` : undefined} onInput=${input} onBlur=${() => { if (!isWrong) setTyped(null); flush(); }} />
    ${isWrong && html`<p class="told error" role="alert">${say(whole ? "number.whole" : "number.wrong")}</p>`}
    <${Told} place=${place} />
  <//>`;
};

/* Yes or no. */
export const Tick = ({ target, path, label, hint, standard = false }) => {
  const id = useId(), kept = read(target, path);
  return html`<div class="field tick">
    <label><input type="checkbox" checked=${kept === null ? standard : kept} disabled=${!store.mayWrite.value} aria-describedby=${hint ? id : undefined}
      onChange=${event => edit(target, path, event.target.checked === standard ? null : event.target.checked)} /> <span>${label}</span></label>
    ${hint && html`<p class="hint" id=${id}>${hint}</p>`}
    <${Clash} place=${placeOf(target, path)} exact />
  </div>`;
};

/* One of several words; the first stands for nothing written where its value is empty. */
export const Select = ({ target, path, label, hint, choices, standard = "", onChange }) => {
  const id = useId(), kept = read(target, path), place = placeOf(target, path);
  const choose = event => onChange ? onChange(event.target.value) : edit(target, path, event.target.value === standard ? null : event.target.value);
  return html`<${Field} ...${{ label, hint, id, place }}>
    <select id=${id} value=${kept === null ? standard : kept} disabled=${!store.mayWrite.value} aria-describedby=${hint ? `${id}-hint` : undefined} onChange=${choose}>
      ${choices.map(one => html`<option key=${one.name} value=${one.name} selected=${one.name === (kept === null ? standard : kept)}>${one.label}</option>`)}
    </select>
    <${Told} place=${place} />
  <//>`;
};

/* Something chosen from a list and then put in: going through a list with the keyboard puts nothing in yet. */
export const Adder = ({ label, begin, action, choices, add }) => {
  const id = useId(), [chosen, setChosen] = useState("");
  const put = () => {
    if (chosen) add(chosen);
    setChosen("");
  };
  return html`<div class="field"><label for=${id}>${label}</label><p class="row adder"><select id=${id} value=${chosen} disabled=${!store.mayWrite.value} onChange=${event => setChosen(event.target.value)}>
    <option value="">${begin}</option>${choices.map(one => html`<option key=${one.name} value=${one.name} selected=${one.name === chosen}>${one.label}</option>`)}</select>
    <button type="button" class="small" aria-disabled=${chosen ? undefined : "true"} onClick=${put}>${action}</button></p></div>`;
};

/* Give the keyboard the first thing of a selector that is drawn within a moment: what is fetched takes a while. */
export const focusFirst = (selector, tries = 40) => setTimeout(() => {
  const found = document.querySelector(selector);
  if (found) found.focus();
  else if (tries) focusFirst(selector, tries - 1);
}, 50);

export const labelOf = part => wording(part && part.label, store.shown.value);
