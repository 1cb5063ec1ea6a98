/* The same change for several questions at once; one step that is undone at once. */
import { html, useState } from "./ui.js";
import { compose, words } from "./server.js";
import { titleOf } from "./parts.js";
import * as store from "./store.js";
import { missing, privacies, roles, say } from "./words.js";

/* What can be set in bulk: the path, and the values with their words. */
const SETTINGS = [
  { path: ["required"], label: "required", values: [[true, say("yes")], [null, say("no")]] },
  { path: ["offers"], label: "offers", values: [[null, say("offers.none")], ...missing.filter(one => one.name !== "not_applicable").map(one => [[one.name], one.label]), [["refused", "unknown"], say("offers.both")]] },
  { path: ["privacy"], label: "privacy", values: privacies.map(one => [one.name === "plain" ? null : one.name, one.label]) },
  { path: ["role"], label: "role", values: [[null, say("role.none")], ...roles.map(one => [one.name, one.label])] }
];

const Setting = ({ setting, names, tell }) => {
  const [chosen, setChosen] = useState("");
  const set = async () => {
    try {
      await compose({ what: "bulk", names, path: setting.path, value: setting.values[chosen][0] });
      tell(say("bulk.done", { n: names.length, what: say(setting.label), value: setting.values[chosen][1] }));
    } catch (problem) {
      tell(words(problem));
    }
  };
  return html`<div class="field bulk-line"><label>${say(setting.label)} <select value=${chosen} onChange=${event => setChosen(event.target.value)}>
    <option value="">${say("bulk.leave")}</option>${setting.values.map(([, label], n) => html`<option key=${n} value=${n} selected=${String(n) === chosen}>${label}</option>`)}</select></label>
    <button type="button" aria-disabled=${chosen === "" ? "true" : undefined} onClick=${() => chosen !== "" && set()}>${say("bulk.set")}</button></div>`;
};

const allNames = () => [...store.places.value.keys()];

export const Bulk = () => {
  const [told, setTold] = useState(""), names = [...store.marked.value].filter(name => store.places.value.has(name));
  const tell = words => { setTold(words); store.announce(words); };
  return html`<section class="form" aria-label=${say("bulk.title")}><header class="heading"><div class="titled"><h2>${say("bulk.title")}</h2><p class="hint">${say("bulk.hint")}</p></div></header>
    <p class="row"><b>${say("bulk.chosen", { n: names.length })}</b>
      <button type="button" class="small" onClick=${() => { store.marked.value = new Set(allNames()); }}>${say("bulk.all")}</button>
      <button type="button" class="small" onClick=${() => { store.marked.value = new Set(); }}>${say("bulk.nothing")}</button>
      <button type="button" class="small" onClick=${() => { store.marked.value = new Set(); store.isMarking.value = false; }}>${say("bulk.end")}</button></p>
    ${told && html`<p class="told done" role="status">${told}</p>`}
    ${SETTINGS.map(one => html`<${Setting} key=${one.label} setting=${one} names=${names} tell=${tell} />`)}
    <ul class="plain-list">${names.slice(0, 60).map(name => html`<li key=${name}>${titleOf(store.places.value.get(name).question, "question:")}</li>`)}</ul></section>`;
};
