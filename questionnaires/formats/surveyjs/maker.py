"""What makes questions of ours from the elements of SurveyJS, whatever their type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from questionnaires.editing.document import Document
from questionnaires.expressions import ExpressionError, Type
from questionnaires.expressions.regex import compile_pattern
from questionnaires.formats.formulas import FormulaError
from questionnaires.formats.known import Known
from questionnaires.formats.languages import tag
from questionnaires.formats.making import Making
from questionnaires.formats.surveyjs.parts import Element, written
from questionnaires.formats.surveyjs.properties import EMPTY, LOOKS
from questionnaires.formats.surveyjs.rules import Rules

Make: TypeAlias = "Callable[[Maker, Element, str], list[Document]]"
Validate: TypeAlias = "Callable[[Maker, Element, Document, str], None]"


class Maker:
    """Makes questions of ours, each type by one of ``makers``, and its checks by ``validate``.

    ``later`` holds the conditions that are turned once every name is known: the part, its
    key, what is written, where, and the value that ``{item}`` stands for.
    """

    def __init__(self, making: Making, rules: Rules, makers: Mapping[str, Make], validate: Validate) -> None:
        self.making = making
        self.rules = rules
        self.makers = makers
        self.validate = validate
        self.later: list[tuple[Document, str, str, str, str | None]] = []
        self.looks: set[str] = set()
        self.used: set[str] = set()
        self.elements: dict[str, Element] = {}

    def made(self, element: Element) -> list[Document]:
        """The questions that an element becomes; none where it cannot be carried."""
        kind, place = written(element.get("type")), self.place(element)
        make = self.makers.get(kind)
        if make is None:
            self.making.left_out(
                "kind", place, f"题型“{kind}”没有带过来", f"A question of the type “{kind}” was left out"
            )
            return []
        if element.get("visible") is False:
            self.making.left_out("hidden", place, "隐藏的题没有带过来", "A hidden question was left out")
            return []
        self.used = {"type", "name", "visible", "title", "description", "valueName"}
        found = make(self, element, place)
        for question in found:
            self.common(element, question, place)
        self.leftovers(element, place)
        value = written(element.get("valueName"))
        if value not in ("", written(element.get("name"))):
            self.making.changed(
                "value_name",
                place,
                f"答案不再存为“{value}”，按题名存",
                f"Answers are kept under the name of the question, no longer as “{value}”",
            )
        return found

    @contextmanager
    def within(self, part: Element, place: str) -> Iterator[None]:
        """Read a part of an element that has properties of its own; those that nothing took are noted.

        What is read of the part counts for the part alone, though the element has a property of the same name.
        """
        around, self.used = self.used, {"type", "name", "value", "text", "title", "cellType"}
        yield
        self.leftovers(part, place)
        self.used = around

    def place(self, element: Element) -> str:
        """How the source names an element."""
        return written(element.get("name")) or written(element.get("type")) or "?"

    def get(self, element: Element, *names: str) -> Any:
        """A property that is carried, by any of its names; the used ones are remembered."""
        self.used.update(names)
        return next((element[name] for name in names if element.get(name) is not None), None)

    def text(self, value: Any, place: str, empty: str = "") -> dict[str, str]:
        """A text of ours from a text or texts by locale; ``empty`` stands where there is none."""
        found = self.making.text(self.wordings(value), place)
        return found or (self.making.literal(empty) if empty else {})

    def wordings(self, value: Any) -> dict[str, str]:
        """The wordings of a text by our language tags."""
        main = self.making.languages[0]
        if isinstance(value, str):
            return {main: value}
        found: dict[str, str] = {}
        for locale, said in value.items() if isinstance(value, dict) else ():
            language = main if locale == "default" else tag(str(locale))
            if language and isinstance(said, str) and language in self.making.languages:
                found.setdefault(language, said)
        return found

    def base(self, element: Element, kind: str, place: str, ending: str = "") -> Document:
        """What every question has; its name is given here."""
        source = written(element.get("name"))
        wanted = f"{source}{ending}"
        name = self.making.names.name(wanted or "q")
        self.making.renamed(wanted, name, place)
        return {
            "kind": kind,
            "name": name,
            "label": self.text(element.get("title"), place, source or name),
            "hint": self.text(element.get("description"), place),
        }

    def known(self, element: Element, known: Known, ending: str = "") -> None:
        """Say what the name of an element became, and of the value it shares."""
        for key in ("name", "valueName"):
            if written(element.get(key)):
                self.rules.add(f"{written(element[key])}{ending}", known)

    def common(self, element: Element, question: Document, place: str) -> None:
        """Whether it must be answered, when it is shown, how it is checked."""
        shown = written(self.get(element, "visibleIf"))
        needed = written(self.get(element, "requiredIf"))
        enabled = written(self.get(element, "enableIf"))
        if question["kind"] not in ("note", "calculated"):
            always = bool(self.get(element, "isRequired")) or bool(needed and needed == shown)
            question["required"] = always or question.get("required", False)
            if needed and needed != shown:
                self.left_rule(
                    "required_if", place, needed, "“满足条件才必答”没有带过来", "“Required if” was left out"
                )
            self.validate(self, element, question, place)
        self.condition(question, "show", shown, place)
        if enabled:
            self.making.changed(
                "enable_if",
                place,
                "“满足条件才可填”成为“满足条件才显示”",
                "“Enabled if” became “shown if”",
            )
            self.condition(question, "show", enabled, place)

    def condition(
        self, part: Document, key: str, condition: str, place: str, item: str | None = None
    ) -> None:
        """Turn a condition once every name is known."""
        if condition.strip():
            self.later.append((part, key, condition, place, item))

    def left_rule(self, code: str, place: str, condition: str, zh: str, en: str) -> None:
        """Note a condition of a sort that has no equal here, with its text."""
        said = condition if len(condition) <= 300 else f"{condition[:297]}..."
        self.making.left_out(code, place, f"{zh}：{said}", f"{en}: {said}")

    def patterned(self, question: Document, pattern: str, message: dict[str, str]) -> bool:
        """A check by a pattern; whether the pattern is one of ours."""
        try:
            compile_pattern(pattern)
        except ExpressionError:
            return False
        quote = '"' if "'" in pattern else "'"
        if quote in pattern:
            return False
        self.check(question, f"regex(., {quote}{pattern}{quote})", message)
        return True

    @staticmethod
    def check(question: Document, rule: str, message: dict[str, str]) -> Document:
        """A check added to a question."""
        held = question.setdefault("checks", [])
        held.append({"code": f"check_{len(held) + 1}", "require": rule, "message": message})
        added: Document = held[-1]
        return added

    def leftovers(self, element: Element, place: str) -> None:
        """Note the properties that nothing took."""
        for name, value in element.items():
            if name in self.used or value in EMPTY:
                continue
            if name in LOOKS:
                self.looks.add(name)
            else:
                self.making.unknown(place, [name])

    def turn(self) -> None:
        """Every condition as a rule, now that all names are known."""
        for part, key, condition, place, item in self.later:
            try:
                rule = self.rules.rule(condition, item)
            except FormulaError as error:
                self.making.rule_left_out(place, condition, error.reason, shown=key == "show")
                continue
            if key == "show" and part.get("show"):
                part["show"] = f"({part['show']}) and ({rule})"
            else:
                part[key] = rule

    def calculated(self, name: str, expression: str, place: str) -> Document | None:
        """A calculated value; None where it cannot be turned."""
        try:
            value, found = self.rules.calculation(expression)
        except FormulaError as error:
            self.making.rule_left_out(place, expression, error.reason, shown=False)
            return None
        kinds = {Type.NUMBER: "number", Type.BOOLEAN: "boolean", Type.DATE: "date"}
        given = self.making.names.name(name)
        self.rules.add(name, Known(given, found if found in kinds else Type.TEXT))
        return {"kind": "calculated", "name": given, "value": value, "type": kinds.get(found, "text")}
