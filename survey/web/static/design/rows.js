/* The rows of a matrix or the parts of a split as a table: wording, name in the data, and their own rule. */
import { html, signal, useState } from "./ui.js";
import { show } from "./dialog.js";
import { Named, rename } from "./heading.js";
import { Lines, linesOf } from "./lines.js";
import { Only } from "./only.js";
import { RuleField } from "./rule.js";
import { compose, edit, words } from "./server.js";
import { nameOf } from "./document.js";
import * as store from "./store.js";
import { isBorn, say, tongues, wording } from "./words.js";

const PATH = ["rows"];
const open = signal("");

/* Every name that a field has already: questions, rows and levels share one space. */
const taken = () => {
  const found = new Set();
  for (const [name, { question }] of store.places.value) {
    found.add(name);
    for (const part of [...question.rows || [], ...question.levels || []]) found.add(part.name);
  }
  return found;
};
export const freeNames = (stem, count, besides = new Set()) => {
  const used = taken(), found = [];
  for (let n = 1; found.length < count; n += 1)
    if (!used.has(`${stem}_${n}`) || besides.has(`${stem}_${n}`)) found.push(`${stem}_${n}`);
  return found;
};
const freeName = target => freeNames(nameOf(target), 1)[0];

const More = ({ target, line, isMatrix, options }) => html`<div class="under">
  <${Named} label=${say("row.name")} value=${line.name} write=${to => rename("row", line.name, to)} />
  ${isMatrix && html`<label class="inline"><input type="checkbox" checked=${Boolean(line.reverse)} disabled=${!store.mayWrite.value} onChange=${event => edit(target, [...PATH, line.name, "reverse"], event.target.checked || null)} /> <span>${say("row.reverse")}</span></label>
    <label class="inline">${say("row.expect")} <select value=${line.expect || ""} disabled=${!store.mayWrite.value} onChange=${event => edit(target, [...PATH, line.name, "expect"], event.target.value || null)}>
      <option value="">${say("row.expect.none")}</option>${options.map(one => html`<option key=${one.code} value=${one.code} selected=${one.code === line.expect}>${wording(one.label, store.shown.value)}</option>`)}</select></label>`}
  <${RuleField} target=${target} path=${[...PATH, line.name, "show"]} label=${say("row.show")} always=${say("row.always")} />
  <${Only} target=${target} path=${[...PATH, line.name, "only"]} /></div>`;

const Under = ({ target, line, isMatrix, options }) => {
  if (open.value === line.name) return html`<${More} ...${{ target, line, isMatrix, options }} />`;
  const told = [line.reverse && say("row.reverse"), line.expect && say("row.expect.short"), line.show && say("has.rule")].filter(Boolean);
  return told.length > 0 && html`<p class="tags">${told.map(one => html`<span class="chip" key=${one}>${one}</span>`)}</p>`;
};

const Paste = ({ target, close, title }) => {
  const language = store.shown.value, former = linesOf(target, PATH).map(one => wording(one.label, language));
  const [lines, setLines] = useState(former.every(isBorn) ? "" : former.join("\n")), [told, setTold] = useState("");
  const take = async () => {
    try {
      await compose({ what: "paste_rows", target, lines, language });
      close();
    } catch (problem) {
      setTold(words(problem));
    }
  };
  return html`<p class="hint" id="paste-hint">${say("paste.rows.hint", { language: tongues[language] || language })}</p>
    <textarea class="paste" rows="12" data-focus aria-label=${title} aria-describedby="paste-hint" value=${lines} onInput=${event => setLines(event.target.value)}></textarea>
    ${told && html`<p class="told error" role="alert">${told}</p>`}
    <p class="row"><button type="button" class="strong" onClick=${take}>${say("paste.take")}</button><button type="button" onClick=${close}>${say("cancel")}</button></p>`;
};
const paste = (target, title) => show(title, close => html`<${Paste} target=${target} close=${close} title=${title} />`);

export const Rows = ({ target, part, title, name, addLabel }) => {
  const isMatrix = part.kind === "matrix", options = part.options || [];
  return html`<section class="group"><div class="titled-row"><h3>${title}</h3>
    ${store.mayWrite.value && html`<button type="button" class="small" onClick=${() => paste(target, say("paste.rows"))}>${say("paste.rows")}</button>`}</div>
    <${Lines} target=${target} path=${PATH} title=${title} name=${name} least=${1} fresh=${() => ({ name: freeName(target), label: {} })} addLabel=${addLabel}
      lead=${(line, n) => html`<span class="ordinal" aria-hidden="true">${n + 1}</span>`}
      cells=${(line, n) => html`<button type="button" class="plain" aria-expanded=${open.value === line.name} aria-label=${say("row.more", { what: `${name} ${n + 1}` })} title=${say("option.more.short")}
        onClick=${() => { open.value = open.value === line.name ? "" : line.name; }}>⋯</button>`}
      under=${line => html`<${Under} ...${{ target, line, isMatrix, options }} />`} /></section>`;
};
