/* Parts that only some forms of the questionnaire have: kept where a setting is on. */
import { html } from "./ui.js";
import { Select, read } from "./fields.js";
import * as store from "./store.js";
import { say, spoken } from "./words.js";

export const Only = ({ target, path = ["only"] }) => {
  const settings = store.draft.value.whole.settings || [];
  if (!settings.length && !read(target, path)) return null;
  return html`<${Select} target=${target} path=${path} label=${say("only")} hint=${say("only.hint")}
    choices=${[{ name: "", label: say("only.always") }, ...settings.map(one => ({ name: one.name, label: say("only.when", { what: spoken(one.label) || one.name }) }))]} />`;
};
