/* The question bank: questions that were asked before, found by words and tags, and taken in with their rules. */
import { html, useEffect, useId, useRef, useState } from "./ui.js";
import { close, show } from "./dialog.js";
import { addPage, focusForm } from "./parts.js";
import { compose, flush, words } from "./server.js";
import { get, post } from "./talk.js";
import { nameOf, sortOf } from "./document.js";
import * as store from "./store.js";
import { say } from "./words.js";

const PAUSE = 300;
/* Is there something to decide on? Other notes are told when the question is there. */
const isNow = one => one.code !== "languages";

/* Behind the question that is selected, else at the end of its page. */
const placeHere = page => {
  const names = (store.draft.value.pages[page].questions || []).map(one => one.name), here = names.indexOf(nameOf(store.selected.value));
  return { page, before: sortOf(store.selected.value) === "question" ? names[here + 1] || null : null };
};

const useFound = (sought, tags) => {
  const [found, setFound] = useState(null), [told, setTold] = useState(""), number = useRef(0);
  useEffect(() => {
    const mine = number.current += 1, query = new URLSearchParams([["q", sought], ...tags.map(tag => ["tag", tag])]);
    const timer = setTimeout(() => get(`bank?${query}`).then(state => { if (mine === number.current) { setFound(state); setTold(""); } }).catch(problem => setTold(words(problem))), PAUSE);
    return () => clearTimeout(timer);
  }, [sought, tags.join("\n")]);
  return [found, told];
};

const Facets = ({ found, tags, setTags }) => html`<div class="facets">${found.facets.map(facet => html`<div key=${facet.group} role="group" aria-label=${facet.label} class="row"><b>${facet.label}</b>
  ${facet.tags.slice(0, 12).map(tag => html`<button type="button" class="small" key=${tag.name} aria-pressed=${tags.includes(tag.name)}
    onClick=${() => setTags(tags.includes(tag.name) ? tags.filter(one => one !== tag.name) : [...tags, tag.name])}>${tag.label} <span class="quiet">${tag.count}</span></button>`)}</div>`)}</div>`;

const Found = ({ one, take }) => html`<li class="card"><p class="row spread"><span><b>${one.number} ${one.label || one.question}</b> <span class="chip">${one.kind_label}</span></span>
  <button type="button" class="small" onClick=${() => take(one)} aria-label=${say("bank.take.this", { what: one.label || one.question })}>${say("bank.take")}</button></p>
  ${one.options.length > 0 && html`<p>${one.options.join(" / ")}</p>`}
  <p class="quiet">${one.source} · ${one.page}${one.uses.length > 0 && ` · ${say("bank.uses", { what: one.uses.map(use => use.title).join("、") })}`}</p></li>`;

/* What comes along and what cannot, shown before anything is written. */
const Sure = ({ seen, notes, done, back }) => html`<div class="confirming"><h3>${say("bank.sure")}</h3>
  ${seen.needed.length > 0 && html`<p>${say("bank.needed")}</p><ul class="uses">${seen.needed.map(one => html`<li key=${one.name}>${one.label || one.name}</li>`)}</ul>`}
  ${seen.needed.length > 0 && notes.length > 0 && html`<p>${say("bank.if_alone")}</p>`}
  ${notes.length > 0 && html`<ul class="uses">${notes.map(one => html`<li key=${one.code + one.place + one.what}><b>${one.fate_label}</b> ${one.what} ${one.remedy}</li>`)}</ul>`}
  <p class="row">${seen.needed.length > 0 && html`<button type="button" class="strong" onClick=${() => done(true)}>${say("bank.bring")}</button>`}
    <button type="button" class=${seen.needed.length ? "" : "strong"} onClick=${() => done(false)}>${say(seen.needed.length ? "bank.alone" : "bank.take")}</button>
    <button type="button" onClick=${back}>${say("cancel")}</button></p></div>`;

const BankSearch = () => {
  const id = useId(), [sought, setSought] = useState(""), [tags, setTags] = useState([]), [asked, setAsked] = useState(null), [told, setTold] = useState("");
  const [found, wrong] = useFound(sought, tags);
  const done = async (body, bring, later) => {
    try {
      const state = await compose({ ...body, what: "bank", bring });
      close();
      if (state.made) store.open(state.made);
      focusForm();
      store.notice.value = later.map(one => `${one.what} ${one.remedy}`).join(" ");
      store.announce(say("bank.taken"));
    } catch (problem) {
      setTold(words(problem));
    }
  };
  const take = async one => {
    try {
      await flush();
      const page = store.pageHere.value || await addPage();
      if (!page) return;
      const body = { version: one.version, questions: [one.question], ...placeHere(page) };
      const seen = await post("bank/look", { ...body, bring: false });
      if (seen.needed.length || seen.notes.some(isNow)) setAsked({ body, seen });
      else await done(body, false, seen.notes);
    } catch (problem) {
      setTold(words(problem));
    }
  };
  if (asked) return html`${told && html`<p class="told error" role="alert">${told}</p>`}<${Sure} seen=${asked.seen} notes=${asked.seen.notes.filter(isNow)} done=${bring => done(asked.body, bring, asked.seen.notes.filter(one => !isNow(one)))} back=${() => setAsked(null)} />`;
  return html`<label class="unseen" for=${id}>${say("bank.search")}</label><input id=${id} type="search" data-focus placeholder=${say("bank.search")} value=${sought} onInput=${event => setSought(event.target.value)} />
    ${(told || wrong) && html`<p class="told error" role="alert">${told || wrong}</p>`}
    ${found && html`<${Facets} found=${found} tags=${tags} setTags=${setTags} /><p class="hint" role="status">${say("bank.found", { n: found.total })}</p>
      <ul class="cards">${found.found.map(one => html`<${Found} key=${one.key} one=${one} take=${take} />`)}</ul>`}`;
};

export const openBank = () => show(say("bank"), () => html`<${BankSearch} />`, { wide: true });
