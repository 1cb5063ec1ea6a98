/* The bar over everything: is it saved, undo and redo, who is here, what there is to mend, how long it takes. */
import { html } from "./ui.js";
import { takeBack } from "./parts.js";
import * as store from "./store.js";
import { root, say } from "./words.js";

const Saved = () => {
  const state = store.link.value, waiting = store.pending.value.length;
  return html`<span class=${`saved ${state}`} role="status">${say(`link.${state}`)}${(state === "offline" || state === "expired") && waiting > 0 && ` · ${say("link.waiting", { n: waiting })}`}
    ${state === "expired" && html` <a href=${root.dataset.entrance} target="_blank" rel="noopener">${say("link.sign_in")}</a>`}</span>`;
};

const People = () => {
  const others = store.people.value.filter(one => !one.me);
  if (!others.length) return null;
  return html`<ul class="people" aria-label=${say("people")}>${others.map(one => html`<li key=${one.name + one.place}><button type="button" class="person" title=${say("people.go", { who: one.name })} onClick=${() => one.place && store.open(one.place.split("/")[0])}>
    <span aria-hidden="true">${one.name.slice(0, 1)}</span><span class="person-name">${one.name}</span></button></li>`)}</ul>`;
};

const howLong = found => {
  if (!found) return "";
  const { low, high } = typeof found === "number" ? { low: found, high: found } : found;
  const [from, to] = [low, high].map(one => Math.max(1, Math.round(one)));
  return from === to ? say("minutes", { n: to }) : say("minutes.between", { n: from, m: to });
};

const turn = name => { store.panel.value = store.panel.value === name ? "form" : name; store.view.value = "form"; };
const Panel = ({ name, title, children }) => html`<button type="button" title=${title} aria-pressed=${store.panel.value === name} onClick=${() => turn(name)}>${children}</button>`;

export const Bar = () => {
  const errors = store.errors.value.length, others = store.told.value.length - errors + store.hints.value.length;
  const again = (door, isOn) => html`<button type="button" class="tool" aria-label=${say(door)} title=${say(`${door}.title`)} aria-disabled=${isOn ? undefined : "true"} onClick=${() => isOn && takeBack(door)}>${door === "undo" ? "↶" : "↷"}</button>`;
  return html`<div class="bar"><a class="back" href=${root.dataset.home}>${say("back")}</a><${Saved} />
    ${store.mayWrite.value ? html`<span class="again">${again("undo", store.canUndo.value)}${again("redo", store.canRedo.value)}</span>` : store.loaded.value && html`<span class="chip">${say("reading_only")}</span>`}
    <${People} /><span class="space"></span>
    ${store.order.value > 0 && store.minutes.value && html`<span class="minutes quiet">${howLong(store.minutes.value)}</span>`}
    <${Panel} name="findings">${errors ? html`<span class="badge error" aria-hidden="true">!</span> ${say("bar.errors", { n: errors })}` : others ? say("bar.findings", { n: others }) : say("bar.fine")}<//>
    <${Panel} name="translation">${say("translation")}<//>
    <${Panel} name="approval" title=${say("bar.approval")}>${say(`state.${(store.approval.value || { state: "draft" }).state}`)}<//></div>`;
};

/* Which part a narrow window shows. */
export const Views = () => html`<div class="views" role="group" aria-label=${say("views")}>${["outline", "form", "preview"].map(name => html`<button key=${name} type="button" class=${`view-${name}`} aria-pressed=${store.view.value === name} onClick=${() => { store.view.value = name; }}>${say(`view.${name}`)}</button>`)}</div>`;
