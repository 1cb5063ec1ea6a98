/* What is done to whole questions and pages: add, move, copy, take away. */
import { html, batch } from "./ui.js";
import { ask, change, compose, flush, words } from "./server.js";
import { get } from "./talk.js";
import { nameOf, partOf, sortOf } from "./document.js";
import { confirm } from "./dialog.js";
import * as store from "./store.js";
import { kindOf, say, wording } from "./words.js";

const { draft, selected } = store;
const questionsOn = page => (draft.value.pages[page] || {}).questions || [];
export const titleOf = (part, target) => {
  const words = wording(part && (part.label || part.title), store.shown.value);
  return words.replace(/\s+/g, " ").trim() || (sortOf(target) === "page" ? say("page.untitled") : say("question.untitled"));
};

/* Put the keyboard where one writes next, once the form of the new part is drawn. */
export const focusForm = () => setTimeout(() => {
  const first = document.querySelector(".form [data-focus]");
  if (!first) return;
  first.focus();
  first.select();
});

const told = async promise => {
  try {
    return await promise;
  } catch (problem) {
    store.announce(words(problem));
    store.notice.value = words(problem);
    return null;
  }
};

/* Something new of the server. Till it is here the form of the part before is shut, or what is
   written for the new one would go into the old; without a connection nothing is on its way. */
const make = async body => {
  store.isMaking.value = true;
  const state = await told(compose(body));
  store.isMaking.value = false;
  return state;
};

const show = made => {
  if (!made) return;
  store.open(made);
  store.fresh.value = made;
  focusForm();
};

export const addPage = async () => {
  await flush();
  const names = draft.value.order, here = store.pageHere.value;
  const next = names[names.indexOf(here) + 1] || null;
  const state = await make({ what: "page", before: next });
  if (state) {
    show(state.made);
    store.announce(say("added.page"));
  }
  return state && nameOf(state.made);
};

export const addQuestion = async kind => {
  const page = store.pageHere.value || await addPage();
  if (!page) return;
  const names = questionsOn(page).map(one => one.name), here = names.indexOf(nameOf(selected.value));
  const before = sortOf(selected.value) === "question" ? names[here + 1] || null : null;
  const state = await make({ what: "question", kind, page, before });
  if (!state) return;
  show(state.made);
  store.announce(say("added.question", { kind: kindOf(kind).label }));
};

export const duplicate = async target => {
  await flush();
  const state = await make({ what: "duplicate", target });
  if (!state) return;
  show(state.made);
  store.announce(say("duplicated"));
};

/* Where else a part is named, in words; deleting it says so first. */
const usesOf = async target => {
  const found = await told(get(`uses?part=${encodeURIComponent(target)}`));
  return found ? found.uses : [];
};

const neighbour = target => {
  const name = nameOf(target);
  if (sortOf(target) === "page") {
    const { order } = draft.value, next = order[order.indexOf(name) + 1] || order[order.indexOf(name) - 1];
    return next ? `page:${next}` : "questionnaire";
  }
  const { page } = store.places.value.get(name), names = questionsOn(page).map(one => one.name);
  const next = names[names.indexOf(name) + 1] || names[names.indexOf(name) - 1];
  return next ? `question:${next}` : `page:${page}`;
};

const removal = target => {
  const part = partOf(draft.value, target), key = nameOf(target);
  if (sortOf(target) === "page")
    return { op: "remove", target: "questionnaire", path: ["pages"], key, was: part };
  return { op: "remove", target: `page:${store.places.value.get(key).page}`, path: ["questions"], key, was: part };
};

const warning = (uses, questions) => html`
  ${questions > 0 && html`<p>${say("delete.questions", { n: questions })}</p>`}
  ${uses.length > 0 && html`<p>${say("delete.used")}</p><ul class="uses">${uses.map(one => html`<li key=${one.place}><b>${one.label}</b> ${one.rule && html`<span class="code">${one.rule}</span>`}</li>`)}</ul>`}
  <p class="hint">${say("delete.undo")}</p>`;

/* Whether a part is still there and may go: what names it, and what goes with it, is said first. */
export const agreed = async (target, what, questions = 0) => {
  const uses = await usesOf(target), isUsed = uses.length > 0 || questions > 0;
  if (isUsed && !await confirm(say("delete.title", { what }), warning(uses, questions), say("delete.anyway"))) return false;
  return partOf(draft.value, target) !== undefined;
};

export const remove = async target => {
  await flush();
  const part = partOf(draft.value, target);
  if (!part) return;
  if (!await agreed(target, titleOf(part, target), sortOf(target) === "page" ? questionsOn(nameOf(target)).length : 0)) return;
  batch(() => {
    const next = neighbour(target);
    change([removal(target)]);
    selected.value = next;
  });
  store.announce(say("deleted"));
};

/* One step up or down: within the page, at its edge into the next one. */
const step = (target, by) => {
  const name = nameOf(target), { order } = draft.value;
  if (sortOf(target) === "page") {
    const rest = order.filter(one => one !== name), place = order.indexOf(name) + by;
    return place < 0 || place >= order.length ? null : { op: "move", target: "questionnaire", path: ["pages"], key: name, before: rest[place] || null };
  }
  const { page } = store.places.value.get(name), names = questionsOn(page).map(one => one.name), place = names.indexOf(name) + by;
  if (place >= 0 && place < names.length) {
    const rest = names.filter(one => one !== name);
    return { op: "move", target: `page:${page}`, path: ["questions"], key: name, before: rest[place] || null };
  }
  const into = order[order.indexOf(page) + by];
  if (!into) return null;
  const first = questionsOn(into)[0];
  return { op: "move", target: `page:${page}`, path: ["questions"], key: name, into: `page:${into}`, before: by > 0 && first ? first.name : null };
};

export const move = (target, by) => {
  const found = (sortOf(target) === "question" || sortOf(target) === "page") && step(target, by);
  if (!found) return store.announce(say(by < 0 ? "moved.first" : "moved.last"));
  change([found]);
  store.announce(say("moved", { what: titleOf(partOf(draft.value, target), target), place: placeInWords(target) }));
};

export const placeInWords = target => {
  const name = nameOf(target);
  if (sortOf(target) === "page") return say("place.page", { n: draft.value.order.indexOf(name) + 1, m: draft.value.order.length });
  const { page } = store.places.value.get(name), names = questionsOn(page);
  return say("place.question", { n: names.findIndex(one => one.name === name) + 1, m: names.length, page: draft.value.order.indexOf(page) + 1 });
};

/* Where something was dropped. */
export const drop = ({ target, into, path, key, before }) => {
  change([{ op: "move", target, path, key, ...into !== target && { into }, before }]);
  store.announce(say("moved.dropped"));
};

export const takeBack = async door => {
  await flush();
  const state = await told(ask(door));
  if (state) store.announce(say(door === "undo" ? "undone" : "redone"));
};
