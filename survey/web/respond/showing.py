"""Questions as templates show them: texts filled in, options and rows with what is shown.

Off-path questions, options and rows stand on the page hidden, so that the script can show
them at once; without scripts the next request shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from questionnaires.interview import Interview
from questionnaires.interview.interview import PLACE
from questionnaires.interview.order import shuffled
from questionnaires.kinds import MISSING_WORDS, kind_of, write_in_fields
from questionnaires.kinds.answer import number_words
from questionnaires.model import (
    Cascade,
    Consent,
    Date,
    Matrix,
    Missing,
    Number,
    Option,
    OptionsBase,
    Page,
    Privacy,
    Question,
    QuestionBase,
    Ranking,
    Scale,
    Single,
    Split,
    Words,
)
from questionnaires.text import Text
from survey.web.respond.posts import Raw, as_raw
from survey.web.respond.wording import paragraphs

LONGEST_CHOICE = 300
EARLIEST_YEAR = 1900
PRIVATE = frozenset({Privacy.SENSITIVE, Privacy.IDENTIFYING})
MONEY = ("元", "yuan", "CNY", "¥")
DATE_WORDS = {
    "year": Text(zh="年", en="year"),
    "month": Text(zh="月", en="month"),
    "day": Text(zh="日", en="day"),
}


@dataclass(frozen=True)
class Shower:
    """Makes what templates show, in one language."""

    interview: Interview
    language: str
    everything: bool = False  # every part counts as shown: for fragments that the script completes

    def text(self, text: Text) -> Markup:
        """A text with facts filled in; quoted answers can be found again by the script."""
        wording = text.say(self.language)
        if "${" not in wording:
            return escape(wording)
        found: list[Markup] = []
        end = 0
        for place in PLACE.finditer(wording):
            found.append(escape(wording[end : place.start()]))
            said = escape(self.interview.fill(Text({self.language: place[0]}), self.language))
            fact = place[1] in self.interview.facts
            quote = Markup('<output data-quote="{}">{}</output>').format(place[1], said)
            found.append(said if fact else quote)
            end = place.end()
        found.append(escape(wording[end:]))
        return Markup("").join(found)

    def page(self, page: Page, made: Mapping[str, Markup] | None = None) -> dict[str, Any]:
        """A page with all its questions that ask or tell something; ``made`` are those whose HTML is there."""
        known = made or {}
        return {
            "name": page.name,
            "title": self.text(page.title),
            "intro": paragraphs(self.text(page.intro)),
            "items": [
                {"html": known[question.name]} if question.name in known else self.item(question)
                for question in page.questions
                if question.kind != "calculated"
            ],
        }

    def item(self, question: Question) -> dict[str, Any]:
        """A question."""
        found: dict[str, Any] = {
            "html": None,
            "name": question.name,
            "kind": question.kind,
            "number": question.number,
            "label": self.text(question.label),
            "hint": self.text(question.hint),
            "why": self.text(question.why),
            "required": question.required,
            "shown": self.everything or self.interview.shown(question),
            "private": question.privacy in PRIVATE,
            "offers": [(code, MISSING_WORDS[Missing(code)].say(self.language)) for code in question.offers],
            "own": frozenset(),
            "options": [],
        }
        if isinstance(question, OptionsBase | Consent | Matrix):
            found["options"] = self.options(question)
        return found | self._choice(question, found["options"]) | self._typed(question)

    def _choice(self, question: Question, options: list[dict[str, Any]]) -> dict[str, Any]:
        """What is special about kinds of which one chooses."""
        match question:
            case Single():
                return {"dropdown": question.appearance == "dropdown"}
            case Consent():
                return {"statement": paragraphs(self.text(question.statement))}
            case Ranking():
                return {"most": min(question.most, len(options))}
            case Matrix():
                return self.matrix(question, options)
            case Scale():
                ends = {
                    "low_label": self.text(question.low_label),
                    "high_label": self.text(question.high_label),
                }
                return {"least": question.least, "most": question.most, **ends}
        return {}

    def _typed(self, question: Question) -> dict[str, Any]:
        """What is special about kinds in which one types, and those with parts."""
        match question:
            case Split():
                rows, total = self.rows(question), number_words(question.total)
                own, unit = _names(rows), self.text(question.unit)
                mode = _inputmode(question.step, 0)
                return {"rows": rows, "own": own, "unit": unit, "total": total, "inputmode": mode}
            case Number():
                unit = self.text(question.unit)
                mode = _inputmode(question.step or 1, question.decimals, question.least)
                return {"unit": unit, "money": any(word in unit for word in MONEY), "inputmode": mode}
            case Date():
                return {"parts": self.parts(question)}
            case Words():
                return {"long": question.long, "limit": question.limit}
            case Cascade():
                return self.cascade(question)
        return {}

    def options(self, question: OptionsBase | Consent | Matrix) -> list[dict[str, Any]]:
        """Every option in the order this person sees, with whether it is shown."""
        lists = self.interview.code_lists
        options = lists.options(question)
        shown = {option.code for option in self.interview.shown_options(question)}
        if getattr(question, "shuffle", False):
            options = shuffled(options, self.interview.seed, question.name)
        words: dict[str, str] = {}
        if not isinstance(question, Matrix | Consent):
            fields = write_in_fields(question.name, lists.options(question))
            words = {option.code: name for name, option in fields.items()}
        search = self.searches(question)
        found: list[dict[str, Any]] = []
        for option in options:
            alone = option.exclusive or option.missing is not None
            found.append(
                {
                    "code": option.code,
                    "label": self.text(option.label),
                    "shown": self.everything or option.code in shown,
                    "alone": alone,
                    "apart": _stands_apart(option) and bool(found) and not found[-1]["stands"],
                    "stands": _stands_apart(option),
                    "words": words.get(option.code, ""),
                    "search": search.get(option.code, ""),
                    "missing": option.missing is not None,
                }
            )
        return found

    def searches(self, question: QuestionBase) -> dict[str, str]:
        """Further words to find options by, where they come from a list."""
        name = getattr(question, "list", None)
        listed = self.interview.questionnaire.list_by_name.get(name) if name else None
        return {entry.code: entry.search for entry in listed.entries if entry.search} if listed else {}

    def rows(self, question: Matrix | Split) -> list[dict[str, Any]]:
        """Every row, with its place among those shown."""
        shown = {row.name for row in self.interview.shown_rows(question)}
        found: list[dict[str, Any]] = []
        place = 0
        for row in question.rows:
            visible = self.everything or row.name in shown
            place += visible
            found.append(
                {
                    "name": row.name,
                    "label": self.text(row.label),
                    "shown": visible,
                    "place": place,
                    "count": len(question.rows) if self.everything else len(shown),
                }
            )
        return found

    def matrix(self, question: Matrix, options: list[dict[str, Any]]) -> dict[str, Any]:
        """The options of a matrix: points of a scale as buttons, the others as cards."""
        points = [one for one in options if not one["missing"]] if question.scale else []
        rows = self.rows(question)
        others = [one for one in options if one not in points]
        return {"rows": rows, "own": _names(rows), "points": points, "others": others}

    def parts(self, question: Date) -> list[tuple[str, str, list[str]]]:
        """The parts of a date with their choices, the latest year first."""
        last = self.interview.today.year
        if question.latest and question.latest != "today":
            last = int(question.latest[:4])
        first = int(question.earliest[:4]) if question.earliest else EARLIEST_YEAR
        values = {
            "year": [str(year) for year in range(last, first - 1, -1)],
            "month": [str(month) for month in range(1, 13)],
            "day": [str(day) for day in range(1, 32)],
        }
        wanted = {"year": 1, "month": 2, "day": 3}[question.precision]
        return [(part, DATE_WORDS[part].say(self.language), values[part]) for part in list(values)[:wanted]]

    def cascade(self, question: Cascade, raw: Raw | None = None) -> dict[str, Any]:
        """The levels of a cascade with the entries below what is chosen above."""
        if raw is None:
            raw = as_raw(question, self.interview.answers, self.interview.code_lists)
        levels: list[dict[str, Any]] = []
        above: str | None = None
        for place, level in enumerate(question.levels):
            last = place == len(question.levels) - 1
            waits = place > 0 and not above
            wanted = next(iter(raw.get(f"{level.name}.find", ())), "")
            chosen = next(iter(raw.get(level.name, ())), "")
            is_long = self.is_long(question, place)
            entries = [] if waits else self.entries(question, place, above)
            if is_long:
                entries = found_in(entries, wanted, chosen)[:LONGEST_CHOICE]
            levels.append(
                {
                    "name": level.name,
                    "label": self.text(level.label),
                    "waits": waits,
                    "search": is_long and not waits,
                    "entries": entries,
                    "button": "find" if is_long and not waits else "" if last or waits else "below",
                }
            )
            above = chosen or None
        words = f"{question.levels[-1].name}_oth" if question.write_in else ""
        own = frozenset([*(level.name for level in question.levels[1:]), words])
        return {"levels": levels, "words": words, "own": own}

    def is_long(self, question: Cascade, place: int) -> bool:
        """Whether a level may offer more entries than a page should carry."""
        level = self.interview.code_lists.entries(question.list).levels
        return place < len(level) and sum(map(len, level[place].values())) > LONGEST_CHOICE

    def entries(self, question: Cascade, place: int, above: str | None) -> list[dict[str, str]]:
        """The entries of a level below one, as code, label and further words."""
        found = self.interview.code_lists.entries(question.list).below(place, above)
        return [
            {"code": entry.code, "label": entry.label.say(self.language), "search": entry.search}
            for entry in found
        ]


def found_in(entries: list[dict[str, str]], wanted: str, chosen: str) -> list[dict[str, str]]:
    """The entries whose name holds, or whose initials begin with, what was typed; and the chosen one."""
    typed = wanted.strip().casefold()
    return [
        one
        for one in entries
        if one["code"] == chosen
        or not typed
        or typed in one["label"].casefold()
        or one["search"].casefold().startswith(typed)
    ]


def _names(rows: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(row["name"] for row in rows)


def _stands_apart(option: Option) -> bool:
    return option.exclusive or option.missing is not None


def _inputmode(step: float, decimals: int, least: float | None = 0) -> str:
    """The keyboard for a number: digits only where neither a point nor a minus can be needed."""
    if least is None or least < 0:
        return "text"
    return "decimal" if decimals or step % 1 else "numeric"


def label_line(shower: Shower, question: Question) -> str:
    """The label of a question in one line, for a list of answers."""
    number = f"{question.number} " if question.number else ""
    return number + shower.interview.fill(question.label, shower.language)


def asks(question: Question) -> bool:
    """Whether a question asks anything."""
    return kind_of(question).asks
