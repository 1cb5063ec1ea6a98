/* Forms of respondents' pages, whether or not answers go out in the background. */
(() => {
  "use strict";

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
})();
