/* A rule's tree (questionnaires/expressions/browser.py) as the builder shows it, and back.

   A group is {join: "and"|"or", not, items}; an item is a group, a condition {field, op, value} or
   {tree}: what the builder has no form for, which is kept as it is. */
const COMPARED = ["=", "!=", "<", "<=", ">", ">="];
const isName = tree => Array.isArray(tree) && tree[0] === "$";
const nameIn = tree => isName(tree) ? tree[1] : Array.isArray(tree) && tree[0] === "." ? "." : null;
const isConstant = tree => typeof tree !== "object" || Array.isArray(tree) && tree[0] === "-" && tree.length === 2 && typeof tree[1] === "number";
const constant = tree => Array.isArray(tree) ? -tree[1] : tree;

const compared = ([op, left, right]) => {
  if (!COMPARED.includes(op)) return null;
  if (Array.isArray(left) && ["count", "count-selected", "sum"].includes(left[0]) && left.length === 2 && nameIn(left[1]) && isConstant(right))
    return { field: nameIn(left[1]), op: `${left[0]} ${op}`, value: constant(right) };
  const field = nameIn(left);
  if (!field || !isConstant(right)) return null;
  if (right === "" && op === "=") return { field, op: "empty" };
  if (right === "" && op === "!=") return { field, op: "answered" };
  return { field, op, value: constant(right) };
};
const selected = tree => tree[0] === "selected" && nameIn(tree[1]) && typeof tree[2] === "string"
  ? { field: nameIn(tree[1]), op: "selected", value: tree[2] } : null;

const item = tree => {
  if (!Array.isArray(tree)) return { tree };
  if (tree[0] === "and" || tree[0] === "or") return { join: tree[0], not: false, items: tree.slice(1).map(item) };
  if (tree[0] === "not" && tree.length === 2) {
    const inner = item(tree[1]);
    if (inner.join && !inner.not) return { ...inner, not: true };
    if (inner.op === "selected") return { ...inner, op: "not selected" };
    return { join: "and", not: true, items: [inner] };
  }
  return compared(tree) || selected(tree) || { tree };
};

/* The group of a tree; of no rule, a group without conditions. */
export const toGroup = tree => {
  if (tree === null || tree === undefined) return { join: "and", not: false, items: [] };
  const found = item(tree);
  return found.join ? found : { join: "and", not: false, items: [found] };
};

const reference = field => field === "." ? ["."] : ["$", field];
const literal = value => typeof value === "number" && value < 0 ? ["-", -value] : value;
const condition = ({ field, op, value }) => {
  if (op === "empty") return ["=", reference(field), ""];
  if (op === "answered") return ["!=", reference(field), ""];
  if (op === "selected") return ["selected", reference(field), value];
  if (op === "not selected") return ["not", ["selected", reference(field), value]];
  const [first, second] = op.split(" ");
  return second ? [second, [first, reference(field)], literal(value)] : [op, reference(field), literal(value)];
};

const isWhole = one => one.items ? one.items.length > 0 && one.items.every(isWhole)
  : one.tree !== undefined || Boolean(one.field && one.op && (one.op === "empty" || one.op === "answered" || one.value !== undefined && one.value !== ""));

/* The tree of a group; null where nothing is said yet, undefined while a condition is not finished. */
export const fromGroup = group => {
  if (!group.items.length) return null;
  if (!group.items.every(isWhole)) return undefined;
  return branch(group);
};
const branch = group => {
  const trees = group.items.map(one => one.items ? branch(one) : one.tree !== undefined ? one.tree : condition(one));
  const joined = trees.length === 1 ? trees[0] : [group.join, ...trees];
  return group.not ? ["not", joined] : joined;
};

/* What may be asked of an answer of a type, the usual first. */
export const operatorsOf = type => ({
  code: ["=", "!=", "answered", "empty"],
  codes: ["selected", "not selected", "count-selected >=", "count-selected <=", "answered", "empty"],
  number: [">=", "<=", ">", "<", "=", "!=", "answered", "empty"],
  date: [">=", "<=", ">", "<", "=", "answered", "empty"],
  moment: [">=", "<=", "answered", "empty"],
  boolean: ["=", "answered", "empty"],
  rows: ["count >=", "count <=", "sum >=", "sum <="]
})[type] || ["=", "!=", "answered", "empty"];
export const takesValue = op => op !== "empty" && op !== "answered";
export const isCounted = op => /^(count|sum)/.test(op);
