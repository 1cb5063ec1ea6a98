/* A list that is edited as a table: lines that are added with Enter, moved by drag or Alt+arrows, taken out. */
import { html } from "./ui.js";
import { useDragging } from "./dragging.js";
import { Area, Clash, Told } from "./fields.js";
import { change, edit } from "./server.js";
import { keyOf, partOf, placeOf, valueAt } from "./document.js";
import * as store from "./store.js";
import { isBorn, say, tongues } from "./words.js";

export const linesOf = (target, path) => valueAt(partOf(store.draft.value, target), path) || [];

const focusLine = (place, key) => setTimeout(() => {
  const line = [...document.querySelectorAll(`[data-lines="${CSS.escape(place)}"] > [data-key]`)].find(one => one.dataset.key === key);
  if (line) (line.querySelector("[data-main]") || line.querySelector("button")).focus();
});

/* Add a line behind the one with a key (at the end without), and write on in it. */
export const addLine = (target, path, part, after) => {
  const lines = linesOf(target, path), here = lines.findIndex(one => keyOf(one) === after);
  const next = after === undefined ? undefined : lines[here + 1];
  change([{ op: "insert", target, path, before: next ? keyOf(next) : null, part }]);
  focusLine(placeOf(target, path), keyOf(part));
};

export const moveLine = (target, path, key, by) => {
  const lines = linesOf(target, path), place = lines.findIndex(one => keyOf(one) === key) + by;
  if (place < 0 || place >= lines.length) return store.announce(say(by < 0 ? "moved.first" : "moved.last"));
  const rest = lines.filter(one => keyOf(one) !== key);
  change([{ op: "move", target, path, key, before: rest[place] ? keyOf(rest[place]) : null }]);
  store.announce(say("moved.line", { n: place + 1, m: lines.length }));
  focusLine(placeOf(target, path), key);
};

export const removeLine = (target, path, key) => {
  const lines = linesOf(target, path), here = lines.findIndex(one => keyOf(one) === key);
  change([{ op: "remove", target, path, key, was: lines[here] }]);
  const next = lines[here + 1] || lines[here - 1];
  if (next) focusLine(placeOf(target, path), keyOf(next));
  store.announce(say("deleted"));
};

/* The wording of a line in the languages of the questionnaire, side by side. */
export const Labels = ({ target, path, line, onEnter, name }) => html`<span class="labels">${store.languages.value.map((tag, n) => html`<span key=${tag}>
  <${Area} lang=${tag} value=${(line.label || {})[tag]} data-main=${n ? undefined : ""} aria-label=${store.languages.value.length > 1 ? `${name} ${tongues[tag] || tag}` : name}
    placeholder=${store.languages.value.length > 1 ? tongues[tag] || tag : ""}
    onInput=${event => edit(target, [...path, keyOf(line), "label", tag], event.target.value.replace(/\n/g, " "), { typed: true })}
    onFocus=${event => { if (isBorn(event.target.value)) event.target.select(); }}
    onKeyDown=${event => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); onEnter(); } }} /></span>`)}</span>`;

/* The table itself. `cells(line)` gives what stands beside the label, `under(line)` what stands below it. */
export const Lines = ({ target, path, title, name, fresh, head, lead, cells, under, addLabel, least = 0, fixed = false }) => {
  const lines = linesOf(target, path), place = placeOf(target, path), mayWrite = store.mayWrite.value;
  const list = useDragging({ group: place, isOn: mayWrite, onDrop: ({ key, before }) => change([{ op: "move", target, path, key, before }]) });
  const keys = (event, key) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !by) return;
    event.preventDefault();
    event.stopPropagation();
    moveLine(target, path, key, by);
  };
  return html`<section class="lines" aria-label=${title}>
    <div class="line-head" aria-hidden="true">${head}</div>
    <ol ref=${list} data-lines=${place} data-list=${place}>${lines.map((line, n) => html`<li key=${store.identity(line.name ? `row:${line.name}` : `${target}/${line.code}`)} data-key=${keyOf(line)} onKeyDown=${event => keys(event, keyOf(line))}>
      <div class="line"><span class="grip" aria-hidden="true" title=${say("drag")}></span>${lead(line, n)}
        <${Labels} target=${target} path=${path} line=${line} name=${`${name} ${n + 1}`} onEnter=${() => mayWrite && !fixed && addLine(target, path, fresh(), keyOf(line))} />
        ${cells && cells(line, n)}
        ${mayWrite && !fixed && html`<button type="button" class="plain drop" aria-label=${say("line.remove", { what: `${name} ${n + 1}` })} title=${say("delete")} aria-disabled=${lines.length <= least ? "true" : undefined}
          onClick=${() => lines.length > least && removeLine(target, path, keyOf(line))}>✕</button>`}</div>
      ${under && under(line, n)}<${Told} place=${placeOf(target, [...path, keyOf(line)])} /><${Clash} place=${placeOf(target, [...path, keyOf(line)])} /></li>`)}</ol>
    ${mayWrite && !fixed && html`<p class="row"><button type="button" class="small" onClick=${() => addLine(target, path, fresh())}>${addLabel}</button></p>`}</section>`;
};
