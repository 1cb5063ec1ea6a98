/* Steps that wait for the server, kept on the computer: one record a window, so that no window
   loses or sends what another still holds. What a window left behind is taken over by the next. */
import { root } from "./words.js";

const PREFIX = `kewen-draft:${root.dataset.base}:`, TAB = "kewen-designer-window", LEFT = 90000;
const fresh = () => crypto.getRandomValues(new Uint32Array(2)).join("-");
let own = PREFIX + (sessionStorage.getItem(TAB) || fresh());
// Off while our name may hold what somebody else left in this window: that is theirs, and waits for them.
let isOurs = false;

/* Whether nobody holds a name; with `stays`, it is held from now on. */
const hold = (name, stays) => new Promise(resolve => navigator.locks.request(name, { ifAvailable: true }, lock => {
  resolve(Boolean(lock));
  return lock && stays ? new Promise(() => {}) : null;
}));

const rename = () => {
  own = PREFIX + fresh();
  sessionStorage.setItem(TAB, own.slice(PREFIX.length));
  return navigator.locks && hold(own, true);
};

/* A window that was copied has the name of the other: it takes one of its own. */
export const claim = async () => {
  if (navigator.locks && !await hold(own, true)) await rename();
  sessionStorage.setItem(TAB, own.slice(PREFIX.length));
};

export const keep = (me, steps) => {
  if (!steps.length) return isOurs && localStorage.removeItem(own);
  if (!isOurs && localStorage.getItem(own) !== null) rename();
  isOurs = true;
  try {
    localStorage.setItem(own, JSON.stringify({ me, steps, at: Date.now() }));
  } catch {
    // The computer has no room: the steps still wait here, and closing the window asks first.
  }
};

const take = (name, me) => {
  const kept = JSON.parse(localStorage.getItem(name) || "null");
  if (!kept || JSON.stringify(kept.me) !== JSON.stringify(me)) return [];
  localStorage.removeItem(name);
  return kept.steps;
};

/* Without locks (a page that is not on https) a window is thought closed when it has long said nothing. */
const isLeft = name => navigator.locks ? hold(name, false) : (JSON.parse(localStorage.getItem(name)) || {}).at < Date.now() - LEFT;

/* What this window kept before it was loaded anew. */
export const before = me => {
  const steps = take(own, me);
  isOurs = localStorage.getItem(own) === null;
  return steps;
};

/* What windows that are closed left behind. */
export const left = async me => {
  const steps = [];
  for (const name of Object.keys(localStorage).filter(one => one.startsWith(PREFIX) && one !== own))
    if (await isLeft(name)) steps.push(...take(name, me));
  return steps;
};
