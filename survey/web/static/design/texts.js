/* Every text of the draft that people read, in the order in which they read it. Pure. */
import { keyOf } from "./document.js";

const TEXTS = ["title", "introduction", "label", "statement", "intro", "hint", "why", "unit", "low_label", "high_label", "message", "thanks"];
const PARTS = ["options", "rows", "levels", "checks", "endings", "settings", "reviews", "entries"];
const isText = value => value && typeof value === "object" && !Array.isArray(value);

/* {target, path, name, text} for every text of a part; `name` says what it is: a key of TEXTS. */
const within = (target, part, path = []) => [
  ...TEXTS.filter(name => isText(part[name])).map(name => ({ target, path: [...path, name], name, text: part[name], line: path.length ? keyOf(part) : "" })),
  ...PARTS.flatMap(name => (part[name] || []).flatMap(one => within(target, one, [...path, name, keyOf(one)])))
];

export const textsOf = doc => [
  ...within("questionnaire", doc.whole),
  ...doc.order.flatMap(name => {
    const page = doc.pages[name];
    return [...within(`page:${name}`, page), ...(page.questions || []).flatMap(one => within(`question:${one.name}`, one))];
  }),
  ...doc.listed.flatMap(name => within(`list:${name}`, doc.lists[name] || {}))
].filter(one => Object.values(one.text).some(words => words && words.trim()));

const isWritten = (text, tag) => Boolean(text[tag] && text[tag].trim());
export const lacking = (texts, tag) => texts.filter(one => !isWritten(one.text, tag));
export { isWritten };
