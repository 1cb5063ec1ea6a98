/* Answers that can no longer be sent: taken off the phone, and offered to the person as text. */
(Kewen => {
  "use strict";
  const { make, all, inputs, choice } = Kewen.dom;
  const line = node => node.textContent.replace(/\s+/g, " ").trim();
  const tail = i => {
    if (i.tagName === "SELECT") return i.value && i.selectedIndex >= 0 ? i.options[i.selectedIndex].text : "";
    if (choice(i)) return i.checked ? all("label", i.parentNode).filter(l => l.htmlFor === i.id).map(line)[0] : "";
    return i.type === "search" ? "" : i.value;
  };
  // Offers parts of an outbox below a place, each as its question and its answer.
  const offer = (place, parts, word) => {
    const said = Object.keys(parts).map(q => parts[q].t).filter(Boolean);
    if (!said.length) return;
    const text = make("textarea", { readOnly: true, rows: Math.min(12, 2 * said.length), value: said.join("\n") });
    text.setAttribute("aria-label", word);
    place.after(make("div", { className: "box unsent" }, make("p", {}, word), text));
  };
  const boxes = name => Object.keys(localStorage).filter(k => k.startsWith(name));
  Kewen.unsent = {
    boxes, offer,
    // A question and its answer in words, for the time when the question is no longer at hand.
    words: node => {
      const found = inputs(node).map(i => {
        const row = i.closest("[data-row]"), said = tail(i);
        return said && row ? `${line(row.querySelector("legend, label"))} ${said}` : said;
      }).filter(Boolean);
      return found.length ? `${line(node.querySelector("legend"))} ${found.join(" / ")}` : "";
    }
  };

  const shut = document.querySelector("[data-shut]");
  if (!shut) return;
  const parts = {};
  try {
    boxes("kewen:" + shut.dataset.shut).forEach(k => {
      const box = JSON.parse(localStorage.getItem(k));
      Object.assign(parts, (box.batch || {}).parts, box.pending);
      localStorage.removeItem(k);
    });
  } catch (e) { /* forbidden */ }
  if (shut.dataset.unsent) offer(shut, parts, shut.dataset.unsent);
})(window.Kewen = window.Kewen || {});
