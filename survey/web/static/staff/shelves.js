/* Dragging variables onto the shelves of a table, kept tables into their order, and finding variables by words.
   What was dropped is asked of the server, as the buttons beside do: without this file everything works by them. */
import Sortable from "../design/vendor/sortable.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const dragging = { animation: calm ? 0 : 120, forceFallback: true, fallbackOnBody: true, fallbackTolerance: 4, delay: 150, delayOnTouchOnly: true, scroll: true };
const CROSSED = new Set(["row", "col"]), FILTERED = new Set(["feature", "code", "part"]);

/* Whether a variable of a kind can stand on a shelf. */
const fits = (kind, shelf) => shelf === "filter" ? FILTERED.has(kind) : CROSSED.has(shelf) && kind !== "part";

const submit = (form, step) => {
  const button = document.createElement("button");
  button.name = "do";
  button.value = step;
  button.hidden = true;
  form.append(button);
  form.requestSubmit(button);
};

const builder = document.getElementById("builder");
if (builder) {
  const dropped = ({ item, to, newDraggableIndex: place }) => {
    const shelf = to.dataset.shelf, name = item.dataset.name;
    item.querySelectorAll("input").forEach(input => input.type === "hidden" && input.remove());
    submit(builder, shelf ? `${shelf}:${name}:${place}` : `out:${name}`);
  };
  const accepts = (to, from, item) => fits(item.dataset.kind, to.el.dataset.shelf);
  for (const shelf of builder.querySelectorAll("[data-shelf]"))
    Sortable.create(shelf, { ...dragging, draggable: ".chip, .variable", filter: "button, input, label", preventOnFilter: false, group: { name: "shelves", put: accepts }, onAdd: dropped, onUpdate: dropped });
  for (const list of builder.querySelectorAll(".offered"))
    Sortable.create(list, { ...dragging, draggable: ".variable", filter: "button", preventOnFilter: false, sort: false, group: { name: "shelves", pull: "clone", put: (to, from, item) => item.classList.contains("chip") }, onAdd: dropped });
  builder.classList.add("live");

  const find = document.getElementById("find"), none = builder.querySelector(".none");
  find.closest("p").hidden = false;
  const opened = new Map([...builder.querySelectorAll("details")].map(one => [one, one.open]));
  find.addEventListener("input", () => {
    const words = find.value.trim().toLowerCase();
    let count = 0;
    for (const [part, wasOpen] of opened) {
      let held = 0;
      for (const one of part.querySelectorAll(".variable")) {
        one.hidden = words !== "" && !one.dataset.words.includes(words);
        held += one.hidden ? 0 : 1;
      }
      part.hidden = held === 0;
      part.open = words === "" ? wasOpen : held > 0;
      count += held;
    }
    none.textContent = count ? "" : none.dataset.none;
  });
  find.addEventListener("keydown", event => { if (event.key === "Enter") event.preventDefault(); });
}

const kept = document.querySelector("tbody#kept"), ordering = document.getElementById("ordering");
if (kept && ordering)
  Sortable.create(kept, {
    ...dragging, handle: ".grip", draggable: "tr",
    onUpdate: () => {
      for (const row of kept.children) {
        const input = document.createElement("input");
        input.type = "hidden";
        input.name = "name";
        input.value = row.dataset.name;
        ordering.append(input);
      }
      ordering.requestSubmit();
    }
  });
