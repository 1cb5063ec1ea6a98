/* Respondents' pages: answers go out in the background, pages turn and rules act without the network.
   Everything works without this script too; the server's copy is the truth, the phone's a cache. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-words]");
  const make = (tag, props, ...inside) => {
    const node = Object.assign(document.createElement(tag), props);
    node.append(...inside);
    return node;
  };
  const all = (what, where) => [...where.querySelectorAll(what)];
  const inputs = node => all("input, select, textarea", node);
  const choice = i => /radio|checkbox/.test(i.type);
  const fieldsOf = r => r.fields || [r.name];
  const sum = numbers => numbers.reduce((a, b) => a + (b || 0), 0);
  const wait = ms => new Promise(done => setTimeout(done, ms));

  // A form goes out once, however often it is tapped.
  let sent = null;
  document.addEventListener("submit", e => {
    if (e.defaultPrevented) return;
    if (sent === e.target) return e.preventDefault();
    sent = e.target;
    setTimeout(() => { sent = null; }, 10000);
  });
  addEventListener("pageshow", () => { sent = null; });
  const summary = document.querySelector(".summary[tabindex]");
  if (summary) summary.focus();
  if (!form) return;

  const words = JSON.parse(form.dataset.words), body = document.getElementById("body");
  const say = (word, n, u) => words[word].replace("{n}", n).replace(/\{[um]\}/, u || "");
  const status = document.getElementById("saved"), store = form.dataset.box && "kewen:" + form.dataset.box;
  const tell = (word, off) => { status.textContent = words[word]; status.classList.toggle("off", !!off); };
  const key = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), b => b.toString(16)).join("");

  let name = form.dataset.page, whole = null, rule = {}, nodes = {}, sections = {}, context = {};
  let pending = {}, batch = null, busy = null, tries = 0, timer = 0, since = Date.now(), stopped = false, untold = false;
  let turning = false, turned = 0;
  const mine = {}, known = {}, agreed = {}, passed = {};

  // --- the outbox: only what is not acknowledged; private answers stay in memory. Each tab has its own
  // box, so that none wipes what another still holds; a page that opens takes over what it finds.

  const own = store + ":" + key();
  const recall = () => {
    let oldest = Infinity;
    try {
      Object.keys(localStorage).filter(k => k.startsWith(store)).forEach(k => {
        const box = JSON.parse(localStorage.getItem(k)), late = box.batch;
        oldest = Math.min(oldest, box.revision);
        if (late && batch) Object.assign(pending, late.parts, box.pending);
        else { batch = batch || late; Object.assign(pending, box.pending); }
        localStorage.removeItem(k);
      });
    } catch (e) { /* forbidden */ }
    // What was typed on an older state is told apart from what was changed elsewhere since.
    if (oldest < form.elements.revision.value) form.elements.revision.value = oldest;
    keep();
  };
  const keep = () => {
    const open = part => Object.keys(part).filter(q => !part[q].p).reduce((o, q) => ({ ...o, [q]: part[q] }), {});
    const box = { pending: open(pending), batch: batch && { ...batch, parts: open(batch.parts) }, revision: +form.elements.revision.value };
    try {
      if (Object.keys(box.pending).length || batch) localStorage.setItem(own, JSON.stringify(box));
      else localStorage.removeItem(own);
    } catch (e) { /* full or forbidden: memory remains */ }
  };
  const isPrivate = () => [pending, batch ? batch.parts : {}].some(part => Object.keys(part).some(q => part[q].p));
  const idle = () => !batch && !Object.keys(pending).length;

  const gather = node => {
    const found = {};
    inputs(node).forEach(i => {
      if (!i.name || i.name.endsWith(".find")) return;
      const values = found[i.name] = found[i.name] || [];
      if (choice(i) ? i.checked : i.value !== "") values.push(i.value);
    });
    return found;
  };
  const put = (node, fields) => {
    const kind = node.dataset.kind, q = node.dataset.q;
    inputs(node).forEach(i => {
      if (!i.name || i.name.endsWith(".find")) return;
      const values = fields[i.name] || [];
      if ("missing" in i.dataset) {
        i.checked = values.includes(i.value) || (fields[q + ".missing"] || []).includes(i.value.replace(/^\./, ""));
      } else if (choice(i)) i.checked = values.includes(i.value);
      else {
        if (kind === "cascade" && i.tagName === "SELECT") fillLevel(node, i, values[0]);
        i.value = values[0] || "";
        if (i.tagName === "SELECT" && !values.length && fields[q + ".missing"]) i.value = "." + fields[q + ".missing"][0];
      }
    });
    dress(node);
  };

  const send = async () => {
    if (!batch) {
      batch = { key: key(), parts: pending, confirm: Object.keys(agreed), page: name,
        revision: +form.elements.revision.value, seconds: (Date.now() - since) / 1000 };
      since = Date.now();
      pending = {};
    }
    keep();
    const parts = batch.parts, fields = Object.keys(parts).reduce((o, q) => ({ ...o, ...parts[q].f }), {});
    const data = { key: batch.key, revision: batch.revision, page: batch.page, confirm: batch.confirm, seconds: batch.seconds, fields };
    const reply = await fetch("/r/save", {
      method: "POST", credentials: "same-origin", body: JSON.stringify(data),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value }
    });
    const said = await reply.json().catch(() => ({}));
    if (reply.ok) return done(said);
    if (said.error === "form_expired" && !batch.fresh) {
      const token = await (await fetch("/r/token", { credentials: "same-origin" })).json();
      form.elements.csrf_token.value = token.token;
      batch.fresh = true;
      return send();
    }
    if (reply.status >= 500 || reply.status === 429) throw new Error(reply.status);
    stopped = true;
    tell(reply.status === 403 ? "lost" : "closed", true);
    const why = (said.refused || [])[0];
    if (why) status.textContent += ` ${why.reason} · ${why.remedy}`;
  };
  const done = said => {
    const page = batch.page;
    form.elements.revision.value = said.revision;
    form.elements.csrf_token.value = said.token;
    batch = null;
    tries = 0;
    keep();
    const unread = said.unread.map(f => [f, body && body.querySelector(`[name="${CSS.escape(f)}"], #q-${CSS.escape(f)}`)])
      .filter(([, node]) => node)
      .map(([f, node]) => ({ question: node.closest(".q").dataset.q, field: f, key: f, level: "hard", message: words.unread }));
    known[page] = Object.keys(pending).length ? null :
      unread.concat(said.problems.filter(p => !unread.some(u => u.field === p.field)));
    if (idle()) tell("saved");
    if (said.conflicts.length) report(said.conflicts.map(c => ({
      question: c.question, field: c.question, level: "soft", message: words.twice.replace("{a}", c.earlier) })), "head");
  };
  const flush = () => {
    clearTimeout(timer);
    if (stopped || !store) return Promise.resolve();
    if (busy) return busy.then(() => idle() ? null : flush());
    if (idle()) return Promise.resolve();
    if (!tries) tell("saving");
    busy = send().catch(() => {
      tries += 1;
      tell(isPrivate() ? "memory" : "offline", true);
      timer = setTimeout(flush, Math.min(60000, 1000 * 2 ** tries) * (0.5 + Math.random() / 2));
    }).then(() => {
      busy = null;
      if (!tries && !idle()) soon(200);
    });
    return busy;
  };
  const soon = ms => { if (!tries) { clearTimeout(timer); timer = setTimeout(flush, ms); } };
  const wake = () => { if (!idle()) { tries = 0; flush(); } };
  addEventListener("online", wake);
  addEventListener("pageshow", wake);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush(); else { since = Date.now(); wake(); }
  });

  // --- questions made handier

  const number = text => {
    const t = (text || "").normalize("NFKC").replace(/[,\s']/g, "").replace(/[。、·]/g, ".").replace(/[^\d.+-]+$/, "");
    return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(t) ? +t : NaN;
  };
  const filter = (select, node) => {
    if (select.options.length < 17 || select.kewen) return;
    select.kewen = [...select.options];
    const find = make("input", { type: "search", placeholder: words.find, className: "finder" });
    find.setAttribute("aria-label", words.find);
    find.oninput = () => {
      const typed = find.value.trim().toLowerCase(), value = select.value;
      select.textContent = "";
      select.append(...select.kewen.filter(o => !typed || o.value === value || !o.value ||
        o.text.toLowerCase().includes(typed) || (o.dataset.s || "").startsWith(typed)));
      select.value = value;
    };
    select.parentNode.insertBefore(find, select);
  };
  const fillLevel = (node, select, value) => {
    const levels = all("select", node), place = levels.indexOf(select), q = node.dataset.q;
    const lists = whole && whole.lists[q], above = place ? levels[place - 1].value : "";
    if (!place || !lists) return;
    const show = entries => {
      const chosen = value === undefined ? select.value : value;
      select.textContent = "";
      select.kewen = null;
      select.append(make("option", { value: "" }, words.pick), ...entries.map(([code, label, up, s]) => {
        const option = make("option", { value: code }, label);
        option.dataset.s = s;
        return option;
      }));
      select.disabled = !above;
      select.value = chosen;
      if (select.selectedIndex < 0) select.value = "";
      const old = select.parentNode.querySelector(".finder");
      if (old) old.remove();
      if (lists[place]) filter(select, node);
    };
    if (lists[place]) return show(above ? lists[place].filter(e => e[2] === above) : []);
    const box = node.querySelector(".finder" + place) || make("input", { type: "search", className: "finder" + place, placeholder: words.find });
    const ask = () => above && fetch(`/r/list/${q}?level=${place}&parent=${encodeURIComponent(above)}&q=${encodeURIComponent(box.value)}`)
      .then(r => r.json()).then(r => show(r.entries)).catch(() => {});
    box.setAttribute("aria-label", words.find);
    box.oninput = () => { clearTimeout(box.kewen); box.kewen = setTimeout(ask, 300); };
    select.parentNode.insertBefore(box, select);
    ask();
  };
  const rank = node => {
    const places = node.querySelector(".places"), selects = all("select", places);
    const options = [...selects[0].options].filter(o => o.value && !o.hidden);
    let list = node.querySelector(".ranks");
    if (!list) {
      places.hidden = true;
      list = make("div", { className: "ranks" });
      places.after(list);
    }
    const order = selects.map(s => s.value).filter(Boolean), focus = list.contains(document.activeElement) && document.activeElement.dataset.k;
    const set = codes => {
      selects.forEach((s, i) => { s.value = codes[i] || ""; });
      selects[0].dispatchEvent(new Event("change", { bubbles: true }));
    };
    const tap = o => {
      const at = order.indexOf(o.value), alone = c => options.some(x => x.value === c && "alone" in x.dataset);
      if (at >= 0) return set(order.filter(c => c !== o.value));
      if (alone(o.value)) return set([o.value]);
      const rest = order.filter(c => !alone(c));
      if (rest.length < selects.length) set([...rest, o.value]);
    };
    const button = (className, text, onclick, k, label) => {
      const b = make("button", { type: "button", className, onclick }, ...text);
      b.dataset.k = k;
      if (label) b.setAttribute("aria-label", label);
      return b;
    };
    const swap = (i, j) => { const next = [...order]; [next[i], next[j]] = [next[j], next[i]]; set(next); };
    list.textContent = "";
    order.forEach((code, i) => {
      const o = options.find(x => x.value === code);
      if (!o) return;
      const main = button("rank card", [make("span", { className: "place" }, String.fromCharCode(0x2460 + i)), o.text], () => tap(o), code);
      main.setAttribute("aria-pressed", "true");
      const up = button("move", ["↑"], () => swap(i, i - 1), code + "u", words.up + " " + o.text);
      const down = button("move", ["↓"], () => swap(i, i + 1), code + "d", words.down + " " + o.text);
      up.disabled = !i;
      down.disabled = i === order.length - 1;
      list.append(make("div", { className: "ranked" }, main, up, down));
    });
    options.filter(o => !order.includes(o.value)).forEach(o => {
      const b = button("rank card", [o.text], () => tap(o), o.value);
      b.setAttribute("aria-pressed", "false");
      list.append(b);
    });
    if (focus) {
      const b = all("button", list).find(x => x.dataset.k === focus && !x.disabled) || all("button", list).find(x => x.dataset.k === focus.slice(0, -1));
      if (b) b.focus();
    }
  };
  // What follows from a question's fields alone: order, rest, count, words; run after every change.
  const dress = node => {
    const kind = node.dataset.kind;
    if (kind === "ranking") rank(node);
    if (kind === "single") all("select", node).forEach(s => filter(s, node));
    all("[data-words]", node).forEach(w => {
      w.hidden = !all("select", node).some(s => s.value === w.dataset.words);
    });
    const left = node.querySelector(".left");
    if (left) {
      const rest = Math.round((left.dataset.total - sum(all(".part:not([hidden]) input", node).map(i => number(i.value)))) * 1e6) / 1e6;
      const unit = node.querySelector(".unit").textContent;
      left.textContent = say(rest > 0 ? "left" : rest ? "over" : "full", Math.abs(rest), unit);
      left.className = "left" + (rest < 0 ? " no" : rest ? "" : " yes");
    }
    const long = node.querySelector("[data-limit]");
    if (long) {
      const rest = long.dataset.limit - [...long.value].length;
      node.querySelector(".count").textContent = say(rest < 0 ? "excess" : "count", Math.abs(rest));
    }
    const money = node.querySelector("[data-money]");
    if (money) {
      const n = number(money.value), big = n >= 1e8;
      node.querySelector(".words").textContent = n >= 1e4 ? say(big ? "yi" : "wan", +(n / (big ? 1e8 : 1e4)).toFixed(2)) : "";
    }
  };
  const settle = (node, el) => {
    const others = inputs(node).filter(i => i !== el);
    const alone = i => "alone" in i.dataset, missing = i => "missing" in i.dataset && i.type === "checkbox";
    if (missing(el) && el.checked) others.forEach(i => {
      if (choice(i)) i.checked = false; else i.value = "";
    });
    else if (el.checked || el.value) others.filter(missing).forEach(i => { i.checked = false; });
    if (el.type === "checkbox" && el.checked && !missing(el)) {
      const same = others.filter(i => i.name === el.name);
      same.filter(i => alone(el) || alone(i)).forEach(i => { i.checked = false; });
      const most = ((rule[node.dataset.q] || {}).bounds || {}).most;
      if (most && same.filter(i => i.checked).length >= most) {
        el.checked = false;
        mark(node, say("most", most), "soft");
      }
    }
    if (node.dataset.kind === "cascade" && el.tagName === "SELECT") {
      const levels = all("select", node);
      levels.slice(levels.indexOf(el) + 1).forEach(s => fillLevel(node, s, ""));
    }
  };

  // --- rules

  const truth = tree => !tree || Kewen.rules.truth(Kewen.rules.evaluate(tree, context.values, context));
  const read = (r, node) => {
    const raw = gather(node), one = n => (raw[n] || [])[0] || "", n = r.name, found = {};
    const shown = code => !((r.options || {})[code] || {}).off;
    if ((raw[n + ".missing"] || []).length || one(n)[0] === ".") return found;
    if (r.kind === "number" || r.kind === "scale") { const v = number(one(n)); if (v === v) found[n] = v; }
    else if (r.kind === "multiple") found[n] = (raw[n] || []).filter(shown).join(" ");
    else if (r.kind === "ranking") found[n] = Object.keys(raw).filter(k => k.startsWith(n + ".")).map(one).filter(Boolean).join(" ");
    else if (r.kind === "date") {
      const parts = ["year", "month", "day"].map(p => raw[n + "." + p] ? one(n + "." + p) : "01").map(p => p && p.padStart(2, "0"));
      if (parts.every(Boolean)) found[n] = { date: parts.join("-") };
    } else if (r.rows) {
      const rows = r.rows.filter(row => truth(row[1])), given = rows.map(row => r.kind === "split" ? number(one(row[0])) : one(row[0]));
      const full = r.kind === "split" && Math.abs(sum(given) - r.bounds.total) < 1e-9 && given.some(v => v === v);
      found[n] = [];
      rows.forEach((row, i) => {
        const v = full ? given[i] || 0 : given[i];
        if (v === "" || v !== v) return;
        found[row[0]] = v;
        if (!row[2] && !(r.missing || []).includes(v)) found[n].push(v);
      });
    } else fieldsOf(r).forEach(f => { found[f] = f !== n || shown(one(f)) ? one(f) : ""; });
    return found;
  };
  const walk = () => {
    const path = [];
    let ended = null, seen = null;
    context = { ...context, values: { ...whole.facts } };
    whole.rules.pages.forEach(page => {
      const on = !ended && truth(page.show);
      let any = false;
      page.questions.forEach(r => {
        const shown = on && truth(r.show), node = nodes[r.name];
        if (r.kind === "calculated") {
          if (shown) context.values[r.name] = Kewen.rules.evaluate(r.value, context.values, context);
          return;
        }
        if (!node) return;
        if (node.hidden === shown) node.hidden = !shown;
        if (!shown) return;
        any = true;
        Object.keys(r.options || {}).forEach(code => {
          const o = r.options[code];
          if (!o.show) return;
          o.off = !truth(o.show);
          all("[data-o], option", node).filter(x => (x.dataset.o || x.value) === code).forEach(x => { x.hidden = x.disabled = o.off; });
        });
        (r.rows || []).forEach(row => { if (row[1]) document.getElementById("r-" + row[0]).hidden = !truth(row[1]); });
        Object.assign(context.values, read(r, node));
      });
      if (page.name === name) seen = context.values;
      if (page.name === name) context.values = { ...seen };
      if (on && any) path.push(page.name);
      if (on) ended = (page.endings || []).find(e => truth(e[0])) || null;
    });
    all("[data-quote]", body).forEach(o => { o.textContent = quote(o.dataset.quote) || "…"; });
    return { path, ended, seen: seen || context.values };
  };
  const quote = f => {
    const v = context.values[f], node = nodes[f], texts = [];
    if (v === undefined || v === "" || !node) return v && v.date || v || "";
    all("input, option", node).forEach(i => {
      if (i.tagName === "OPTION" ? i.selected && i.value : choice(i) && i.checked)
        texts.push(i.tagName === "OPTION" ? i.text : node.querySelector(`label[for="${CSS.escape(i.id)}"]`).textContent);
    });
    return texts.length ? texts.join(words.and) : String(v.date || v);
  };

  // --- what to look at before going on

  const mark = (place, message, level) => {
    const p = make("p", { className: "err " + level }, message), head = place.querySelector(".hint, .why") || place.querySelector("legend");
    all(".err", place).forEach(e => e.remove());
    if (place.classList.contains("part")) place.after(p); else head.after(p);
  };
  const clear = where => {
    all(".err", where).forEach(e => e.remove());
    all(".bad", where).concat(where.classList.contains("bad") ? [where] : []).forEach(e => e.classList.remove("bad"));
  };
  const placeOf = p => document.getElementById("r-" + p.field) || document.getElementById("q-" + p.question);
  const report = (found, head) => {
    // One thing at a time: what stops, before what is to be confirmed, before what was left out.
    const stops = q => found.some(p => p.question === q && p.level === "hard"), grave = found.some(p => p.level !== "left_out");
    const problems = found.filter(p => p.level === "hard" || (p.level === "soft" ? !stops(p.question) : !grave));
    const box = document.getElementById("summary"), hard = problems.some(p => p.level === "hard");
    box.textContent = "";
    clear(body);
    if (!problems.length) return;
    const list = make("ul", {}), inner = make("div", { className: "summary" + (hard ? "" : " soft"), tabIndex: -1 },
      make("h2", {}, words[head]), list);
    inner.setAttribute("role", "alert");
    problems.forEach(p => {
      const place = placeOf(p);
      if (!place) return;
      const no = place.closest(".q").querySelector(".no");
      const link = make("a", { href: "#" + place.id }, (no ? no.textContent + " " : "") + p.message);
      link.onclick = e => {
        e.preventDefault();
        const field = all("input, select, textarea, button", place).find(i => i.offsetParent && !i.disabled && i.type !== "search");
        place.scrollIntoView();
        if (field) field.focus({ preventScroll: true });
      };
      list.append(make("li", {}, link));
      mark(place, p.message, p.level);
      if (p.level === "hard") place.classList.add("bad");
      if (p.level === "soft" && p.key) {
        const id = "c." + p.key, tick = make("input", { type: "checkbox", id, value: p.key, name: "confirm" });
        tick.onchange = () => { untold = true; if (tick.checked) agreed[p.key] = 1; else delete agreed[p.key]; };
        inner.append(make("div", { className: "opt" }, tick, make("label", { className: "card", htmlFor: id },
          words.sure, make("span", { className: "sr" }, p.message))));
      }
    });
    box.append(inner);
    inner.focus();
    scrollTo(0, box.offsetTop - 8);
    document.title = (hard ? words.error : "") + title();
  };
  const title = () => {
    const h = body.querySelector(".title");
    return (h ? h.textContent + " · " : "") + form.dataset.site;
  };
  const check = (page, seen) => {
    const found = [], add = (r, field, level, message, code) =>
      found.push({ question: r.name, field, level, message, key: field + ":" + code });
    page.questions.forEach(r => {
      const node = nodes[r.name];
      if (!node || node.hidden || /note|calculated/.test(r.kind)) return;
      const raw = gather(node), filled = f => Object.keys(raw).some(n => n.split(".")[0] === f && raw[n].length);
      const level = r.required ? "hard" : "left_out", word = r.required ? words.required : words.blank;
      if ((raw[r.name + ".missing"] || []).length) return;
      const rows = r.kind === "matrix" ? r.rows.map(x => x[0]).filter(x => !document.getElementById("r-" + x).hidden) : [];
      const given = (rows.length ? rows : fieldsOf(r)).some(filled), field = fieldsOf(r)[0], first = seen[field];
      if (!given && !(r.required && rows.length)) return add(r, field, level, word, "required");
      rows.filter(x => !filled(x)).forEach(x => add(r, x, level, r.required ? words.row : word, "required"));
      if (r.kind === "number" && first === undefined) return add(r, field, "hard", words.unread, "unread");
      if (first === undefined && r.kind !== "split") return;
      (r.checks || []).some(([code, grave, tree, message]) => {
        if (Kewen.rules.truth(Kewen.rules.evaluate(tree, seen, { ...context, itself: first }))) return false;
        add(r, field, grave, message.replace("{n}", +sum([].concat(seen[r.name]).map(Number)).toFixed(6)), code);
        return grave === "hard";
      });
    });
    return found;
  };

  // --- turning pages

  // Pages that a question still unanswered may bring count too, so that the bar never runs ahead.
  const total = path => {
    const pages = whole.rules.pages, here = pages.findIndex(p => p.name === name), later = new Set();
    pages.slice(here).forEach(p => p.questions.forEach(r => fieldsOf(r).forEach(f => later.add(f))));
    const waits = tree => (JSON.stringify(tree || 0).match(/"\$","\w+/g) || []).some(m =>
      later.has(m.slice(5)) && !(context.values[m.slice(5)] || "").toString().length);
    return path.length + pages.slice(here + 1).filter(p => !path.includes(p.name) &&
      (p.show && !truth(p.show) ? waits(p.show) : p.questions.some(r => waits(r.show)))).length;
  };
  const place = (to, push) => {
    const old = body.querySelector("section");
    name = to;
    if (old !== sections[to]) body.replaceChild(sections[to], old);
    document.getElementById("summary").textContent = "";
    all("#main > .box", document).forEach(b => b.remove());
    form.dataset.page = to;
    form.action = whole.url[to];
    if (push) history.pushState({ page: to }, "", whole.url[to]);
    const { path, ended } = walk(), at = path.indexOf(to) + 1, of = Math.max(at, ended ? path.length : total(path)), bar = document.getElementById("bar"), step = document.getElementById("step");
    bar.value = Math.max(bar.value, Math.round(1000 * at / of));
    step.textContent = words.page.replace("{n}", at).replace("{m}", of);
    document.title = title();
    since = turned = Date.now();
    scrollTo(0, 0);
    const h = body.querySelector(".title");
    if (h) h.focus({ preventScroll: true });
    all(".go [value=back]", form).forEach(b => { b.hidden = at < 2; });
  };
  const turn = async step => {
    const { path, ended, seen } = walk(), page = whole.rules.pages.find(p => p.name === name);
    if (step > 0) {
      if (!idle()) await Promise.race([flush(), wait(1500)]);
      const fresh = idle() && known[name], problems = (fresh || check(page, seen)).filter(p => p.level !== "soft" || !agreed[p.key]);
      const grave = problems.some(p => p.level !== "left_out");
      if (grave || (problems.length && !passed[name])) {
        passed[name] = !grave;
        return report(problems, grave ? "head" : "blanks");
      }
      if (untold) { untold = false; pending[""] = { f: {} }; flush(); }
      if (ended && path[path.length - 1] === name) return leave();
    }
    const to = path[path.indexOf(name) + step];
    if (to && to !== whole.own.first && sections[to]) return place(to, true);
    leave(to ? whole.url[to] : step > 0 ? "/r/review" : "");
  };
  const leave = async url => {
    await Promise.race([flush(), wait(8000)]);
    if (!idle() && !stopped) return tell(isPrivate() ? "memory" : "network", true);
    if (url) location.assign(url);
    else if (url === undefined) { if (form.elements.seen) form.elements.seen.value = "1"; HTMLFormElement.prototype.submit.call(form); }
  };

  const touch = (el, ms) => {
    const node = el.closest(".q");
    if (!node) return;
    const q = node.dataset.q;
    clear(node);
    settle(node, el);
    dress(node);
    mine[q] = gather(node);
    pending[q] = { f: mine[q], p: "private" in node.dataset && !("keep" in form.dataset) ? 1 : undefined };
    known[name] = null;
    turned = 0;
    Object.keys(agreed).forEach(k => { if (k.split(":")[0] === q) delete agreed[k]; });
    keep();
    if (whole) walk();
    soon(ms);
  };
  let pressed = null, tapped = 0, composing = false;
  if (store && body) {
    form.addEventListener("compositionstart", () => { composing = true; });
    form.addEventListener("compositionend", e => { composing = false; touch(e.target, 1200); });
    form.addEventListener("input", e => {
      if (!composing && /^(text|textarea)$/.test(e.target.type)) touch(e.target, 1200);
    });
    form.addEventListener("change", e => {
      if (e.target.type === "search") return;
      touch(e.target, 250);
      const row = e.target.closest(".row"), next = row && row.nextElementSibling;
      if (next && next.classList.contains("row") && Date.now() - tapped < 900) next.scrollIntoView({ block: "center", behavior: "smooth" });
    });
    form.addEventListener("pointerdown", () => { tapped = Date.now(); });
    form.addEventListener("keydown", e => { if (e.key === "Enter" && (composing || e.isComposing)) e.preventDefault(); });
    document.addEventListener("click", e => { const b = e.target.closest("button"); if (b && b.type === "submit") pressed = b; });
    form.addEventListener("submit", e => {
      const b = pressed;
      pressed = null;
      if (!whole || b && b.name !== "go" || "cover" in form.dataset) return;
      e.preventDefault();
      // A second tap on the button belongs to the page that was turned, not to the one that came.
      if (turning || Math.abs(Date.now() - turned) < 400) return;
      turning = true;
      turn(b && b.value === "back" ? -1 : 1).catch(() => leave()).then(() => { turning = false; });
    });
    addEventListener("popstate", e => {
      if (e.state && sections[e.state.page]) place(e.state.page); else location.reload();
    });
  }

  // The last look waits until everything has arrived.
  if (store && !body) form.addEventListener("submit", e => {
    if (idle() || stopped) return;
    e.preventDefault();
    leave();
  });

  // --- beginning

  const load = async () => {
    const reply = await fetch("/r/whole", { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!reply.ok) return;
    const found = await reply.json(), live = body.querySelector("section");
    found.url = {};
    sections[name] = live;
    found.pages.forEach(p => {
      found.url[p.name] = p.url;
      if (p.name !== name) sections[p.name] = make("template", { innerHTML: p.html }).content.querySelector("section");
      all(".q, [data-kind=note]", sections[p.name]).forEach(n => { nodes[n.dataset.q] = n; });
    });
    found.rules.pages.forEach(p => p.questions.forEach(r => { rule[r.name] = r; }));
    found.own.confirmed.forEach(k => { agreed[k] = 1; });
    whole = found;
    context = { start: found.own.start };
    Object.keys(nodes).forEach(q => {
      const here = live.contains(nodes[q]);
      if (nodes[q].dataset.kind !== "note") put(nodes[q], mine[q] || (here ? gather(nodes[q]) : found.own.values));
    });
    all(".choose, .find", document).concat(...Object.values(sections).map(s => all(".choose, .find", s))).forEach(b => b.remove());
    form.elements.revision.value = Math.max(form.elements.revision.value, idle() ? found.own.revision : 0);
    history.replaceState({ page: name }, "");
    walk();
  };
  if (body) all(".q", body).forEach(dress);
  if (store) {
    recall();
    const late = { ...(batch ? batch.parts : {}), ...pending };
    Object.keys(late).forEach(q => {
      const node = document.getElementById("q-" + q);
      mine[q] = late[q].f;
      if (node) put(node, late[q].f);
    });
    if (!idle()) flush();
    if (body && window.Kewen) {
      const begin = () => load().catch(() => setTimeout(begin, 5000));
      setTimeout(begin, 50);
    }
  }
})();
