/* What the page knows, as signals. Only server.js writes what the server said. */
import { computed, signal } from "./ui.js";
import { apply, empty, index, nameOf, partOf, sortOf } from "./document.js";
import { language } from "./words.js";

export const loaded = signal(false);
export const base = signal(empty);            // the draft as the server last told it
export const revision = signal(0);
export const pending = signal([]);            // steps that are not saved yet, oldest first
export const findings = signal([]);
export const hints = signal([]);
export const minutes = signal(null);
export const people = signal([]);
export const comments = signal([]);
export const approval = signal(null);
export const shelves = signal([]);            // lists that are shipped
export const mayWrite = signal(false);
export const me = signal(null);
export const canUndo = signal(false);
export const canRedo = signal(false);
export const link = signal("saved");          // saved, saving, offline, expired
export const conflicts = signal([]);          // {place, mine, current, reason, remedy, change, refused}
export const fresh = signal("");              // the part that was just added: what it lacks is told when it is left
export const isMaking = signal(false);        // something new is on its way: what is shown is not what will be
export const announced = signal("");          // told to people who listen
export const notice = signal("");             // told above the form until it is put away

export const selected = signal("questionnaire");
export const marked = signal(new Set());      // questions chosen for a change in bulk
export const isMarking = signal(false);
export const view = signal("outline");        // what a narrow window shows: outline, form, preview
export const panel = signal("form");          // what the middle shows: form, findings, translation, approval
export const sought = signal("");

/* The draft with what is not saved yet on top: what the person sees. */
export const draft = computed(() =>
  pending.value.reduce((doc, step) => (step.changes || []).reduce(apply, doc), base.value));
export const places = computed(() => index(draft.value));
export const order = computed(() => draft.value.order.length);
export const languages = computed(() => draft.value.whole.languages || ["zh-CN"]);
export const shown = computed(() => languages.value.includes(language) ? language : languages.value[0]);
export const part = computed(() => partOf(draft.value, selected.value));

/* The page that holds the selection, or the last one. */
export const pageHere = computed(() => {
  const name = nameOf(selected.value);
  if (sortOf(selected.value) === "page" && draft.value.pages[name]) return name;
  const found = places.value.get(name);
  return found && sortOf(selected.value) === "question" ? found.page : draft.value.order[draft.value.order.length - 1];
});

const targetOf = ({ place = "", question, page }) =>
  question ? `question:${question}` : page ? `page:${page}` : place.split("/")[0];
/* Findings name a part of a list as option:9, paths as options/9. */
export const pathed = place => place.replace(/\/(option|row|level|check|ending)s?:/g, "/$1s/").replace(/^review:/, "questionnaire/reviews/").replace(/^setting:/, "questionnaire/settings/");
const grouped = list => {
  const found = new Map();
  for (const one of list) {
    const target = targetOf(one);
    found.set(target, [...found.get(target) || [], one]);
  }
  return found;
};
/* What is told while one works. Nobody needs to be told that what was added a moment ago is still empty. */
const LACKS = new Set(["label_empty", "page_empty", "page_silent", "rule_idle", "rule_unreachable"]);
const isFresh = ({ code, place }) => fresh.value && LACKS.has(code) && (pathed(place) === fresh.value || pathed(place).startsWith(`${fresh.value}/`));
export const told = computed(() => findings.value.filter(one => !isFresh(one) && !(one.code === "questionnaire_empty" && order.value === 0)));
export const findingsOf = computed(() => grouped(told.value));
export const hintsOf = computed(() => grouped(hints.value));
export const commentsOf = computed(() => grouped(comments.value.filter(one => !one.closed_at && !one.answers)));
export const errors = computed(() => told.value.filter(one => one.severity === "error"));
export { targetOf };

const identities = {};
let turns = 0;
/* What a form is known by to Preact: it stays when its part gets another name, and so does the keyboard's place in it. */
export const identity = target => identities[target] || target;
export const renamed = (old, fresh) => {
  identities[fresh] = identity(old);
  identities[old] = `${old}#${turns += 1}`;
  if (selected.value === old) selected.value = fresh;
};

/* Tell people who listen instead of look. The same words twice are told twice. */
export const announce = words => { announced.value = announced.value === words ? `${words}\u00a0` : words; };

/* Show a part: its form in the middle, and where a narrow window looks. */
export const open = target => {
  selected.value = target;
  panel.value = "form";
  view.value = "form";
};
