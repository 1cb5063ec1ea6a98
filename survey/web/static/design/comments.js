/* Comments at a part: said, answered, closed. */
import { html, useId, useState } from "./ui.js";
import { ask, words } from "./server.js";
import * as store from "./store.js";
import { language, say } from "./words.js";

const day = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
const when = at => at ? day.format(new Date(at)) : "";

const Write = ({ place, answers = null, label, done }) => {
  const id = useId(), [text, setText] = useState(""), [told, setTold] = useState("");
  const send = async () => {
    if (!text.trim()) return;
    try {
      await ask("comments", { place, words: text.trim(), ...answers && { answers } });
      setText("");
      setTold("");
      store.announce(say("comment.sent"));
      if (done) done();
    } catch (problem) {
      setTold(words(problem));
    }
  };
  return html`<div class="field"><label for=${id}>${label}</label><textarea id=${id} rows="2" value=${text} onInput=${event => setText(event.target.value)}></textarea>
    ${told && html`<p class="told error" role="alert">${told}</p>`}
    <p class="row"><button type="button" class="small" onClick=${send}>${say("comment.send")}</button></p></div>`;
};

const One = ({ one, answers }) => {
  const [isAnswering, setAnswering] = useState(false), [told, setTold] = useState("");
  const close = () => ask(`comments/${one.id}/close`).then(() => store.announce(say("comment.closed"))).catch(problem => setTold(words(problem)));
  return html`<li class=${`comment${one.closed_at ? " closed" : ""}`}><p class="quiet">${one.by} · ${when(one.at)}${one.closed_at && ` · ${say("comment.is_closed")}`}</p><p class="said">${one.words}</p>
    ${answers.length > 0 && html`<ul>${answers.map(other => html`<li class="comment" key=${other.id}><p class="quiet">${other.by} · ${when(other.at)}</p><p class="said">${other.words}</p></li>`)}</ul>`}
    ${!one.closed_at && html`<p class="row"><button type="button" class="small" aria-expanded=${isAnswering} onClick=${() => setAnswering(!isAnswering)}>${say("comment.answer")}</button>
      <button type="button" class="small" onClick=${close}>${say("comment.close")}</button></p>`}
    ${told && html`<p class="told error" role="alert">${told}</p>`}
    ${isAnswering && html`<${Write} place=${one.place} answers=${one.id} label=${say("comment.answer")} done=${() => setAnswering(false)} />`}</li>`;
};

export const Comments = ({ target }) => {
  const here = store.comments.value.filter(one => one.place.split("/")[0] === target);
  const tops = here.filter(one => !one.answers), open = tops.filter(one => !one.closed_at).length;
  return html`<details class="more comments" open=${open > 0}><summary>${say("comments")}${open > 0 && html` <span class="count">${open}</span>`}</summary>
    <ul>${tops.map(one => html`<${One} key=${one.id} one=${one} answers=${here.filter(other => other.answers === one.id)} />`)}</ul>
    <${Write} place=${target} label=${say("comment.new")} /></details>`;
};
