/* The strip of the demonstration: counts on while its data are made, and goes away when they are. */
(function () {
  "use strict";
  var strip = document.getElementById("making"), every = 4000;
  if (!strip || !window.fetch) return;
  function ask() {
    if (document.hidden) return setTimeout(ask, every);
    fetch(strip.getAttribute("data-progress"), { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (answer) { if (!answer.ok) throw answer; return answer.json(); })
      .then(function (found) {
        if (!found) return strip.parentNode.removeChild(strip);
        strip.querySelector(".so-far").textContent = found.done.toLocaleString("en") + "/" + found.total.toLocaleString("en");
        strip.querySelector("progress").value = found.done;
        setTimeout(ask, every);
      })
      .catch(function () { setTimeout(ask, 5 * every); });
  }
  setTimeout(ask, every);
})();
