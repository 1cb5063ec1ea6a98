/* One window over the page at a time: the browser's own <dialog>, closed by Escape, focus given back. */
import { html, signal, useEffect, useRef } from "./ui.js";
import { say } from "./words.js";

const current = signal(null);

/* Show a window: `body` is a function of close() that gives what is in it. */
export const show = (title, body, { wide = false } = {}) => { current.value = { title, body, wide }; };
export const close = () => { current.value = null; };

/* Ask before something is done; the promise tells whether it was agreed to. */
export const confirm = (title, lines, action) => new Promise(resolve => {
  show(title, () => html`<div class="confirming">${lines}
    <p class="row"><button type="button" class="danger" onClick=${() => { resolve(true); close(); }}>${action}</button>
    <button type="button" onClick=${close} data-focus>${say("cancel")}</button></p></div>`);
});

export const Dialog = () => {
  const node = useRef(null), now = current.value;
  useEffect(() => {
    if (!now || !node.current) return;
    const back = document.activeElement;
    node.current.showModal();
    const first = node.current.querySelector("[data-focus]");
    if (first) first.focus();
    return () => { if (back && back.isConnected && document.activeElement === document.body) back.focus(); };
  }, [now]);
  if (!now) return null;
  return html`<dialog key=${now.title} ref=${node} class=${now.wide ? "wide" : ""} aria-labelledby="dialog-title" onClose=${close}
    onClick=${event => { if (event.target === node.current) close(); }}>
    <header><h2 id="dialog-title">${now.title}</h2><button type="button" class="plain" aria-label=${say("close")} onClick=${close}>✕</button></header>
    <div class="inside">${now.body(close)}</div>
  </dialog>`;
};
