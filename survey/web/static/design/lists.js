/* Code lists: where a question takes its options from, the questionnaire's own lists, and those that are shipped. */
import { html, useRef, useState } from "./ui.js";
import { close, show } from "./dialog.js";
import { TextField } from "./fields.js";
import { Named, recode, rename } from "./heading.js";
import { Lines } from "./lines.js";
import { agreed } from "./parts.js";
import { change, flush } from "./server.js";
import { nameOf } from "./document.js";
import * as store from "./store.js";
import { say, wording } from "./words.js";

export const listTitle = list => wording(list.title, store.shown.value) || (store.shelves.value.find(one => one.name === list.shared) || {}).title || list.name;
export const ownLists = () => store.draft.value.listed.map(name => store.draft.value.lists[name]).filter(Boolean);
export const levelsOf = list => {
  const shared = list && list.shared && store.shelves.value.find(one => one.name === list.shared);
  const levels = (shared ? shared.levels : list && list.levels) || [];
  return levels.length ? levels : [""];
};

/* A free name for a list, from the one wanted. */
const freeName = wanted => {
  const taken = new Set(store.draft.value.listed);
  if (!taken.has(wanted)) return wanted;
  let n = 2;
  while (taken.has(`${wanted}_${n}`)) n += 1;
  return `${wanted}_${n}`;
};

/* The changes that add a shipped list, and its name here; none where the questionnaire has it already. */
export const shelfChanges = name => {
  const had = ownLists().find(one => one.shared === name);
  if (had) return { name: had.name, changes: [] };
  const part = { name: freeName(name), shared: name };
  return { name: part.name, changes: [{ op: "insert", target: "questionnaire", path: ["lists"], before: null, part }] };
};

const Shelf = ({ pick }) => {
  const [sought, setSought] = useState("");
  const found = store.shelves.value.filter(one => `${one.title} ${one.standard} ${one.name}`.toLowerCase().includes(sought.trim().toLowerCase()));
  return html`<label class="search"><span class="unseen">${say("list.search")}</span><input type="search" data-focus placeholder=${say("list.search")} value=${sought} onInput=${event => setSought(event.target.value)} /></label>
    <ul class="shelf">${found.map(one => html`<li key=${one.name}><button type="button" onClick=${() => { close(); pick(one.name); }}><b>${one.title}</b>
      <small>${[one.standard, one.version, say("list.count", { n: one.count }), one.levels && one.levels.length > 1 && say("list.levels", { n: one.levels.length })].filter(Boolean).join(" · ")}</small></button></li>`)}</ul>
    ${!found.length && html`<p class="empty">${say("list.none")}</p>`}`;
};
export const pickShelf = pick => show(say("list.shelf"), () => html`<${Shelf} pick=${pick} />`, { wide: true });

/* Options written here, or taken from a list. The arrow keys only look through the choices: a change waits for Enter or the button. */
export const Source = ({ target, part }) => {
  const [waiting, setWaiting] = useState(null), byKey = useRef(false);
  const take = (name, changes = []) => change([...changes,
    ...(part.options || []).length ? [{ op: "set", target, path: ["options"], was: part.options, value: null }] : [],
    { op: "set", target, path: ["list"], was: part.list || null, value: name }]);
  const choose = value => {
    if (value === "+") return pickShelf(name => { const found = shelfChanges(name); take(found.name, found.changes); });
    if (value) return take(value);
    return change([{ op: "set", target, path: ["list"], was: part.list || null, value: null },
      { op: "set", target, path: ["options"], was: part.options || null, value: ["1", "2"].map(code => ({ code, label: {} })) }]);
  };
  const kept = part.list || "", shown = waiting === null ? kept : waiting;
  const settle = () => { setWaiting(null); if (shown !== kept) choose(shown); };
  const changed = event => {
    if (byKey.current) return setWaiting(event.target.value);
    setWaiting(null);
    choose(event.target.value);
    event.target.value = kept;
  };
  const pressed = event => {
    byKey.current = true;
    if (event.key === "Escape") setWaiting(null);
    if (event.key === "Enter" && shown !== kept) { event.preventDefault(); settle(); }
  };
  return html`<div class="field"><label>${say("source")} <select value=${shown} disabled=${!store.mayWrite.value} onKeyDown=${pressed} onPointerDown=${() => { byKey.current = false; }} onBlur=${() => { byKey.current = false; }} onChange=${changed}>
    <option value="" selected=${!shown}>${say("source.here")}</option>
    ${ownLists().map(one => html`<option key=${one.name} value=${one.name} selected=${one.name === shown}>${say("source.list", { what: listTitle(one) })}</option>`)}
    <option value="+" selected=${shown === "+"}>${say("source.shelf")}</option></select></label>
    ${shown !== kept && html`<p class="row"><button type="button" class="small" onClick=${settle}>${say("source.take")}</button></p>`}
    ${part.list && html`<p><button type="button" class="link" onClick=${() => store.open(`list:${part.list}`)}>${say("list.see")}</button></p>`}</div>`;
};

/* Every list of the questionnaire, with a way to add one. */
export const Lists = () => html`<section class="group"><h3>${say("lists")}</h3><p class="hint">${say("lists.hint")}</p>
  <ul class="plain-list">${ownLists().map(one => html`<li key=${one.name}><button type="button" class="link" onClick=${() => store.open(`list:${one.name}`)}>${listTitle(one)}</button> <span class="quiet">${one.shared ? say("list.shared") : say("list.count", { n: (one.entries || []).length })}</span></li>`)}</ul>
  ${store.mayWrite.value && html`<p class="row"><button type="button" class="small" onClick=${() => pickShelf(name => change(shelfChanges(name).changes))}>${say("list.add.shelf")}</button>
    <button type="button" class="small" onClick=${() => { const name = freeName("list1"); change([{ op: "insert", target: "questionnaire", path: ["lists"], before: null, part: { name, title: {}, entries: [{ code: "1", label: {} }] } }]); store.open(`list:${name}`); }}>${say("list.add.own")}</button></p>`}</section>`;

const nextCode = entries => {
  let n = entries.length + 1;
  while (entries.some(one => one.code === String(n))) n += 1;
  return String(n);
};
const LONGEST = 300;

export const ListForm = ({ target }) => {
  const list = store.part.value;
  if (!list) return null;
  const entries = list.entries || [];
  const remove = async () => {
    await flush();
    if (!await agreed(target, listTitle(list))) return;
    change([{ op: "remove", target: "questionnaire", path: ["lists"], key: list.name, was: store.draft.value.lists[list.name] }]);
    store.selected.value = "questionnaire";
  };
  return html`<form class="form" key=${store.identity(target)} aria-label=${say("list")} onSubmit=${event => event.preventDefault()}>
    <header class="heading"><div class="titled"><h2>${say("list")}</h2><p class="hint">${list.shared ? say("list.shared.hint") : say("list.own.hint")}</p></div>
      <div class="names"><${Named} label=${say("name")} value=${nameOf(target)} write=${to => rename("list", nameOf(target), to)} /></div></header>
    <${TextField} target=${target} path=${["title"]} label=${say("list.title")} />
    ${!list.shared && entries.length <= LONGEST && html`<${Lines} target=${target} path=${["entries"]} title=${say("list.entries")} name=${say("list.entry")} least=${1} addLabel=${say("list.entry.add")}
      fresh=${() => ({ code: nextCode(entries), label: {} })} lead=${(line, n) => html`<${Named} label=${say("option.code", { n: n + 1 })} hidden value=${line.code} write=${to => recode(target, line.code, to)} />`} />`}
    ${!list.shared && entries.length > LONGEST && html`<p class="hint">${say("list.long", { n: entries.length })}</p><ol class="entries">${entries.slice(0, LONGEST).map(one => html`<li key=${one.code}><span class="code">${one.code}</span> ${wording(one.label, store.shown.value)}</li>`)}</ol>`}
    ${store.mayWrite.value && html`<p class="row"><button type="button" class="danger" onClick=${remove}>${say("list.remove")}</button></p>`}</form>`;
};
