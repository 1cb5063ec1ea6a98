/* Respondents' pages: answers go out in the background, pages turn and rules act without the network.
   Everything works without this script too; the server's copy is the truth, the phone's a cache. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-words]");
  const { make, all, inputs, choice, sum } = Kewen.dom;
  const fieldsOf = r => r.fields || [r.name];
  const wait = ms => new Promise(done => setTimeout(done, ms));
  if (!form) return;

  const words = JSON.parse(form.dataset.words), body = document.getElementById("body");
  const status = document.getElementById("saved"), store = form.dataset.box && "kewen:" + form.dataset.box;
  const tell = (word, off) => { status.textContent = words[word]; status.classList.toggle("off", !!off); };
  const key = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), b => b.toString(16)).join("");

  let name = form.dataset.page, whole = null, rule = {}, nodes = {}, sections = {}, context = {};
  let pending = {}, batch = null, busy = null, tries = 0, timer = 0, since = Date.now(), stopped = false, untold = false, renew = false;
  let turning = false, turned = 0, touched = false, from = "", notices = 0;
  const mine = {}, known = {}, agreed = {}, passed = {};
  const { say, number, gather, put, dress, settle } = Kewen.questions({
    words, mark: (...what) => mark(...what), lists: q => whole && whole.lists[q], most: q => ((rule[q] || {}).bounds || {}).most,
    units: q => whole && ((rule[q] || {}).units || [])
  });

  // --- the outbox: only what is not acknowledged; private answers stay in memory. Each tab has its own
  // box, so that none wipes what another still holds; a page that opens takes over what it finds.

  const own = store + ":" + key();
  const recall = () => {
    let oldest = Infinity;
    try {
      Kewen.unsent.boxes(store).forEach(k => {
        const box = JSON.parse(localStorage.getItem(k)), late = box.batch;
        from = box.page || from;
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
    const box = { pending: open(pending), batch: batch && { ...batch, parts: open(batch.parts) }, page: from || name, revision: +form.elements.revision.value };
    try {
      if (Object.keys(box.pending).length || batch) localStorage.setItem(own, JSON.stringify(box));
      else localStorage.removeItem(own);
    } catch (e) { /* full or forbidden: memory remains */ }
  };
  const isPrivate = () => [pending, batch ? batch.parts : {}].some(part => Object.keys(part).some(q => part[q].p));
  const idle = () => !batch && !Object.keys(pending).length;

  const send = async () => {
    if (!batch) {
      batch = { key: key(), parts: pending, confirm: Object.keys(agreed), page: from || name,
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
    if (reply.status !== 409) return;
    // Nothing of it can be sent any more: it leaves the phone, and what was not taken back is shown once.
    const left = { ...parts, ...pending };
    batch = null;
    pending = {};
    keep();
    if (said.error !== "taken_back") Kewen.unsent.offer(status, left, words.unsent);
  };
  // What was changed elsewhere since is shown as it is now, and told where it stands before the person or
  // was changed here too; what is being typed here stands over it.
  const adopt = (changed, parts) => changed.reduce((told, { question: q, now, fields }) => {
    const node = nodes[q] || document.getElementById("q-" + q), typed = pending[q];
    const was = node && JSON.stringify(gather(node));
    if (!typed) {
      mine[q] = fields;
      if (node) put(node, fields);
    }
    if (typed || (was !== (node && JSON.stringify(gather(node))) && (parts[q] || placeOf({ question: q }))))
      told.push(telling(q, typed ? "twice" : now ? "newer" : "emptied", now));
    return told;
  }, []);
  const telling = (q, word, a) => ({ question: q, field: q, level: "soft", message: words[word].replace("{a}", a) });
  const done = said => {
    const { page, parts } = batch;
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
    if (idle()) {
      tell("saved");
      from = "";
    }
    if (!body) renew = true;
    else {
      const told = said.conflicts.map(c => telling(c.question, "twice", c.earlier)).concat(adopt(said.elsewhere, parts));
      if (whole && said.elsewhere.length) walk();
      notices += told.length;
      if (told.length) report(told, "head");
    }
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

  // --- rules

  const truth = tree => !tree || Kewen.rules.truth(Kewen.rules.evaluate(tree, context.values, context));
  // A date as the server keeps it, as far as it is given, and whether all of it is.
  const dated = (raw, n) => {
    const parts = ["year", "month", "day"].filter(p => raw[n + "." + p]).map(p => (raw[n + "." + p][0] || "").padStart(2, "0"));
    const end = parts.indexOf("00"), given = end < 0 ? parts : parts.slice(0, end);
    return [given.join("-"), end < 0];
  };
  const read = (r, node) => {
    const raw = gather(node), one = n => (raw[n] || [])[0] || "", n = r.name, found = {};
    const shown = code => !((r.options || {})[code] || {}).off;
    if ((raw[n + ".missing"] || []).length || one(n)[0] === ".") return found;
    if (r.kind === "number" || r.kind === "scale") { const v = number(node, one(n)); if (v === v) found[n] = v; }
    else if (r.kind === "multiple") found[n] = (raw[n] || []).filter(shown).join(" ");
    else if (r.kind === "ranking") found[n] = Object.keys(raw).filter(k => k.startsWith(n + ".")).map(one).filter(Boolean).join(" ");
    else if (r.kind === "date") {
      const [kept, whole] = dated(raw, n), day = whole && Kewen.rules.evaluate(["date", kept], {}, context);
      if (day) found[n] = day;
    } else if (r.rows) {
      const rows = r.rows.filter(row => truth(row[1])), given = rows.map(row => r.kind === "split" ? number(node, one(row[0])) : one(row[0]));
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
      const place = placeOf(p), apart = !place && nodes[p.question];
      if (apart) list.append(make("li", {}, Kewen.unsent.words(apart) + " · " + p.message));
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
  const fill = (message, given) => message.replace(/\{n(-\d+)?\}/g, (all, less) => +(given + +(less || 0)).toFixed(6))
    .replace(/\$\{(\w+)\}/g, (all, f) => quote(f) || "…");
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
      const own = { ...seen };
      if (r.kind === "date") own[r.name] = dated(raw, r.name)[0] || undefined;
      if (/number|date/.test(r.kind) && own[field] === undefined) return add(r, field, "hard", words.unread, "unread");
      if (own[field] === undefined && r.kind !== "split") return;
      // After something grave nothing more is said of the same field, and no check of the question's own is made.
      const over = {}, shown = x => !document.getElementById("r-" + x).hidden;
      if (r.kind === "split") r.rows.map(x => x[0]).filter(x => filled(x) && shown(x) && isNaN(number(node, raw[x][0]))).forEach(x => {
        over[x] = add(r, x, "hard", words.unread, "unread");
      });
      (r.checks || []).forEach(([code, grave, tree, message, n, at = ""]) => {
        const values = { ...context, itself: at ? own[at] : first };
        if (at ? over[at] || values.itself === undefined : Object.keys(over).length) return;
        if (Kewen.rules.truth(Kewen.rules.evaluate(tree, seen, values))) return;
        const given = n && Kewen.rules.evaluate(n, seen, values);
        add(r, at && at !== r.name ? at : field, grave, fill(message, given), code);
        if (grave === "hard") over[at] = 1;
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
    all("#main > .box:not(.unsent)", document).forEach(b => b.remove());
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
  // What was filled in from the copy becomes an answer when its page is left forward.
  const confirm = page => page.questions.forEach(({ name: q }) => {
    if (!whole.own.offered.includes(q) || mine[q] || !nodes[q] || nodes[q].hidden) return;
    note(nodes[q]);
  });
  const turn = async step => {
    const { path, ended, seen } = walk(), page = whole.rules.pages.find(p => p.name === name), before = notices;
    if (step > 0) {
      confirm(page);
      if (!idle()) await Promise.race([flush(), wait(1500)]);
      if (notices !== before) return; // what was changed elsewhere too is to be read first
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
    else if (renew && !stopped) location.reload();
    else if (url === undefined) { if (form.elements.seen) form.elements.seen.value = "1"; HTMLFormElement.prototype.submit.call(form); }
  };

  const note = node => {
    const q = node.dataset.q;
    mine[q] = gather(node);
    pending[q] = { f: mine[q], t: Kewen.unsent.words(node), p: "private" in node.dataset && !("keep" in form.dataset) ? 1 : undefined };
    known[name] = null;
  };
  const touch = (el, ms) => {
    const node = el.closest(".q");
    if (!node) return;
    const q = node.dataset.q;
    clear(node);
    settle(node, el);
    dress(node);
    note(node);
    touched = true;
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
      const row = e.target.closest(".row"), next = row && row.nextElementSibling;
      touch(e.target, row ? 1500 : 250); // rows are tapped one after another: one save for several
      if (next && next.classList.contains("row") && Date.now() - tapped < 900) next.scrollIntoView({ block: "center" });
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
    const moved = found.own.revision > form.elements.revision.value;
    Object.keys(nodes).forEach(q => {
      const here = live.contains(nodes[q]);
      if (nodes[q].dataset.kind !== "note") put(nodes[q], mine[q] || (here && !moved ? gather(nodes[q]) : found.own.values));
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
    // Where to go on is worked out anew once what waited here has arrived, unless the person has begun.
    const arrive = () => flush().then(() => idle() || stopped || tries ? null : arrive());
    if (!idle()) arrive().then(async () => {
      if (renew && idle() && !stopped) return location.reload(); // the last look shows what has arrived
      const still = () => /[?&]again=/.test(location.search) && !touched && document.activeElement === document.body;
      if (!still() || !idle() || stopped) return;
      const { url } = await fetch("/r", { credentials: "same-origin" });
      if (still() && new URL(url).pathname !== location.pathname) location.replace(url);
    }).catch(() => {});
    if (body && Kewen.rules) {
      const begin = () => load().catch(() => setTimeout(begin, 5000));
      setTimeout(begin, 50);
    }
  }
})();
