/* Options as a table: code, wording, exclusive, "other, please say", missing, and their own rule. */
import { html, signal, useState } from "./ui.js";
import { show } from "./dialog.js";
import { Named, recode } from "./heading.js";
import { Lines, linesOf } from "./lines.js";
import { Only } from "./only.js";
import { RuleField } from "./rule.js";
import { compose, edit, words } from "./server.js";
import * as store from "./store.js";
import { isBorn, missing, say, tongues, wording } from "./words.js";

const PATH = ["options"];
const open = signal("");   // the option whose further settings are shown

const nextCode = lines => {
  const numbers = lines.map(one => Number(one.code)).filter(one => Number.isInteger(one) && one > 0 && one < 90);
  let code = Math.max(0, ...numbers) + 1;
  while (lines.some(one => one.code === String(code))) code += 1;
  return String(code);
};
const small = (target, line, key, label) => html`<label class="cell"><input type="checkbox" checked=${Boolean(line[key])} disabled=${!store.mayWrite.value}
  onChange=${event => edit(target, [...PATH, line.code, key], event.target.checked || null)} /><span>${label}</span></label>`;

const More = ({ target, line }) => html`<div class="under">
  <label class="inline">${say("option.missing")} <select disabled=${!store.mayWrite.value} value=${line.missing || ""} onChange=${event => edit(target, [...PATH, line.code, "missing"], event.target.value || null)}>
    <option value="">${say("option.missing.none")}</option>${missing.map(one => html`<option key=${one.name} value=${one.name} selected=${line.missing === one.name}>${one.label}</option>`)}</select></label>
  <${RuleField} target=${target} path=${[...PATH, line.code, "show"]} label=${say("option.show")} always=${say("option.always")} />
  <${Only} target=${target} path=${[...PATH, line.code, "only"]} /></div>`;

const Under = ({ target, line }) => {
  const told = [line.missing && missing.find(one => one.name === line.missing).label, line.show && say("has.rule")].filter(Boolean);
  if (open.value === `${target}/${line.code}`) return html`<${More} target=${target} line=${line} />`;
  return told.length > 0 && html`<p class="tags">${told.map(one => html`<span class="chip" key=${one}>${one}</span>`)}</p>`;
};
const Further = ({ target, line, n }) => {
  const key = `${target}/${line.code}`, isOpen = open.value === key;
  return html`<button type="button" class="plain" aria-expanded=${isOpen} aria-label=${say("option.more", { n: n + 1 })} title=${say("option.more.short")} onClick=${() => { open.value = isOpen ? "" : key; }}>⋯</button>`;
};

const Paste = ({ target, close, title }) => {
  const language = store.shown.value, [told, setTold] = useState(""), [keeps, setKeeps] = useState(true);
  const former = linesOf(target, PATH), isNew = former.every(one => isBorn(wording(one.label, language)));
  const [lines, setLines] = useState(isNew ? "" : former.map(one => `${one.code}. ${wording(one.label, language)}`).join("\n"));
  const take = async () => {
    try {
      await compose({ what: "paste_options", target, lines, language, keep_codes: keeps });
      close();
    } catch (problem) {
      setTold(words(problem));
    }
  };
  return html`<p class="hint" id="paste-hint">${say("paste.hint", { language: tongues[language] || language })}</p>
    <textarea class="paste" rows="12" data-focus aria-label=${title} aria-describedby="paste-hint" placeholder=${say("paste.example")} value=${lines} onInput=${event => setLines(event.target.value)}></textarea>
    <label class="inline"><input type="checkbox" checked=${keeps} onChange=${event => setKeeps(event.target.checked)} /> <span>${say("paste.codes")}</span></label>
    ${told && html`<p class="told error" role="alert">${told}</p>`}
    <p class="row"><button type="button" class="strong" onClick=${take}>${say("paste.take")}</button><button type="button" onClick=${close}>${say("cancel")}</button></p>`;
};
const paste = target => show(say("paste.title"), close => html`<${Paste} target=${target} close=${close} title=${say("paste.title")} />`);

/* `kind` decides which marks an option can carry; `least` how many must stay. */
export const Options = ({ target, kind, title = say("options"), least = 1, fixed = false }) => {
  const exclusive = kind === "multiple" || kind === "ranking", writes = exclusive || kind === "single";
  const fresh = () => ({ code: nextCode(linesOf(target, PATH)), label: {} });
  return html`<section class="group options-group"><div class="titled-row"><h3>${title}</h3>
    ${store.mayWrite.value && !fixed && html`<button type="button" class="small" onClick=${() => paste(target)}>${say("paste")}</button>`}</div>
    ${writes && html`<p class="hint">${say(exclusive ? "options.marks" : "options.mark")}</p>`}
    <${Lines} target=${target} path=${PATH} title=${title} name=${say("option")} least=${least} fixed=${fixed} fresh=${fresh} addLabel=${say("option.add")}
      head=${html`<span class="h-code">${say("code")}</span><span class="h-label">${say("option.label")}</span>`}
      lead=${(line, n) => html`<${Named} label=${say("option.code", { n: n + 1 })} hidden value=${line.code} write=${to => recode(target, line.code, to)} />`}
      cells=${(line, n) => html`<span class="cells">${exclusive && small(target, line, "exclusive", say("option.exclusive"))}${writes && small(target, line, "write_in", say("option.write_in"))}</span>
        ${kind !== "consent" && html`<${Further} target=${target} line=${line} n=${n} />`}`}
      under=${line => html`<${Under} target=${target} line=${line} />`} /></section>`;
};
