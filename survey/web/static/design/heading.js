/* The head of a form: what it is, the number that is printed, and the name by which rules and data know it. */
import { html, useId, useRef, useState } from "./ui.js";
import { Line } from "./fields.js";
import { ask, words } from "./server.js";
import { nameOf, sortOf } from "./document.js";
import * as store from "./store.js";
import { say } from "./words.js";

/* Give a part another name; what names it is mended by the server, which says where. */
export const rename = async (what, was, to) => {
  if (!to || to === was) return "";
  try {
    await ask("changes", { changes: [{ op: "rename", what, was, to }] }).then(state => renamed(what, was, to, state));
    return "";
  } catch (problem) {
    return words(problem);
  }
};

const renamed = (what, was, to, state) => {
  const mended = state.mended || [];
  store.notice.value = mended.length ? say("renamed.mended", { was, to, n: mended.length, where: mended.slice(0, 6).join("、") }) : "";
  store.announce(store.notice.value || say("renamed", { was, to }));
};

/* Give an option or an entry another code; rules that compare it are mended by the server. */
export const recode = async (target, was, to) => {
  try {
    const state = await ask("changes", { changes: [{ op: "recode", target, was, to }] });
    if ((state.mended || []).length) store.notice.value = say("recoded.mended", { n: state.mended.length });
    return "";
  } catch (problem) {
    return words(problem);
  }
};

/* A field that is written at once when one leaves it or presses Enter: names and codes. */
export const Named = ({ label, value, write, hint, hidden = false }) => {
  const id = useId(), [typed, setTyped] = useState(null), [wrong, setWrong] = useState(""), busy = useRef(false);
  const done = async () => {
    if (busy.current) return;
    if (typed === null || typed.trim() === value) return setTyped(null);
    busy.current = true;
    const said = await write(typed.trim());
    busy.current = false;
    setWrong(said || "");
    if (!said) setTyped(null);
  };
  return html`<div class="field named"><label for=${id} class=${hidden ? "unseen" : ""}>${label}</label>
    <input id=${id} class="code" value=${typed === null ? value : typed} readOnly=${!store.mayWrite.value} autocomplete="off" autocapitalize="off" spellcheck=${false}
      aria-invalid=${wrong ? "true" : undefined} aria-describedby=${wrong || hint ? `${id}-told` : undefined}
      onInput=${event => setTyped(event.target.value)} onBlur=${done}
      onKeyDown=${event => { if (event.key === "Enter") { event.preventDefault(); done(); } if (event.key === "Escape") { setTyped(null); setWrong(""); } }} />
    ${(wrong || hint) && html`<p id=${`${id}-told`} class=${wrong ? "told error" : "hint"} role=${wrong ? "alert" : undefined}>${wrong || hint}</p>`}</div>`;
};

export const Heading = ({ target, title, about, numbered = false }) => html`<header class="heading">
  <div class="titled"><h2>${title}</h2>${about && html`<p class="hint">${about}</p>`}</div>
  <div class="names">${numbered && html`<${Line} target=${target} path=${["number"]} label=${say("number.printed")} placeholder=${say("number.printed.example")} class="short" maxlength="12" />`}
    <${Named} label=${sortOf(target) === "question" ? say("name.question") : say("name")} value=${nameOf(target)} write=${to => rename(sortOf(target), nameOf(target), to)} /></div>
</header>`;
