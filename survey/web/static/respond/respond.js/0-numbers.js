/* Numbers as people type them, read as the server reads them (questionnaires/kinds/reading.py, read_number). */
(Kewen => {
  "use strict";
  const edges = /^[\s\x1c-\x1f\x85\u200b]+|[\s\x1c-\x1f\x85\u200b]+$/g;
  const tidy = text => text.normalize("NFKC").replace(edges, "");
  const shape = /^([+-]?) *(?:(\d{1,3}(?:[,' \u2019]\d{3})+|\d+)(?:\.(\d*))?|\.(\d+))$/;
  Kewen.readNumber = (typed, units = []) => {
    let text = tidy(typed || "");
    const unit = units.map(tidy).sort((a, b) => b.length - a.length).find(u => u && text.endsWith(u));
    if (unit) text = text.slice(0, -unit.length).replace(edges, "");
    const found = shape.exec(text.replace(/[−‐‑–—﹣]/g, "-").replace(/ *[。．｡、·] */g, "."));
    if (!found) return NaN;
    const digits = (found[2] || "0").replace(/\D/g, ""), fraction = found[3] || found[4] || "";
    if ((digits + fraction).replace(/^0+/, "").length > 15 || fraction.length > 15) return NaN;
    const number = +`${digits}.${fraction || 0}`;
    return found[1] === "-" && number ? -number : number;
  };
})(window.Kewen = window.Kewen || {});
