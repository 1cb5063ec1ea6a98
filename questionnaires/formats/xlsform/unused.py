"""Notes on the cells of a question's line that nothing was made of."""

from __future__ import annotations

import re
from collections.abc import Collection

from questionnaires.formats.carried import Fate
from questionnaires.formats.xlsform.filters import NEVER
from questionnaires.formats.xlsform.form import Form
from questionnaires.formats.xlsform.outline import Item

YES = frozenset({"yes", "true", "true()", "1", "y"})
NO = frozenset({"no", "false", NEVER, "0", "n", ""})
DROPDOWN = frozenset({"minimal", "autocomplete", "search"})
DATES = {"year": "year", "month-year": "month"}
PARAMETER = re.compile(r"([\w-]+)\s*=\s*('[^']*'|\"[^\"]*\"|[^\s,;]+)")
_USED_PARAMETERS = frozenset({"start", "end", "step", "randomize"})
_TABLE_LOOKS = frozenset({"label", "list-nolabel"})
_USED_LOOKS: dict[str, Collection[str]] = {
    "select_one": DROPDOWN | _TABLE_LOOKS,
    "select_external": DROPDOWN | _TABLE_LOOKS,
    "select_multiple": _TABLE_LOOKS,
    "date": DATES,
    "datetime": DATES,
    "text": ("multiline",),
}


def note_unused(form: Form, item: Item) -> None:
    """Notes on the cells of a line that nothing was made of."""
    line = item.line
    for look in line.get("appearance").split():
        if look.split("(")[0] not in _USED_LOOKS.get(item.type.name, ()):
            what = f"外观“{look}”没有带过来。", f"The appearance “{look}” was left out."
            form.note(Fate.LEFT_OUT, "appearance", form.survey.place(line, "appearance"), *what)
    if line.get("default") and item.type.name != "calculate":
        what = (
            "默认值没有带过来（本平台不预填）。",
            "Defaults were left out: nothing is filled in beforehand.",
        )
        form.note(Fate.LEFT_OUT, "default", form.survey.place(line, "default"), *what)
    if line.get("read_only").lower() not in NO and item.type.name not in ("text", "note", "calculate"):
        what = "“只读”没有带过来：这一题可以填。", "Read-only was left out: the question can be answered."
        form.note(Fate.LEFT_OUT, "read_only", form.survey.place(line, "read_only"), *what)
    unused = [key for key, _ in PARAMETER.findall(line.get("parameters")) if key not in _USED_PARAMETERS]
    for key in unused:
        what = f"参数 {key} 没有带过来。", f"The parameter {key} was left out."
        form.note(Fate.LEFT_OUT, "parameter", form.survey.place(line, "parameters"), *what)
