/* The keyboard's place is never lost: where what has the focus is taken away or moved, its place or the nearest takes over. */
const REACHED = "button, input, select, textarea, summary, a[href]";
let last = null, path = [];

const ancestors = node => {
  const found = [];
  for (let one = node.parentElement; one; one = one.parentElement) found.push(one);
  return found;
};
const isReached = node => node.getClientRects().length > 0 && !node.disabled && node.tabIndex >= 0;

const restore = root => {
  if (!last || document.activeElement !== document.body || !document.hasFocus()) return;
  const near = path.find(one => one.isConnected && one !== root && root.contains(one) && [...one.querySelectorAll(REACHED)].some(isReached));
  const next = last.isConnected && isReached(last) ? last : near && [...near.querySelectorAll(REACHED)].find(isReached);
  if (next) next.focus({ preventScroll: next === last });
};

/* Windows give the focus back themselves, and whoever points somewhere else has left on purpose. */
export const keepFocus = root => {
  root.addEventListener("focusin", ({ target }) => {
    last = target.closest("dialog") ? null : target;
    path = ancestors(target);
  });
  document.addEventListener("pointerdown", () => { last = null; }, { capture: true });
  new MutationObserver(() => restore(root)).observe(root, { childList: true, subtree: true });
};
