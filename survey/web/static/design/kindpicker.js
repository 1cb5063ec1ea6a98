/* Which kind of question: a window with every kind, what it is called and what it is for. */
import { html } from "./ui.js";
import { openBank } from "./bank.js";
import { show } from "./dialog.js";
import { addQuestion } from "./parts.js";
import { kinds, say } from "./words.js";

const along = event => {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const all = [...event.currentTarget.querySelectorAll("button")];
  const next = all[all.indexOf(document.activeElement) + step];
  if (next) next.focus();
  event.preventDefault();
};

export const pickKind = () => show(say("kinds.title"), close => html`<ul class="kinds" onKeyDown=${along}>
  ${kinds.map((kind, n) => html`<li key=${kind.name}><button type="button" data-focus=${n ? undefined : ""} onClick=${() => { close(); addQuestion(kind.name); }}>
    <span class=${`kind-mark kind-${kind.name}`} aria-hidden="true"></span><span><b>${kind.label}</b><small>${kind.about}</small></span></button></li>`)}
</ul>
<p class="row"><button type="button" onClick=${openBank}>${say("bank.open")}</button></p>`, { wide: true });
