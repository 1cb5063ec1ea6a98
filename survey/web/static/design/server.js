/* Saving: a queue of steps, sent one after another. A step is either changes, which are kept until
   the server has them, or something only the server can do (undo, a copy, a new question). */
import { batch, effect } from "./ui.js";
import { merge, partOf, placeOf, same, valueAt } from "./document.js";
import * as kept from "./kept.js";
import { Expired, Offline, Refusal, get, post } from "./talk.js";
import { say } from "./words.js";
import * as store from "./store.js";

const { pending, conflicts, link } = store;
const TYPING = 400, OPEN = 3000, HIDDEN = 15000, AGAIN = 4000;
// Steps that were sent: the server may have made one whose answer was lost, so that none may be changed any more.
const tried = new Set();
let busy = null, timer = 0, retry = 0;

const key = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
export const placeOfChange = ({ op, target, path = [], key: name, what, was }) => {
  if (op === "rename") return `${what}:${was}`;
  if (op === "recode") return `${target}/${was}`;
  return placeOf(target, op === "remove" || op === "move" ? [...path, name] : path);
};
const replace = (step, other) => { pending.value = pending.value.map(one => one === step ? other : one).filter(Boolean); };
const dropped = step => { pending.value = pending.value.filter(one => one.key !== step.key); };

const put = (signal, value) => { if (value !== undefined && !same(signal.value, value)) signal.value = value; };

/* Take what the server said. Answers may come out of order: an older one brings no document. */
const take = state => batch(() => {
  if (state.revision > store.revision.value || !store.loaded.value) {
    store.base.value = merge(store.base.value, state.parts);
    store.revision.value = state.revision;
  }
  if (state.revision === store.revision.value) {
    for (const name of ["findings", "hints", "minutes", "comments", "approval"]) put(store[name], state[name]);
    put(store.canUndo, state.can_undo);
    put(store.canRedo, state.can_redo);
  }
  put(store.people, state.people);
});

/* After a rename, what waits and what is shown goes by the new name. */
const retarget = ({ what, was, to }) => {
  const [old, fresh] = [`${what}:${was}`, `${what}:${to}`];
  const turned = change => change.target === old ? { ...change, target: fresh } : change;
  pending.value = pending.value.map(step => step.changes ? { ...step, changes: step.changes.map(turned) } : step);
  store.renamed(old, fresh);
};

const settle = (step, state) => batch(() => {
  dropped(step);
  take(state);
  for (const change of step.changes || step.body.changes || []) {
    if (change.op === "rename") retarget(change);
    if (change.op === "recode") store.renamed(`${change.target}/${change.was}`, `${change.target}/${change.to}`);
  }
  if ((state.mended || []).length) store.announce(say("mended", { n: state.mended.length }));
});

const clash = (step, { body, status }) => {
  const change = step.changes.find(one => placeOfChange(one) === body.place) || step.changes[0];
  const place = placeOfChange(change), current = body.current === undefined ? null : body.current;
  const mine = change.op === "remove" ? null : change.value === undefined ? change.to || change.part || null : change.value;
  if (status === 409 && change.op === "set" && same(current, mine)) return;
  const told = { place, mine, current, step, refused: status !== 409, reason: body.reason || say("refused"), remedy: body.remedy || "", by: body.by || "" };
  conflicts.value = [...conflicts.value.filter(one => one.place !== place), told];
  store.announce(told.reason);
};

/* What became of a step that failed; true when the next may be sent. */
const fail = (step, problem) => {
  if (problem instanceof Refusal) {
    batch(() => {
      dropped(step);
      if (problem.body.state) take(problem.body.state);
      if (step.changes) clash(step, problem);
    });
    if (step.reject) step.reject(problem);
    return true;
  }
  link.value = problem instanceof Expired ? "expired" : "offline";
  if (step.reject) {
    dropped(step);
    step.reject(problem);
  }
  clearTimeout(retry);
  retry = setTimeout(drain, AGAIN);
  return false;
};

const run = async () => {
  while (pending.value[0] && pending.value[0].ready) {
    const step = pending.value[0];
    tried.add(step.key);
    if (link.value === "saved") link.value = "saving";
    try {
      const after = store.revision.value;
      const state = await post(step.door, { ...step.body, ...step.changes && { changes: step.changes }, after, key: step.key });
      settle(step, state);
      if (link.value !== "saving") link.value = "saving";
      if (step.resolve) step.resolve(state);
    } catch (problem) {
      if (!(problem instanceof Refusal || problem instanceof Offline || problem instanceof Expired)) throw problem;
      if (!fail(step, problem)) return;
    }
  }
  if (!pending.value.length) link.value = "saved";
};

const isWaiting = () => link.value === "offline" || link.value === "expired";
const drain = () => {
  busy = busy || run().finally(() => {
    busy = null;
    if (!isWaiting() && pending.value[0] && pending.value[0].ready) drain();
  });
  return busy;
};

/* Send what waits, now. */
export const flush = () => {
  clearTimeout(timer);
  if (pending.value.some(step => !step.ready)) pending.value = pending.value.map(step => step.ready ? step : { ...step, ready: true });
  return drain();
};

const enqueue = (step, typed) => {
  if (link.value === "saved") link.value = "saving";
  pending.value = [...pending.value, { key: key(), ready: !typed, ...step }];
  clearTimeout(timer);
  if (typed) timer = setTimeout(flush, TYPING);
  else flush();
};

/* Several changes as one step that is undone at once. */
export const change = (changes, { typed = false } = {}) => {
  if (changes.length && store.mayWrite.value) enqueue({ door: "changes", changes }, typed);
};

/* One value of a part; what is typed at one place within a moment is one step. */
export const edit = (target, path, value, { typed = false } = {}) => {
  const was = valueAt(partOf(store.draft.value, target), path), fresh = value === "" || value === undefined ? null : value;
  if (same(was, fresh) || !store.mayWrite.value) return;
  const last = pending.value[pending.value.length - 1], place = placeOf(target, path);
  const goesOn = last && last.changes && typed && (!last.ready || isWaiting() && !tried.has(last.key)) && last.changes.length === 1 && placeOfChange(last.changes[0]) === place;
  if (!goesOn) return change([{ op: "set", target, path, was, value: fresh }], { typed });
  const [first] = last.changes;
  replace(last, same(first.was, fresh) ? null : { ...last, changes: [{ ...first, value: fresh }] });
  clearTimeout(timer);
  timer = setTimeout(flush, TYPING);
};

/* Something only the server can do; the promise gives the state, or fails with a Refusal or Offline. */
export const ask = (door, body = {}) => new Promise((resolve, reject) => enqueue({ door, body, resolve, reject }, false));
export const compose = body => ask("compose", body);

/* The words of a failure, for where no field is at hand. */
export const words = problem => problem instanceof Refusal
  ? [problem.body.reason || say("refused"), problem.body.remedy].filter(Boolean).join(" ")
  : say(problem instanceof Expired ? "link.expired" : "link.unreachable");

export const settleConflict = (one, keepMine) => {
  conflicts.value = conflicts.value.filter(other => other !== one);
  if (!keepMine || one.refused) return;
  const turned = change => placeOfChange(change) === one.place && change.op !== "insert" ? { ...change, was: one.current } : change;
  change(one.step.changes.map(turned).filter(change => change.op !== "remove" || change.was !== null));
};

const keep = () => kept.keep(store.me.value, [...conflicts.value.filter(one => !one.refused).map(one => one.step), ...pending.value.filter(step => step.changes)]);

/* A step that another window sent meanwhile is known by its key, and not made twice. */
const restore = async found => {
  const steps = store.mayWrite.value ? await found(store.me.value) : [];
  if (!steps.length) return;
  steps.forEach(step => tried.add(step.key));
  if (link.value === "saved") link.value = "saving";
  pending.value = [...pending.value, ...steps.map(step => ({ ...step, ready: true }))];
  store.announce(say("restored", { n: steps.length }));
};

const sync = async () => {
  if (!busy) {
    try {
      await restore(kept.left);
      take(await post("sync", { after: store.revision.value, place: store.selected.value }));
      if (isWaiting()) link.value = pending.value.length ? "saving" : "saved";
      drain();
    } catch (problem) {
      if (problem instanceof Expired) link.value = "expired";
      else if (problem instanceof Offline) link.value = "offline";
    }
  }
  setTimeout(sync, document.hidden ? HIDDEN : OPEN);
};

/* Fetch the draft and keep it fresh from then on. */
export const start = async () => {
  const state = await get("draft.json");
  batch(() => {
    store.mayWrite.value = state.may_write;
    store.me.value = state.me;
    store.shelves.value = state.lists || [];
    take(state);
    store.loaded.value = true;
  });
  await kept.claim();
  await restore(kept.before);
  effect(keep);
  setTimeout(sync, OPEN);
  addEventListener("online", drain);
  addEventListener("focus", drain);
  addEventListener("beforeunload", event => { if (pending.value.length || conflicts.value.length) event.preventDefault(); });
  drain();
};
