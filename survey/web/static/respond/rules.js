/* Rules as JSON trees, evaluated as in Python: see questionnaires/expressions/browser.py. */
(root => {
"use strict";
const DAY = 86400, list = Array.isArray;
const NUMBER = /^[ \t\r\n]*-?(\d+(\.\d*)?|\.\d+)[ \t\r\n]*$/;
const DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?)?)?)?$/;
const isDate = v => typeof v === "object", isText = v => typeof v === "string";
const first = v => list(v) ? v.length ? v[0] : "" : v;
const spread = values => [].concat(...values);

// Seconds since 1970 on the survey's clock; false is no date.
const make = (count, moment) => {
  if (!(count >= -62135596800 && count <= 253402300799)) return false;
  const t = new Date(Math.floor(count) * 1000).toISOString();
  return moment ? { moment: t.slice(0, 19) } : { date: t.slice(0, 10) };
};
const iso = d => d.moment || d.date;
const secs = d => Date.parse(d.date || d.moment + "Z") / 1000;
const read = t => {
  const f = DATE.exec(t);
  if (!f) return false;
  const date = `${f[1]}-${f[2] || "01"}-${f[3] || "01"}`;
  const d = f[4] ? { moment: `${date}T${f[4]}:${f[5] || "00"}` } : { date };
  const same = make(secs(d), f[4]);
  return same && iso(same) === iso(d) && d;
};
const shift = (d, days) =>
  make(secs(d) + (d.moment ? Math.floor(days * DAY + 0.5) : days * DAY), d.moment) || "";

const truth = v => list(v) ? v.length > 0 : !!v;
const text = v => {
  v = first(v);
  if (isDate(v)) return iso(v);
  const f = !isText(v) && /^(-?)(\d)\.?(\d*)e(.+)$/.exec(v);
  if (!f) return `${v}`;
  const digits = f[2] + f[3], e = +f[4];
  return f[1] + (e < 0 ? "0." + "0".repeat(-e - 1) + digits : digits.padEnd(e + 1, "0"));
};
const number = v => {
  v = first(v);
  return isDate(v) ? secs(v) / DAY : isText(v) && !NUMBER.test(v) ? NaN : +v;
};
const filled = v => (v = first(v)) !== "" && v === v;
const codes = v => text(v).split(/[ \t\r\n]+/).filter(Boolean);

const dated = (a, b) => {
  if (isText(a) && isText(b) ? !isNaN(number(a) + number(b)) : !isDate(a) && !isDate(b)) return;
  const both = [a, b].map(v => isText(v) ? read(v) : v);
  return both.every(isDate) && both.map(secs);
};
const signs = {
  "=": (a, b) => a === b, "!=": (a, b) => a !== b, "<": (a, b) => a < b, "<=": (a, b) => a <= b,
  ">": (a, b) => a > b, ">=": (a, b) => a >= b, "+": (a, b) => a + b, "-": (a, b) => a - b,
  "*": (a, b) => a * b, div: (a, b) => a / b, mod: (a, b) => a % b
};
const compare = (op, a, b) => {
  if (list(a) || list(b)) return [].concat(a).some(x => [].concat(b).some(y => compare(op, x, y)));
  let sides = dated(a, b) || [a, b].map(number);
  if (op === "=" || op === "!=") {
    if (a === !!a || b === !!b) sides = [truth(a), truth(b)];
    else if (isText(a) && isText(b)) sides = [a, b];
  }
  return signs[op](...sides);
};
const calculate = (op, a, b) => {
  [a, b] = [a, b].map(first);
  const days = op === "-" && dated(a, b);
  if (days) return (days[0] - days[1]) / DAY;
  if (op === "+" || op === "-") {
    if (isDate(b)) return op === "+" && !isDate(a) ? shift(b, number(a)) : NaN;
    if (isDate(a)) return shift(a, signs[op](0, number(b)));
  }
  return signs[op](number(a), number(b));
};

const movePoint = (x, by) => {
  const [digits, e = 0] = `${x}`.split("e");
  return +`${digits}e${+e + by}`;
};
const round = (x, places = 0) => {
  if (isNaN(places)) return NaN;
  const by = Math.trunc(Math.max(-300, Math.min(300, places))), moved = movePoint(Math.abs(x), by);
  return x && moved < 2 ** 53 ? movePoint(Math.round(moved), -by) * (x < 0 ? -1 : 1) : x;
};
const power = (base, n) => {
  if (!(Math.abs(n) <= 2 ** 53) || n % 1) return NaN;
  let result = 1, left = Math.abs(n);
  for (; left; left = Math.floor(left / 2), base *= base) if (left % 2) result *= base;
  return n < 0 ? 1 / result : result;
};

// Programs: see regex.py there.
const matches = (program, value) => {
  let steps = 0, known = {};
  const reach = (todo, start, end) => {
    const found = [], seen = {};
    while (todo.length) {
      const at = todo.pop(), [kind, by] = program[at];
      if (seen[at]) continue;
      seen[at] = ++steps;
      if (by && kind) todo.push(at + by);
      if (kind === 1 || kind === 3 && start || kind === 4 && end) todo.push(at + 1);
      else if (kind !== 2 && kind !== 3) found.push(at);
    }
    found.sort((a, b) => a - b);
    return known[found] = known[found] || { places: found, moves: {} };
  };
  const takes = (one, point) => {
    steps += 1;
    return !one[0] && one.some((low, k) => k % 2 && low <= point && point <= one[k + 1]);
  };
  let state = reach([0], true);
  for (const c of value) {
    const { places, moves } = state, point = c.codePointAt(0);
    state = moves[point] || (moves[point] = reach(places.filter(p => takes(program[p], point)).map(p => p + 1)));
    if (steps > 200000 || !state.places.length) return false;
  }
  return reach([...state.places], !value, true).places.includes(program.length - 1);
};

const ofNumbers = f => a => f(...a.map(number));
const ofRows = f => a => f(...spread(a).map(number));
const most = f => ofRows((...x) => x.length ? f(...x) : NaN);
const functions = {
  selected: a => codes(a[0]).includes(codes(a[1]).join(" ")),
  "count-selected": a => codes(a[0]).length,
  if: a => truth(a[0]) ? a[1] : a[2],
  coalesce: a => [...a.filter(filled), ""][0],
  and: a => a.every(truth),
  or: a => a.some(truth),
  not: a => !truth(a[0]),
  lit: first,
  "string-length": a => [...text(a[0])].length,
  concat: a => [...spread(a).map(text).join("")].slice(0, 100000).join(""),
  number: ofNumbers(x => x),
  int: ofNumbers(Math.trunc),
  round: ofNumbers(round),
  min: most(Math.min),
  max: most(Math.max),
  sum: ofRows((...x) => x.reduce(signs["+"], 0)),
  count: a => spread(a).filter(filled).length,
  today: (a, c) => ({ date: c.start.slice(0, 10) }),
  now: (a, c) => ({ moment: c.start }),
  pow: ofNumbers(power),
  abs: ofNumbers(Math.abs)
};
const onDate = (op, v, pattern) => {
  v = first(v);
  const d = isText(v) ? read(v) : isDate(v) ? v : v !== !!v && make(v * DAY, true);
  if (op === "decimal-date-time") return d ? secs(d) / DAY : NaN;
  if (!d) return "";
  const [Y, m, day, H, M, S] = (d.moment || d.date + "T00:00:00").split(/\D/);
  if (op === "date") return { date: `${Y}-${m}-${day}` };
  const fields = { Y, y: Y.slice(2), m, n: +m, d: day, e: +day, H, h: +H, M, S, "%": "%" };
  return text(pattern).replace(/%([^])/g, (all, f) => f in fields ? fields[f] : all);
};

const evaluate = (tree, values, context) => {
  const given = { __proto__: null, ...values, ".": context.itself };
  const of = node => {
    if (!list(node)) return node;
    const [op, ...rest] = node, value = given[op === "$" ? rest[0] : "."];
    if (op === "$" || op === ".") return value == null ? "" : value;
    if (op === "regex") return matches(rest[2], text(of(rest[0])));
    const a = rest.map(of), run = functions[op];
    if (run) return run(a, context);
    if (/date/.test(op)) return onDate(op, ...a);
    if (a.length < 2) return -number(a[0]);
    return (/[=<>]/.test(op) ? compare : calculate)(op, ...a);
  };
  return of(tree);
};

(root.Kewen = root.Kewen || {}).rules = { evaluate, truth, text, number };
})(window);
