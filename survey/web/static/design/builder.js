/* The rule builder: conditions as a sentence, in groups that may hold groups. */
import { html, useId } from "./ui.js";
import { isCounted, operatorsOf, takesValue } from "./tree.js";
import { say } from "./words.js";

const JOINS = [["and", false], ["or", false], ["and", true], ["or", true]];
const changed = (items, place, one) => one === null ? items.filter((_, n) => n !== place) : items.map((other, n) => n === place ? one : other);

/* The word beside an operator depends on what is compared: a date is later, a number is larger. */
const opWord = (op, type) => say(`op.${type === "date" || type === "moment" ? "date." : ""}${op}`.replace(/^op\.date\.(=|answered|empty)$/, "op.$1"));

const fresh = (field, fields) => {
  const found = fields.find(one => one.name === field), type = found ? found.type : "text", [op] = operatorsOf(type);
  return { field, op, value: valueFor(op, found) };
};
const valueFor = (op, field) => {
  if (!takesValue(op)) return undefined;
  if (isCounted(op)) return 1;
  if (field && field.type === "boolean") return true;
  return field && field.values && field.values.length ? field.values[0].code : "";
};

/* Rows and parts stand under their question, so that what is chosen can be told from its neighbours. */
const SEPARATOR = " · ";
const choice = (one, item, words = one.label || one.name) => html`<option key=${one.name} value=${one.name} selected=${one.name === item.field}>${one.number ? `${one.number} ` : ""}${words}</option>`;
const choices = (fields, item) => {
  const groups = [];
  for (const one of fields) {
    const [whole, ...own] = (one.label || "").split(SEPARATOR), last = groups[groups.length - 1];
    if (!own.length) groups.push({ one });
    else if (last && last.whole === whole) last.parts.push([one, own.join(SEPARATOR)]);
    else groups.push({ whole, parts: [[one, own.join(SEPARATOR)]] });
  }
  return groups.map(({ one, whole, parts }) => one ? choice(one, item) : html`<optgroup key=${whole} label=${whole}>${parts.map(([part, own]) => choice(part, item, own))}</optgroup>`);
};
const FieldPick = ({ item, fields, onChange }) => html`<select aria-label=${say("rule.field")} class="pick-field" value=${item.field || ""} onChange=${event => onChange(fresh(event.target.value, fields))}>
  ${!item.field && html`<option value="" selected>${say("rule.pick")}</option>`}
  ${item.field && !fields.some(one => one.name === item.field) && html`<option value=${item.field} selected>${say("rule.gone", { name: item.field })}</option>`}
  ${choices(fields.filter(one => !one.isFact), item)}
  ${fields.some(one => one.isFact) && html`<optgroup label=${say("rule.facts")}>${fields.filter(one => one.isFact).map(one => choice(one, item))}</optgroup>`}
</select>`;

const OpPick = ({ item, field, onChange }) => {
  const type = field ? field.type : "text", ops = operatorsOf(type);
  const choose = event => {
    const op = event.target.value, keeps = takesValue(op) && isCounted(op) === isCounted(item.op) && item.value !== undefined;
    onChange({ ...item, op, value: keeps ? item.value : valueFor(op, field) });
  };
  return html`<select aria-label=${say("rule.op")} value=${item.op} onChange=${choose}>
    ${(ops.includes(item.op) ? ops : [item.op, ...ops]).map(op => html`<option key=${op} value=${op} selected=${op === item.op}>${opWord(op, type)}</option>`)}</select>`;
};

/* Of a long list the code is typed; what is known of it helps. */
const LongPick = ({ item, field, set }) => {
  const id = useId();
  return html`<input aria-label=${say("rule.value")} value=${item.value} list=${id} onInput=${event => set(event.target.value.trim())} /><datalist id=${id}>${field.values.map(one => html`<option key=${one.code} value=${one.code}>${one.label}</option>`)}</datalist>`;
};

const ValuePick = ({ item, field, onChange }) => {
  if (!takesValue(item.op)) return null;
  const type = field ? field.type : typeof item.value === "number" ? "number" : "text";
  const set = value => onChange({ ...item, value });
  if (type === "boolean") return html`<select aria-label=${say("rule.value")} value=${String(item.value)} onChange=${event => set(event.target.value === "true")}>
    <option value="true" selected=${item.value === true}>${say("yes")}</option><option value="false" selected=${item.value === false}>${say("no")}</option></select>`;
  if (!isCounted(item.op) && field && field.more) return html`<${LongPick} item=${item} field=${field} set=${set} />`;
  if (!isCounted(item.op) && field && field.values && field.values.length) return html`<select aria-label=${say("rule.value")} class="pick-value" value=${String(item.value)} onChange=${event => set(event.target.value)}>
    ${!field.values.some(one => one.code === item.value) && html`<option value=${item.value} selected>${item.value === "" ? say("rule.pick") : say("rule.gone", { name: item.value })}</option>`}
    ${field.values.map(one => html`<option key=${one.code} value=${one.code} selected=${one.code === item.value}>${one.label || one.code}</option>`)}</select>`;
  if (type === "number" || isCounted(item.op)) return html`<input aria-label=${say("rule.value")} class="short" inputmode="decimal" value=${item.value} onInput=${event => {
    const said = event.target.value.trim().normalize("NFKC");
    set(said !== "" && Number.isFinite(Number(said)) ? Number(said) : "");
  }} />`;
  if (type === "date" || type === "moment") return html`<input aria-label=${say("rule.value")} type="date" value=${item.value} onInput=${event => set(event.target.value)} />`;
  return html`<input aria-label=${say("rule.value")} value=${item.value} onInput=${event => set(event.target.value)} />`;
};

const Condition = ({ item, fields, onChange }) => {
  const field = fields.find(one => one.name === item.field);
  return html`<${FieldPick} item=${item} fields=${fields} onChange=${onChange} />
    ${item.field && html`<${OpPick} item=${item} field=${field} onChange=${onChange} /><${ValuePick} item=${item} field=${field} onChange=${onChange} />`}`;
};

/* What the builder has no form for stays as it is written. */
const Written = ({ item }) => html`<span class="written">${item.said || say("rule.written")}</span> <span class="hint">${say("rule.written.hint")}</span>`;

/* `sort` is "check" where the conditions say what an answer must be or must not be. */
export const Group = ({ group, fields, onChange, onRemove, depth = 0, sort = "" }) => {
  const set = (place, one) => onChange({ ...group, items: changed(group.items, place, one) });
  const add = one => onChange({ ...group, items: [...group.items, one] });
  const joined = JOINS.findIndex(([join, not]) => join === group.join && not === Boolean(group.not));
  const isCheck = sort === "check" && !depth, stem = isCheck ? "join.check." : "join.";
  return html`<fieldset class="conditions"><legend class="unseen">${say("rule.group")}</legend>
    ${(group.items.length > 1 || group.not || isCheck) && html`<p class="joined"><select aria-label=${say("rule.join")} value=${joined} onChange=${event => {
      const [join, not] = JOINS[event.target.value];
      onChange({ ...group, join, not });
    }}>${JOINS.map(([join, not], n) => html`<option key=${n} value=${n} selected=${n === joined}>${say(`${stem}${not ? "not." : ""}${join}`)}</option>`)}</select></p>`}
    <ul>${group.items.map((item, n) => html`<li key=${n} class=${item.items ? "nested" : "condition"}>
      <span class="joiner">${n > 0 ? say(group.join) : depth || isCheck ? "" : say("rule.when")}</span>
      ${item.items ? html`<${Group} group=${item} fields=${fields} depth=${depth + 1} onChange=${one => set(n, one)} onRemove=${() => set(n, null)} />`
        : html`<span class="parts">${item.tree !== undefined ? html`<${Written} item=${item} />` : html`<${Condition} item=${item} fields=${fields} onChange=${one => set(n, one)} />`}</span>`}
      ${!item.items && html`<button type="button" class="plain" aria-label=${say("rule.drop")} title=${say("rule.drop")} onClick=${() => set(n, null)}>✕</button>`}</li>`)}</ul>
    <p class="row"><button type="button" class="small" onClick=${() => add({ op: "=" })}>${say("rule.add")}</button>
      ${depth < 3 && group.items.length > 0 && html`<button type="button" class="small" onClick=${() => add({ join: group.join === "and" ? "or" : "and", not: false, items: [{ op: "=" }] })}>${say("rule.add.group")}</button>`}
      ${onRemove && html`<button type="button" class="small" onClick=${onRemove}>${say("rule.drop.group")}</button>`}</p></fieldset>`;
};
