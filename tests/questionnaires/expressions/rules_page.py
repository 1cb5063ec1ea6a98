"""A page that holds only ``rules.js``, for comparing the two evaluators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

RULES = Path(__file__).parents[3] / "survey/web/static/respond/rules.js"

RUN = """
cases => cases.map(([tree, values, context]) => {
  try {
    const v = Kewen.rules.evaluate(tree, values, context);
    const text = Kewen.rules.text(v), truth = Kewen.rules.truth(v);
    if (typeof v === "number") {
      return { type: "number", result: Object.is(v, -0) ? "-0" : isFinite(v) ? v : String(v), text, truth };
    }
    if (typeof v === "object" && !Array.isArray(v)) {
      return { type: v.moment ? "moment" : "date", result: v.moment || v.date, text, truth };
    }
    return { type: typeof v === "string" ? "text" : typeof v, result: v, text, truth };
  } catch (error) {
    return { type: "error", result: String(error) };
  }
})
"""


def run_in_browser(browser: Any, cases: list[list[Any]]) -> list[dict[str, Any]]:
    """The value of each case (tree, values, context) with its type, text and truth."""
    page = browser.new_page()
    try:
        page.add_script_tag(content=RULES.read_text("utf-8"))
        found: list[dict[str, Any]] = page.evaluate(RUN, cases)
        return found
    finally:
        page.close()
