/* A cascade: its list, and a name and wording for every level. */
import { html, useId } from "./ui.js";
import { TextField, Tick } from "./fields.js";
import { Named, rename } from "./heading.js";
import { levelsOf, ownLists, pickShelf, shelfChanges } from "./lists.js";
import { freeNames } from "./rows.js";
import { change } from "./server.js";
import { nameOf } from "./document.js";
import * as store from "./store.js";
import { levelWords, say, wording } from "./words.js";

const words = (tag, n) => (levelWords[tag] || levelWords.en).replace("{n}", n);

/* Levels for a list of some depth: those that stand keep their name and wording. */
const levelsFor = (target, former, depth) => {
  const names = freeNames(nameOf(target), depth, new Set(former.map(one => one.name)));
  const free = names.filter(name => !former.some(one => one.name === name));
  return Array.from({ length: depth }, (_, n) => former[n] ||
    { name: free.shift(), label: Object.fromEntries(store.languages.value.map(tag => [tag, words(tag, n + 1)])) });
};

export const Cascade = ({ target, part }) => {
  const id = useId();
  const take = (name, list, changes = []) => {
    const value = levelsFor(target, part.levels, levelsOf(list).length);
    change([...changes, { op: "set", target, path: ["list"], was: part.list, value: name }, { op: "set", target, path: ["levels"], was: part.levels, value }]);
  };
  const choose = event => {
    const { value } = event.target;
    event.target.value = part.list;
    if (value !== "+") return take(value, store.draft.value.lists[value]);
    return pickShelf(name => {
      const found = shelfChanges(name);
      take(found.name, { shared: name }, found.changes);
    });
  };
  return html`<section class="group"><h3>${say("cascade")}</h3>
    <div class="field"><label for=${id}>${say("cascade.list")}</label><select id=${id} value=${part.list} disabled=${!store.mayWrite.value} onChange=${choose}>
      ${ownLists().map(one => html`<option key=${one.name} value=${one.name} selected=${one.name === part.list}>${wording(one.title, store.shown.value) || one.name}</option>`)}
      <option value="+">${say("source.shelf")}</option></select></div>
    ${part.levels.map((level, n) => html`<fieldset class="level" key=${n}><legend>${say("cascade.level", { n: n + 1 })}</legend>
      <${TextField} target=${target} path=${["levels", level.name, "label"]} label=${say("cascade.label")} />
      <${Named} label=${say("row.name")} value=${level.name} write=${to => rename("level", level.name, to)} /></fieldset>`)}
    <${Tick} target=${target} path=${["write_in"]} label=${say("cascade.write_in")} /></section>`;
};
