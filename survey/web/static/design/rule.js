/* One rule of the draft: read as a sentence, built from conditions or typed, always with the expression it is. */
import { html, useEffect, useId, useRef, useState } from "./ui.js";
import { Group } from "./builder.js";
import { Adder, Area, Clash, Told, read } from "./fields.js";
import { edit, words } from "./server.js";
import { Offline, get, post } from "./talk.js";
import { fromGroup, toGroup } from "./tree.js";
import { placeOf } from "./document.js";
import * as store from "./store.js";
import { say } from "./words.js";

const AGAIN = 4000;   // without a connection, what was built is asked about again
const ruleOf = body => post("rule", body);
const fieldsAt = async at => {
  const found = await get(`fields?at=${encodeURIComponent(at)}`);
  return [...found.fields, ...(found.facts || []).map(one => ({ type: "text", values: [], ...one, isFact: true }))];
};

/* What a rule says; while a newer text is being asked about, what the one before said (`asked` tells which). */
const useSentence = (rule, at) => {
  const [said, setSaid] = useState(null);
  useEffect(() => {
    if (!rule) return setSaid(null);
    let isCurrent = true;
    const timer = setTimeout(() => ruleOf({ rule, at }).then(found => isCurrent && setSaid({ ...found, asked: rule })).catch(() => {}), said ? 350 : 0);
    return () => { isCurrent = false; clearTimeout(timer); };
  }, [rule, at, store.link.value === "offline"]);
  return rule ? said : null;
};

/* Conditions that have no form are shown by the sentence the server gives for them. */
const withWords = async (group, at) => ({
  ...group,
  items: await Promise.all(group.items.map(async one => {
    if (one.items) return withWords(one, at);
    if (one.tree === undefined) return one;
    const found = await ruleOf({ tree: one.tree, at });
    return { ...one, said: found.sentence || found.rule };
  }))
});

const Builder = ({ target, path, at, rule, tree, begin, born, sort }) => {
  const [group, setGroup] = useState(null), [fields, setFields] = useState(null), [told, setTold] = useState("");
  const written = useRef(rule), number = useRef(0), again = useRef(0);
  useEffect(() => () => clearTimeout(again.current), []);
  useEffect(() => {
    fieldsAt(at).then(setFields).catch(problem => setTold(words(problem)));
  }, [at, store.revision.value]);
  useEffect(() => {
    // Effects run late: what is built here may have been written meanwhile.
    const now = read(target, path) || "";
    if (tree === undefined || now !== rule || group && written.current === now) return;
    written.current = rule;
    const found = toGroup(tree);
    withWords(found.items.length ? found : begin, at).then(setGroup).catch(problem => setTold(words(problem)));
  }, [rule, tree]);
  const changed = async next => {
    clearTimeout(again.current);
    setGroup(next);
    const mine = number.current += 1, fresh = fromGroup(next);
    setTold(fresh === undefined ? say("rule.unfinished") : "");
    if (fresh === undefined) return;
    try {
      const found = fresh === null ? { rule: born || null } : await ruleOf({ tree: fresh, at });
      if (mine !== number.current) return;
      written.current = found.rule || "";
      edit(target, path, found.rule, { typed: true });
    } catch (problem) {
      setTold(words(problem));
      if (problem instanceof Offline && mine === number.current) again.current = setTimeout(() => changed(next), AGAIN);
    }
  };
  if (!group || !fields) return html`<p class="hint" role="status">${told || say("loading")}</p>`;
  if (!fields.some(one => !one.isFact) && tree === null) return html`<p class="hint">${say("rule.nothing_before")}</p>`;
  return html`<div class="builder"><${Group} group=${group} fields=${fields} onChange=${changed} sort=${sort} />${told && html`<p class="hint" role="status">${told}</p>`}</div>`;
};

const write = (target, path, said) => edit(target, path, said, { typed: true });

/* Names need not be known by heart: a question that is picked is put in where one writes. */
const Typed = ({ target, path, at, rule, id }) => {
  const [fields, setFields] = useState([]), here = useRef(rule.length);
  useEffect(() => { fieldsAt(at).then(setFields).catch(() => {}); }, [at, store.revision.value]);
  const put = name => {
    const said = name === "." ? "." : `\${${name}}`, place = Math.min(here.current, rule.length);
    write(target, path, rule.slice(0, place) + said + rule.slice(place));
    here.current = place + said.length;
  };
  const moved = event => { here.current = event.target.selectionEnd; };
  return html`<div class="field"><label for=${id}>${say("rule.expression")}</label>
    <${Area} id=${id} class="code" value=${rule} spellcheck=${false} autocapitalize="off" onInput=${event => { moved(event); write(target, path, event.target.value); }} onSelect=${moved} />
    <p class="hint">${say("rule.expression.hint")}</p>
    <${Adder} label=${say("rule.insert")} begin=${say("rule.pick")} action=${say("rule.insert.do")} add=${put}
      choices=${fields.map(one => ({ name: one.name, label: `${one.number ? `${one.number} ` : ""}${one.label || one.name}` }))} /></div>`;
};

/* One condition to fill in; of a check, what must not be. */
const BEGIN = { "": { join: "and", not: false, items: [{ op: "=" }] }, check: { join: "and", not: true, items: [{ op: "=" }] } };

/* `born` is what stands for a rule that must be there while nobody has written it yet. */
export const RuleField = ({ target, path, label, always, required = false, born = "", sort = "" }) => {
  const id = useId(), at = placeOf(target, path), written = read(target, path) || "", rule = written === born ? "" : written;
  const said = useSentence(rule, at), [mode, setMode] = useState(required && !rule ? "build" : "");
  const isFresh = said && said.asked === rule, isBroken = isFresh && said.tree === null;
  const shown = mode === "build" && isBroken ? "type" : mode;
  const pick = (name, words) => html`<button type="button" class="small" aria-pressed=${shown === name} onClick=${() => setMode(shown === name ? "" : name)}>${words}</button>`;
  return html`<div class="rule" role="group" aria-label=${label}>
    <p class=${`sentence${said && !isFresh ? " stale" : ""}`} aria-live="polite">${!rule ? always || say("rule.none") : said ? said.sentence || say("rule.unreadable") : say("loading")}</p>
    ${rule && html`<p class="code expression">${rule}</p>`}
    ${isFresh && said.findings.map(one => html`<p class=${`told ${one.severity || "error"}`} key=${one.code + one.reason}>${one.reason} <span class="mend">${one.remedy}</span></p>`)}
    ${!isFresh && rule && html`<${Told} place=${at} />`}<${Clash} place=${at} exact />
    ${store.mayWrite.value && html`<p class="row">${pick("build", say(rule ? "rule.build" : "rule.begin"))}${pick("type", say("rule.type"))}
      ${rule && !required && html`<button type="button" class="small" onClick=${() => { edit(target, path, null); setMode(""); }}>${say("rule.remove")}</button>`}</p>`}
    ${shown === "build" && html`<${Builder} ...${{ target, path, at, rule: written, born, sort }} begin=${BEGIN[sort]} tree=${!rule ? null : isFresh ? said.tree : undefined} />`}
    ${shown === "type" && html`<${Typed} ...${{ target, path, at, rule, id }} />`}</div>`;
};
