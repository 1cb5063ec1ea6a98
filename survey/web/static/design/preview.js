/* The phone beside the editor: a frame with the real page of a respondent, at the question being edited. */
import { effect, html, signal, useEffect, useRef } from "./ui.js";
import { Expired, Refusal, post } from "./talk.js";
import { words } from "./server.js";
import { nameOf, sortOf } from "./document.js";
import * as store from "./store.js";
import { say } from "./words.js";

const PAUSE = 500;
const found = signal(null);       // {address, shown, why}
const told = signal("");
const isLoading = signal(false);
let asked = 0, seen = -1;

const wanted = () => {
  const target = store.selected.value, [first] = store.draft.value.order;
  if (sortOf(target) === "question" || sortOf(target) === "page") return { [sortOf(target)]: nameOf(target) };
  return first ? { page: first } : null;
};

/* Bring the trial up to the draft and learn where the selection is in it. */
const look = async (frame, anew = false) => {
  const body = wanted(), number = asked += 1;
  if (!body || store.pending.value.length || store.places.value.size === 0) return;
  isLoading.value = true;
  try {
    const state = await post("preview", anew ? { ...body, anew } : body);
    if (number !== asked) return;
    found.value = state;
    told.value = "";
    if (anew) seen = -1;
    show(frame, state.address);
  } catch (problem) {
    if (number !== asked) return;
    told.value = words(problem instanceof Refusal || problem instanceof Expired ? problem : new Error());
  } finally {
    if (number === asked) isLoading.value = false;
  }
};

/* A frame that goes somewhere leaves no step behind in the history of the editor. Where only the
   anchor differs the page is fetched anew, if the draft has changed since. */
const show = (frame, address) => {
  if (!frame || !frame.contentWindow) return;
  const there = frame.contentWindow.location, to = new URL(address, location.href);
  const isSame = there.pathname === to.pathname, isStale = seen !== store.revision.value;
  seen = store.revision.value;
  there.replace(to.href);
  if (isSame && isStale) there.reload();
};

/* A page that is fetched anew comes back where it was scrolled to: show the question instead. */
const jump = event => {
  const { contentDocument: page, contentWindow: there } = event.target;
  const part = page && there.location.hash && page.getElementById(decodeURIComponent(there.location.hash.slice(1)));
  if (part) requestAnimationFrame(() => part.scrollIntoView());
};

const isSeen = () => matchMedia("(min-width: 74rem)").matches || store.view.value === "preview";

export const Preview = () => {
  const frame = useRef(null);
  useEffect(() => {
    let timer = 0;
    return effect(() => {
      const key = [store.selected.value, store.revision.value, store.pending.value.length, store.view.value];
      clearTimeout(timer);
      if (key[2] === 0 && isSeen()) timer = setTimeout(() => look(frame.current), PAUSE);
    });
  }, []);
  const again = () => look(frame.current), anew = () => look(frame.current, true), state = found.value;
  return html`<aside class="preview" aria-label=${say("preview")}>
    <header class="row spread"><h2>${say("preview")}</h2><span class="row"><button type="button" class="small" onClick=${again}>${say("preview.again")}</button>
      <button type="button" class="small" title=${say("preview.anew.title")} onClick=${anew}>${say("preview.anew")}</button></span></header>
    <p class="hint">${store.order.value ? say("preview.about") : say("preview.empty")}</p>
    ${told.value && html`<p class="told warning" role="status">${told.value}</p>`}
    ${state && !state.shown && state.why && html`<div class="told hidden-why" role="status"><b>${say("preview.why")}</b> ${state.why}</div>`}
    <div class=${`phone${isLoading.value ? " loading" : ""}`}><iframe ref=${frame} onLoad=${jump} title=${say("preview.frame")} class=${state ? "" : "blank"}></iframe></div></aside>`;
};
