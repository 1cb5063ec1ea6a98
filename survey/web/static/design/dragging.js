/* Dragging by SortableJS. What it moved is put back where Preact drew it; the draft then says the new place. */
import Sortable from "./vendor/sortable.js";
import { useEffect, useRef } from "./ui.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const keyAt = (list, place) => {
  const item = [...list.children].filter(one => one.dataset.key !== undefined)[place];
  return item ? item.dataset.key : null;
};

/* A ref for a list whose children carry data-key and a .grip; onDrop({key, from, into, before}) tells the drop.
   `from` and `into` are the data-list of the lists. */
export const useDragging = ({ group, isOn = true, onDrop }) => {
  const node = useRef(null), latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(() => {
    if (!node.current || !isOn) return;
    let next = null;
    const sortable = Sortable.create(node.current, {
      group, handle: ".grip", draggable: "[data-key]", animation: calm.matches ? 0 : 120, forceFallback: true, fallbackOnBody: true, fallbackTolerance: 3,
      onStart: event => { next = event.item.nextSibling; },
      onEnd: ({ item, from, to, oldDraggableIndex: old, newDraggableIndex: fresh }) => {
        from.insertBefore(item, next);
        if (from === to && old === fresh) return;
        const place = from === to && fresh > old ? fresh + 1 : fresh;
        latest.current({ key: item.dataset.key, from: from.dataset.list, into: to.dataset.list, before: keyAt(to, place) });
      }
    });
    return () => sortable.destroy();
  }, [isOn, group]);
  return node;
};
