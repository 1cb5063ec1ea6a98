"""Reading a form that Kewen wrote: the same questionnaire, with what was changed in it since."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from questionnaires.editing.document import Document
from questionnaires.findings import Finding
from questionnaires.formats.carried import Carried, Fate, Note
from questionnaires.formats.error import FormatError
from questionnaires.formats.xlsform.cells import OPTION, with_more
from questionnaires.formats.xlsform.own_lines import (
    Told,
    ending,
    entry,
    in_tags,
    level,
    option,
    page,
    plain,
    question,
    row,
    text,
)
from questionnaires.formats.xlsform.tables import NO_TABLE, Line, Table
from questionnaires.formats.xlsform.types import read_type
from questionnaires.model import Questionnaire
from questionnaires.text import Text

FORMAT = "1"
_OPTIONS = frozenset({"single", "multiple", "ranking", "matrix", "consent"})
_SKIPPED = frozenset({"helper", "said", "fact", "setting"})


def is_own(tables: dict[str, Table]) -> bool:
    """Whether Kewen wrote the form."""
    return any(line.get("key") == "format" for line in tables.get("kewen", NO_TABLE).lines)


def read_own(tables: dict[str, Table]) -> Carried:
    """The questionnaire. Raises FormatError where a cell was changed to something it cannot hold."""
    reader = _Reader(tables)
    document: Document = {}
    try:
        document = reader.document()
        questionnaire = Questionnaire.model_validate(document)
    except ValidationError as error:
        raise FormatError(tuple(reader.finding(document, each) for each in error.errors()[:20])) from error
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        # whoever edits our columns may write anything into them
        raise FormatError(
            (reader.finding(document, {"loc": ("kewen::more",), "msg": str(error)[:200]}),)
        ) from error
    return Carried(questionnaire, tuple(reader.notes))


class _Reader:
    def __init__(self, tables: dict[str, Table]) -> None:
        self.tables = tables
        self.notes: list[Note] = []
        keys = {line.get("key"): line.get("value") for line in tables["kewen"].lines}
        self.tags = {
            key.removeprefix("header:"): tag for key, tag in keys.items() if key.startswith("header:")
        }
        self.keys = keys
        self.survey = [in_tags(line, self.tags) for line in tables["survey"].lines]
        self.told = Told(tuple(self.survey))
        self.choices: dict[str, list[Line]] = {}
        for line in tables.get("choices", NO_TABLE).lines:
            if line.get(f"{OPTION}part") != "helper":
                self.choices.setdefault(line.get("list_name"), []).append(in_tags(line, self.tags))
        self.lines: dict[str, Line] = {}

    def sheet(self, name: str) -> list[Line]:
        return [in_tags(line, self.tags) for line in self.tables.get(name, NO_TABLE).lines]

    def document(self) -> Document:
        found: Document = {"pages": []}
        title: dict[str, str] = {}
        for line in self.sheet("kewen"):
            if line.get("key") == "questionnaire":
                found |= plain(line, self.told)
                title = found.get("title", {})
        settings = self.tables.get("settings", NO_TABLE).lines
        first = settings[0].values if settings else {}
        found["name"] = first.get("form_id", found.get("name", ""))
        default = self.tags.get(first.get("default_language", ""), "")
        if first.get("form_title") and default:
            found["title"] = title | {default: first["form_title"]}
        for line in self.sheet("kewen"):
            if line.get("key") == "questionnaire":
                found = with_more(line, found)
        for line in self.survey:
            self.read(line, found)
        self.checks(found)
        for key, name in (("settings", "kewen_settings"), ("reviews", "kewen_reviews")):
            rows = [plain(line, self.told) for line in self.sheet(name)]
            if rows:
                found[key] = rows
        self.lists(found)
        return found

    def read(self, line: Line, found: Document) -> None:
        part, kind = line.get("kewen::part"), line.get("kewen::kind")
        pages = found["pages"]
        if part in ("introduction", "thanks"):
            found.setdefault(part, text(line, "label", self.told).get("label", {}))
        elif part == "page":
            pages.append({"questions": [], "endings": [], **page(line, self.told)})
        elif not pages or part in _SKIPPED:
            if not part and not pages:
                self.stray(line)
        elif part == "ending":
            pages[-1]["endings"].append(ending(line, self.told))
        elif part == "intro":
            pages[-1]["intro"] = text(line, "label", self.told).get("label", {})
        elif kind:
            pages[-1]["questions"].append(self.question(line))
        elif part in ("row", "level"):
            self.inner(line, part, pages[-1]["questions"])
        else:
            self.stray(line)

    def question(self, line: Line) -> Document:
        found = question(line, self.told)
        self.lines.setdefault(str(found.get("name")), line)
        kind = found.get("kind")
        if kind in ("matrix", "split"):
            found.setdefault("rows", [])
        if kind in _OPTIONS and ("list" not in found or line.get("kewen::options")):
            found.setdefault(
                "options", self.options(line.get("kewen::options") or read_type(line.get("type")).list)
            )
        return found

    def options(self, name: str) -> list[Document]:
        return [option(line, self.told) for line in self.choices.get(name, ())]

    def inner(self, line: Line, part: str, questions: list[Document]) -> None:
        if not questions:
            self.stray(line)
            return
        last = questions[-1]
        if part == "level":
            last.setdefault("levels", []).append(level(line, self.told))
        else:
            last.setdefault("rows", []).append(row(line, self.told))

    def checks(self, found: Document) -> None:
        """The checks of questions, which stand on a sheet of their own."""
        by_number: dict[str, list[Document]] = {}
        for line in self.sheet("kewen_checks"):
            check = plain(line, self.told)
            by_number.setdefault(str(check.pop("question", "")), []).append(check)
        count: dict[str, int] = {}
        for page_ in found["pages"]:
            for each in page_["questions"]:
                name = str(each.get("name"))
                count[name] = count.get(name, 0) + 1
                key = name if count[name] == 1 else f"{name}#{count[name]}"
                if key in by_number:
                    each["checks"] = by_number[key]

    def lists(self, found: Document) -> None:
        lists = []
        for line in self.sheet("kewen_lists"):
            listed = plain(line, self.told)
            names = str(listed.pop("choice_lists", "")).split()
            lines = sorted(
                (line for name in names for line in self.choices.get(name, ())), key=lambda line: line.number
            )
            if lines and "entries" not in listed:
                listed["entries"] = [entry(line, self.told) for line in lines]
            lists.append(listed)
        if lists:
            found["lists"] = lists

    def stray(self, line: Line) -> None:
        """A row that was added since, without our columns."""
        written = line.get("type")
        if not written or read_type(written).what == "end":
            return
        what = Text(
            zh="这一行是后来加的，没有写 kewen::part 或 kewen::kind，没有带过来。",
            en="This row was added later, says neither kewen::part nor kewen::kind, and was left out.",
        )
        remedy = Text(
            zh="写上 kewen::kind（例如 text、single），或在本平台里加这一题。",
            en="Write its kewen::kind (text, single …), or add the question here.",
        )
        self.notes.append(Note(Fate.LEFT_OUT, "row_added", line.place, what, remedy))

    def finding(self, document: Document, error: Any) -> Finding:
        """What pydantic found, at the row it stands in."""
        place: Any = document
        named = ""
        for key in error["loc"]:
            try:
                place = place[key]
            except (KeyError, IndexError, TypeError):
                break
            if isinstance(place, dict) and place.get("kind"):
                named = str(place.get("name"))
        line = self.lines.get(named)
        where = line.place if line else "kewen"
        path = ".".join(str(key) for key in error["loc"][-2:])
        reason = Text(
            zh=f"{named} 的 {path} 不对：{error['msg']}。", en=f"{path} of {named} is wrong: {error['msg']}."
        )
        remedy = Text(
            zh="改回原来的内容，或重新导出后再改。",
            en="Put back what stood there, or export the form anew and change that.",
        )
        return Finding("cell_wrong", where, reason, remedy, line=line.number if line else None)
