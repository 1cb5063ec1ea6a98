/* Questions on the page: what their fields hold, and what makes them handier to answer. */
(Kewen => {
  "use strict";
  const make = (tag, props, ...inside) => {
    const node = Object.assign(document.createElement(tag), props);
    node.append(...inside);
    return node;
  };
  const all = (what, where) => [...where.querySelectorAll(what)];
  const inputs = node => all("input, select, textarea", node);
  const choice = i => /radio|checkbox/.test(i.type);
  const sum = numbers => numbers.reduce((a, b) => a + (b || 0), 0);
  Kewen.dom = { make, all, inputs, choice, sum };

  // lists(q): the entries of a cascade by level, where they are here; most(q): how many may be picked; units(q): of a number.
  Kewen.questions = ({ words, lists, most, units, mark }) => {
    const say = (word, n, u) => words[word].replace("{n}", n).replace(/\{[um]\}/, u || "");
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


    // The unit may be typed in any language of the questionnaire; until its rules are here, in the one shown.
    const number = (node, text) => {
      const unit = node.querySelector(".unit");
      return Kewen.readNumber(text, units(node.dataset.q) || (unit ? [unit.textContent] : []));
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
      const entries = lists(q), above = place ? levels[place - 1].value : "";
      if (!place || !entries) return;
      const show = offered => {
        const chosen = value === undefined ? select.value : value;
        select.textContent = "";
        select.kewen = null;
        select.append(make("option", { value: "" }, words.pick), ...offered.map(([code, label, up, s]) => {
          const option = make("option", { value: code }, label);
          option.dataset.s = s;
          return option;
        }));
        select.disabled = !above;
        select.value = chosen;
        if (select.selectedIndex < 0) select.value = "";
        const old = select.parentNode.querySelector(".finder");
        if (old) old.remove();
        if (entries[place]) filter(select, node);
      };
      if (entries[place]) return show(above ? entries[place].filter(e => e[2] === above) : []);
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
        if ("alone" in o.dataset && list.lastChild) list.append(make("hr", { className: "apart" }));
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
        const rest = Math.round((left.dataset.total - sum(all(".part:not([hidden]) input", node).map(i => number(node, i.value)))) * 1e6) / 1e6;
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
        const n = number(node, money.value), big = n >= 1e8;
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
        const limit = most(node.dataset.q);
        if (limit && same.filter(i => i.checked).length >= limit) {
          el.checked = false;
          mark(node, say("most", limit), "soft");
        }
      }
      if (node.dataset.kind === "cascade" && el.tagName === "SELECT") {
        const levels = all("select", node);
        levels.slice(levels.indexOf(el) + 1).forEach(s => fillLevel(node, s, ""));
      }
    };

    return { say, number, gather, put, dress, settle };
  };
})(window.Kewen = window.Kewen || {});
