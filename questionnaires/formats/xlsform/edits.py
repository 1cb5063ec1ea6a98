"""What was changed in a form of ours in columns that are written for ODK only.

Our own columns are what counts; where ODK's say something else than we would write beside
them, somebody changed them in Excel or Kobo, and is told that the change did not come over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from questionnaires.formats.carried import Fate, Note
from questionnaires.formats.xlsform.tables import Line, Table
from questionnaires.formats.xlsform.writing import lines
from questionnaires.model import Questionnaire
from questionnaires.text import Text

_READ_INSTEAD = {
    "relevant": "kewen::show",
    "constraint": "kewen_checks",
    "calculation": "kewen::value",
    "choice_filter": "kewen_show",
    "type": "kewen::kind",
    "appearance": "kewen::kind",
    "parameters": "kewen::kind",
    "required": "kewen::kind",
}
_FILLED_IN = frozenset({"fact", "setting"})


def edits(tables: Mapping[str, Table], questionnaire: Questionnaire) -> list[Note]:
    """A note for every cell that is not as :func:`.writing.lines` writes it."""
    sheets, _ = lines(questionnaire)
    return list(_of_sheet(tables["survey"], sheets.survey))


def _of_sheet(table: Table, ours: list[Line]) -> Iterator[Note]:
    by_name = {line.get("name"): line for line in ours if line.get("name")}
    for line in table.lines:
        wanted = by_name.get(line.get("name"))
        if wanted is None or line.get("kewen::part") in _FILLED_IN:
            continue
        for key, instead in _READ_INSTEAD.items():
            if line.get(key) != wanted.get(key).strip():
                what = Text(
                    zh=f"{key} 列改过，没有带过来：本平台读的是 {instead}。",
                    en=f"The column {key} was changed; the change was left out, for {instead} is what is read.",
                )
                remedy = Text(
                    zh="清空 kewen::show 可改读 relevant；其余请在 kewen 列里改，或在本平台里改。",
                    en="Empty kewen::show to have relevant read; change others in the kewen columns, or here.",
                )
                yield Note(Fate.LEFT_OUT, "changed_for_odk", table.place(line, key), what, remedy)
