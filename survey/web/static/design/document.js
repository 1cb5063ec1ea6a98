/* The draft as plain data, never changed in place: what is not touched stays the same object.

   {whole, order: [page names], pages: {name: page}, listed: [list names], lists: {name: list}}.
   A change here is one of questionnaires/editing/changes.py; `was` is what it saw. */
const KEYS = ["name", "code", "reason"];

export const keyOf = part => {
  const key = KEYS.find(name => part && part[name] !== undefined);
  return key === undefined ? undefined : String(part[key]);
};
export const placeOf = (target, path = []) => [target, ...path].join("/");
export const nameOf = target => target.slice(target.indexOf(":") + 1);
export const sortOf = target => target.split(":")[0];
export const empty = { whole: {}, order: [], pages: {}, listed: [], lists: {} };

const at = (list, step) => typeof step === "number" ? step : list.findIndex(part => keyOf(part) === String(step));
const into = (value, step) => Array.isArray(value) ? value[at(value, step)] : value == null ? undefined : value[step];

/* What stands at a path; null where nothing is written. */
export const valueAt = (part, path) => {
  const found = path.reduce(into, part);
  return found === undefined ? null : found;
};

const indexes = new WeakMap();

/* Where each question stands: Map of name to {page, question, place}. */
export const index = doc => {
  let found = indexes.get(doc.pages);
  if (!found) {
    found = new Map();
    for (const page of doc.order)
      for (const question of (doc.pages[page] || {}).questions || []) found.set(question.name, { page, question });
    indexes.set(doc.pages, found);
  }
  return found;
};

/* The part of a target, or undefined. */
export const partOf = (doc, target) => {
  const name = nameOf(target);
  switch (sortOf(target)) {
    case "page": return doc.pages[name];
    case "question": return (index(doc).get(name) || {}).question;
    case "list": return doc.lists[name];
    default: return doc.whole;
  }
};

const setIn = (holder, [step, ...rest], value) => {
  const copy = Array.isArray(holder) ? [...holder] : { ...holder };
  const key = Array.isArray(copy) ? at(copy, step) : step;
  if (key === -1) return holder;
  if (rest.length) copy[key] = setIn(copy[key] === undefined ? {} : copy[key], rest, value);
  else if (value !== null && value !== undefined) copy[key] = value;
  else if (Array.isArray(copy)) copy.splice(key, 1);
  else delete copy[key];
  return copy;
};

const withPart = (doc, target, make) => {
  const name = nameOf(target), part = partOf(doc, target);
  if (part === undefined) return doc;
  switch (sortOf(target)) {
    case "page": return { ...doc, pages: { ...doc.pages, [name]: make(part) } };
    case "list": return { ...doc, lists: { ...doc.lists, [name]: make(part) } };
    case "question": {
      const { page } = index(doc).get(name);
      const questions = doc.pages[page].questions.map(one => one === part ? make(one) : one);
      return { ...doc, pages: { ...doc.pages, [page]: { ...doc.pages[page], questions } } };
    }
    default: return { ...doc, whole: make(part) };
  }
};

const before = (list, key) => key == null ? list.length : Math.max(0, at(list, key));
const put = (list, part, key) => {
  const copy = [...list];
  copy.splice(before(copy, key), 0, part);
  return copy;
};
const order = (names, name, next) => {
  const rest = names.filter(one => one !== name);
  const place = next == null ? -1 : rest.indexOf(next);
  rest.splice(place < 0 ? rest.length : place, 0, name);
  return rest;
};
const without = (map, name) => {
  const copy = { ...map };
  delete copy[name];
  return copy;
};

/* Pages and lists of the questionnaire stand in maps of their own. */
const SHELVES = { pages: ["order", "pages"], lists: ["listed", "lists"] };
const shelve = (doc, change, [names, parts]) => {
  if (change.op === "move") return { ...doc, [names]: order(doc[names], change.key, change.before) };
  if (change.op === "remove")
    return { ...doc, [names]: doc[names].filter(one => one !== change.key), [parts]: without(doc[parts], change.key) };
  const { name } = change.part;
  return { ...doc, [names]: order(doc[names], name, change.before), [parts]: { ...doc[parts], [name]: change.part } };
};

const edited = (part, path, make) => setIn(part, path, make(valueAt(part, path) || []));

/* The document with one change made; a change that finds no place leaves it as it is. */
export const apply = (doc, change) => {
  const { op, target, path } = change;
  if (op === "rename" || op === "recode") return doc;
  const shelf = target === "questionnaire" && path.length === 1 && SHELVES[path[0]];
  if (shelf && op !== "set") return shelve(doc, change, shelf);
  if (op === "set") return withPart(doc, target, part => setIn(part, path, change.value));
  if (op === "insert") return withPart(doc, target, part => edited(part, path, list => put(list, change.part, change.before)));
  const key = String(change.key);
  const moved = valueAt(partOf(doc, target), [...path, change.key]);
  if (moved === null) return doc;
  const taken = withPart(doc, target, part => edited(part, path, list => list.filter(one => keyOf(one) !== key)));
  if (op === "remove") return taken;
  return withPart(taken, change.into || target, part => edited(part, path, list => put(list, moved, change.before)));
};

/* A page as the server told it, with the questions that did not change being the same objects as before. */
const shared = (old, fresh) => {
  if (!old || !fresh || !fresh.questions) return fresh;
  const had = new Map((old.questions || []).map(one => [one.name, one]));
  const kept = one => had.has(one.name) && JSON.stringify(had.get(one.name)) === JSON.stringify(one) ? had.get(one.name) : one;
  return { ...fresh, questions: fresh.questions.map(kept) };
};

/* The document after the server has said what differs. */
export const merge = (doc, parts) => {
  if (!parts) return doc;
  const names = parts.order || doc.order, listed = parts.list_order || [...new Set([...doc.listed, ...Object.keys(parts.lists || {})])];
  const kept = (map, fresh, wanted) => Object.fromEntries(wanted.map(name => [name, shared(map[name], (fresh || {})[name]) || map[name]]).filter(pair => pair[1]));
  const whole = parts.questionnaire && Object.keys(parts.questionnaire).length ? parts.questionnaire : doc.whole;
  return {
    whole, order: names, listed,
    pages: kept(doc.pages, parts.pages, names),
    lists: kept(doc.lists, parts.lists, listed)
  };
};

const plain = value => {
  if (Array.isArray(value)) return value.length ? value.map(plain) : null;
  if (value && typeof value === "object") {
    const found = Object.entries(value).map(([key, one]) => [key, plain(one)]).filter(pair => pair[1] !== null);
    return found.length ? Object.fromEntries(found.sort(([a], [b]) => a < b ? -1 : 1)) : null;
  }
  return value === "" || value === undefined ? null : value;
};

/* Whether two values are the same draft: nothing written is as good as an empty text or list. */
export const same = (a, b) => a === b || JSON.stringify(plain(a)) === JSON.stringify(plain(b));
