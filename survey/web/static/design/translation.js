/* Texts side by side in two languages; those that are missing are counted and can be shown alone. */
import { computed, html, signal, useState } from "./ui.js";
import { Area, Clash } from "./fields.js";
import { placeOf, partOf, sortOf } from "./document.js";
import { titleOf } from "./parts.js";
import { edit } from "./server.js";
import { lacking, textsOf } from "./texts.js";
import * as store from "./store.js";
import { say, tongues } from "./words.js";

const AT_ONCE = 60;
const texts = computed(() => textsOf(store.draft.value));
const onlyMissing = signal(false);
/* What was missing when the filter was set stays in sight while it is being written. */
const held = signal(new Set());
const idOf = one => placeOf(one.target, one.path);

const head = one => {
  const part = partOf(store.draft.value, one.target);
  const whose = one.target === "questionnaire" ? say("whole") : `${part.number ? `${part.number} ` : ""}${sortOf(one.target) === "list" ? say("list") : titleOf(part, one.target)}`;
  return [whose, `${one.line ? `${one.line} · ` : ""}${say(`text.${one.name}`)}`];
};

const Pair = ({ one, from, to }) => {
  const [whose, what] = head(one), label = `${whose}, ${what}`;
  const side = tag => html`<div class="side"><${Area} lang=${tag} value=${one.text[tag]} aria-label=${`${label}, ${tongues[tag] || tag}`} class=${one.text[tag] ? "" : "lacking"}
    onInput=${event => edit(one.target, [...one.path, tag], event.target.value, { typed: true })} /><${Clash} place=${placeOf(one.target, [...one.path, tag])} exact /></div>`;
  return html`<li><p class="of"><button type="button" class="link" onClick=${() => store.open(one.target)}>${whose}</button> <span class="quiet">${what}</span></p><div class="sides">${side(from)}${side(to)}</div></li>`;
};

const pick = (value, set, label) => html`<label class="inline">${label} <select value=${value} onChange=${event => set(event.target.value)}>
  ${store.languages.value.map(tag => html`<option key=${tag} value=${tag} selected=${tag === value}>${tongues[tag] || tag}</option>`)}</select></label>`;

export const Translation = () => {
  const kept = store.languages.value, [from, setFrom] = useState(kept[0]), [to, setTo] = useState(kept[1] || kept[0]), [most, setMost] = useState(AT_ONCE);
  const missing = lacking(texts.value, to);
  const filter = isOn => {
    onlyMissing.value = isOn;
    held.value = new Set(missing.map(idOf));
    setMost(AT_ONCE);
  };
  const rows = onlyMissing.value ? texts.value.filter(one => held.value.has(idOf(one))) : texts.value;
  return html`<section class="form translation" aria-label=${say("translation")}><header class="heading"><div class="titled"><h2>${say("translation")}</h2>
    <p class="hint">${kept.length < 2 ? say("translation.one") : say("translation.about")}</p></div></header>
    ${kept.length > 1 && html`<div class="row filter">${pick(from, setFrom, say("translation.from"))}${pick(to, tag => { setTo(tag); onlyMissing.value = false; }, say("translation.to"))}
      <label class="inline"><input type="checkbox" checked=${onlyMissing.value} onChange=${event => filter(event.target.checked)} /> <span>${say("translation.only")}</span></label>
      <b role="status">${missing.length ? say("translation.missing", { n: missing.length, language: tongues[to] || to }) : say("translation.complete")}</b></div>
    <ul class="pairs">${rows.slice(0, most).map(one => html`<${Pair} key=${idOf(one)} one=${one} from=${from} to=${to} />`)}</ul>
    ${rows.length > most && html`<p class="row"><button type="button" onClick=${() => setMost(most + AT_ONCE)}>${say("translation.further", { n: rows.length - most })}</button></p>`}`}</section>`;
};
