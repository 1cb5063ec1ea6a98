/* From draft to published: put forward, approved or returned, by whom and when. */
import { html, useState } from "./ui.js";
import { ask, flush, words } from "./server.js";
import * as store from "./store.js";
import { language, root, say } from "./words.js";

const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const when = at => at ? day.format(new Date(at)) : "";

const History = ({ one }) => html`<dl class="facts">
  ${one.submitted_at && html`<dt>${say("approval.submitted_by")}</dt><dd>${one.submitted_by} · ${when(one.submitted_at)}</dd>`}
  ${one.decided_at && html`<dt>${say("approval.decided_by")}</dt><dd>${one.decided_by} · ${when(one.decided_at)}</dd>`}
  ${one.words && html`<dt>${say("approval.words")}</dt><dd>${one.words}</dd>`}</dl>`;

export const Approval = () => {
  const one = store.approval.value || { state: "draft" }, [text, setText] = useState(""), [told, setTold] = useState("");
  const errors = store.findings.value.filter(found => found.severity === "error").length;
  const act = async (door, body, said) => {
    try {
      await flush();
      await ask(door, body);
      setTold("");
      store.announce(said);
    } catch (problem) {
      setTold(words(problem));
    }
  };
  return html`<section class="form" aria-label=${say("approval")}><header class="heading"><div class="titled"><h2>${say("approval")}</h2><p class="hint">${say("approval.about")}</p></div></header>
    <p class="state-line"><b>${say(`state.${one.state}`)}</b> ${one.demanded ? say("approval.demanded") : say("approval.free")}</p>
    <${History} one=${one} />
    ${errors > 0 && html`<p class="told error">${say("approval.errors", { n: errors })} <button type="button" class="link" onClick=${() => { store.panel.value = "findings"; }}>${say("findings.see")}</button></p>`}
    ${one.overtaken && html`<p class="told">${say("approval.overtaken")}</p>`}
    ${told && html`<p class="told error" role="alert">${told}</p>`}
    <p class="row">${!one.demanded && store.mayWrite.value && html`<a class="button strong" href=${root.dataset.home}>${say("approval.publish")}</a>`}
    ${one.may_submit && html`<button type="button" class=${one.demanded ? "strong" : ""} onClick=${() => act("submit", {}, say("approval.sent"))}>${say("approval.submit")}</button>`}</p>
    ${one.may_decide && html`<div class="field"><label for="decision">${say("approval.words.label")}</label><textarea id="decision" rows="3" value=${text} onInput=${event => setText(event.target.value)}></textarea></div>
      <p class="row"><button type="button" class="strong" onClick=${() => act("decide", { approve: true, words: text, number: one.number }, say("approval.approved"))}>${say("approval.approve")}</button>
      <button type="button" class="danger" onClick=${() => act("decide", { approve: false, words: text, number: one.number }, say("approval.returned"))}>${say("approval.return")}</button></p>`}
    <ul class="points"><li><a href=${root.dataset.walk}>${say("approval.walk")}</a></li><li><a href=${root.dataset.trial}>${say("approval.trial")}</a></li><li><a href=${root.dataset.versions}>${say("approval.versions")}</a></li>${one.demanded && html`<li><a href=${root.dataset.home}>${say("approval.publish")}</a></li>`}</ul></section>`;
};
