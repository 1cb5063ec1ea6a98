"""What makes questions of ours from those of Qualtrics, whatever their type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from questionnaires.editing.document import Document
from questionnaires.expressions import ExpressionError
from questionnaires.expressions.regex import compile_pattern
from questionnaires.formats.figures import figure, whole
from questionnaires.formats.formulas import FormulaError
from questionnaires.formats.languages import tag
from questionnaires.formats.making import Making
from questionnaires.formats.qualtrics.logic import Made, Rules, describe
from questionnaires.formats.qualtrics.source import Payload, is_on, mapping, ordered, said
from questionnaires.formats.qualtrics.tracking import unread

Make: TypeAlias = "Callable[[Maker, str, Payload], list[Document]]"

#: What Qualtrics keeps for itself or says twice.
_OWN = frozenset(
    [
        *("QuestionDescription", "QuestionText_Unsafe", "NextChoiceId", "NextAnswerId", "QuestionID"),
        *("IsTest", "LastModified", "PreviousAnswers", "QuestionTranslations", "DynamicChoicesData"),
        *(
            "Configuration.QuestionDescriptionOption",
            "ColumnLabels.*.IsLabelDefault",
            "Validation.Settings.ForceResponseType",
        ),
    ]
)
_LOOKS = frozenset(
    [
        *(
            "Selector",
            "SubSelector",
            "Group",
            "ShowValue",
            "ChoiceLayout",
            "NumScalePoints",
            "ProgressiveAnswers",
            "AnswerColumns",
        ),
        *("PackagedGraphic", "ColumnMetadata", "NumberOfQuestions", "TextEntrySize", "InputWidth"),
        *("InputHeight", "TextEntryLength", "Configuration"),
    ]
)
_WORDS: dict[str, tuple[str, str]] = {
    "QuestionJS": ("题目的脚本没有带过来", "The script of a question was left out"),
    "ChoiceGroups": ("选项的分组没有带过来", "Groups of choices were left out"),
    "VariableNaming": ("选项的变量名没有带过来", "Variable names of choices were left out"),
    "CarryForward": ("承前选项没有带过来", "Carried forward choices were left out"),
    "DefaultChoices": ("预选的答案没有带过来", "Answers chosen beforehand were left out"),
    "GradingData": ("选项的评分没有带过来", "Scores of choices were left out"),
    "AnalyzeChoices": (
        "不参加分析的选项没有标出来",
        "Marks of choices left out of the analysis were left out",
    ),
    "ClarifyingText": ("输入框旁边的文字没有带过来", "Words beside a field were left out"),
    "ClarifyingSymbol": ("输入框旁边的符号没有带过来", "The sign beside a field was left out"),
    "SearchSource": ("输入时的提示名单没有带过来", "The list that is offered while typing was left out"),
    "Choices.*.Image": ("选项的图片没有带过来", "Pictures of choices were left out"),
    "Answers.*.Image": ("选项的图片没有带过来", "Pictures of choices were left out"),
    "DataVisibility.Private": ("“不公开的数据”的标记没有带过来", "The mark “private data” was left out"),
}


class Maker:
    """Makes questions of ours; ``later`` holds the logic that is turned once every name is known."""

    def __init__(
        self, making: Making, rules: Rules, makers: Mapping[str, Make], sources: Mapping[str, Payload]
    ) -> None:
        self.making = making
        self.rules = rules
        self.makers = makers
        self.sources = sources
        self.looks: set[str] = set()
        self.own: set[str] = set()
        self.later: list[tuple[Document, str, Any, str, bool]] = []
        self.place = "?"

    def made(self, key: str, payload: Payload) -> list[Document]:
        """The questions that one of Qualtrics becomes; none where it cannot be carried."""
        self.place = said(payload.get("DataExportTag")) or key
        kind = said(payload.get("QuestionType"))
        make = self.makers.get(kind)
        if make is None:
            self.making.left_out(
                "kind", self.place, f"题型“{kind}”没有带过来", f"A question of the type “{kind}” was left out"
            )
            return []
        if is_on(mapping(payload.get("DataVisibility")).get("Hidden")):
            self.making.left_out("hidden", self.place, "隐藏的题没有带过来", "A hidden question was left out")
            return []
        found = make(self, key, payload)
        for question in found:
            self.common(payload, question)
        if found:
            self.leftovers(payload)
        return found

    def by_tag(self, payload: Payload, read: Callable[[Payload], Any]) -> dict[str, str]:
        """A wording in the main language and in those it is translated to."""
        found = {self.making.languages[0]: said(read(payload))}
        for language, translated in mapping(payload.get("Language")).items():
            code = tag(str(language))
            if code and code in self.making.languages:
                found.setdefault(code, said(read(mapping(translated))))
        return {language: written for language, written in found.items() if written}

    def text(self, payload: Payload, read: Callable[[Payload], Any], empty: str = "") -> dict[str, str]:
        """A text of ours; ``empty`` stands where there is none."""
        found = self.making.text(self.by_tag(payload, read), self.place)
        return found or (self.making.literal(empty) if empty else {})

    def display(self, payload: Payload, group: str, key: str) -> dict[str, str]:
        """The words of a choice or an answer."""

        def read(held: Payload) -> Any:
            parts = held.get(group)
            if isinstance(parts, list):
                place = whole(key)
                part = parts[place] if place is not None and 0 <= place < len(parts) else None
                return mapping(part).get("Display")
            return mapping(mapping(parts).get(key)).get("Display")

        found = self.text(payload, read)
        if found:
            return found
        if mapping(mapping(payload.get(group)).get(key) if isinstance(payload.get(group), dict) else {}).get(
            "Image"
        ):
            self.making.left_out(
                "text_media", self.place, "选项的图片没有带过来", "Pictures of choices were left out"
            )
        return self.making.literal(key)

    def base(self, payload: Payload, kind: str, ending: str = "") -> Document:
        """What every question has; its name is given here."""
        wanted = f"{said(payload.get('DataExportTag')) or said(payload.get('QuestionID')) or 'q'}{ending}"
        name = self.making.names.name(wanted)
        self.making.renamed(wanted, name, self.place)
        return {
            "kind": kind,
            "name": name,
            "label": self.text(payload, lambda held: held.get("QuestionText"), self.place),
        }

    def options(
        self, payload: Payload, group: str = "Choices", order: str = "ChoiceOrder"
    ) -> tuple[list[Document], dict[str, str]]:
        """Options with our codes (the recode values where there are any), and our code for each choice."""
        parts = ordered(payload.get(group), payload.get(order))
        recoded = mapping(payload.get("RecodeValues"))
        wanted = [said(recoded.get(key)) or key for key, _ in parts]
        if len(set(wanted)) < len(wanted):
            self.making.changed(
                "recodes",
                self.place,
                "重编码的值有重复，改用选项的编号",
                "Recode values are repeated; the numbers of the choices stand instead",
            )
            wanted = [key for key, _ in parts]
        codes = self.making.codes(wanted, self.place)
        made: list[Document] = []
        for (key, part), code in zip(parts, codes, strict=True):
            option: Document = {"code": code, "label": self.display(payload, group, key)}
            if part.get("DisplayLogic"):
                self.logic(option, "show", part["DisplayLogic"])
            if is_on(part.get("ExclusiveAnswer")):
                option["exclusive"] = True
            made.append(option)
        return made, {key: code for (key, _), code in zip(parts, codes, strict=True)}

    def written_beside(
        self, payload: Payload, question: Document, codes: Mapping[str, str]
    ) -> dict[str, str]:
        """Lines beside choices, by choice."""
        asking = [
            key
            for key, part in ordered(payload.get("Choices"), payload.get("ChoiceOrder"))
            if is_on(part.get("TextEntry")) and key in codes
        ]
        for option in question["options"]:
            option["write_in"] = option["code"] in {codes[key] for key in asking}
        if len(asking) == 1:
            fields = {asking[0]: f"{question['name']}_oth"}
        else:
            fields = {
                key: f"{question['name']}_oth_{codes[key].replace('-', 'm').replace('.', '_')}"
                for key in asking
            }
        self.making.names.reserve(fields.values())
        return fields

    def common(self, payload: Payload, question: Document) -> None:
        """Whether it must be answered, when it is shown, how it is checked."""
        settings = mapping(mapping(payload.get("Validation")).get("Settings"))
        if question["kind"] not in ("note", "calculated"):
            force = said(settings.get("ForceResponse"))
            question["required"] = force == "ON"
            if force == "RequestResponse":
                self.making.changed(
                    "request_response", self.place, "“请求回答”成为选答", "“Request response” became optional"
                )
        for key in ("DisplayLogic", "InPageDisplayLogic"):
            if mapping(payload.get(key)):
                self.logic(question, "show", payload[key])
        custom = mapping(settings.get("CustomValidation"))
        if mapping(custom.get("Logic")):
            told = said(mapping(custom.get("Message")).get("description"))
            message = self.making.plain_words(told) if told and told != "Error Text" else None
            check = self.check(question, "", message)
            self.logic(check, "require", custom["Logic"])

    def check(self, question: Document, rule: str, message: dict[str, str] | None = None) -> Document:
        """A check added to a question."""
        held = question.setdefault("checks", [])
        words = message or self.making.words(
            "这一题的回答不合要求。", "The answer does not meet what is asked."
        )
        held.append({"code": f"check_{len(held) + 1}", "require": rule, "message": words})
        added: Document = held[-1]
        return added

    def logic(self, part: Document, key: str, logic: Any, *, negated: bool = False) -> None:
        """Turn a logic once every name is known."""
        self.later.append((part, key, logic, self.place, negated))

    def turn(self) -> None:
        """Every logic as a rule, now that all names are known."""
        for part, key, logic, place, negated in self.later:
            try:
                rule = self.rules.rule(logic)
            except FormulaError as error:
                self.making.rule_left_out(place, describe(logic), error.reason, shown=key == "show")
                continue
            rule = f"not({rule})" if negated else rule
            before = part.get("show", "") if key == "show" else ""
            if rule == before or f"({rule})" in before:
                continue  # two skips on one answer
            part[key] = f"({before}) and ({rule})" if before else rule

    def leftovers(self, payload: Payload) -> None:
        """Note the properties that nothing took; looks and what Qualtrics keeps for itself once for the file."""
        for path in dict.fromkeys(unread(payload)):
            last, first = path.rpartition(".")[2], path.partition(".")[0]
            if path in _OWN:
                self.own.add(path)
            elif first in _LOOKS or last in _LOOKS:
                self.looks.add(path)
            elif path in _WORDS:
                self.making.left_out(path, self.place, *_WORDS[path])
            else:
                self.making.unknown(self.place, [path])

    def know(self, key: str, made: Made) -> None:
        """Say what a question became."""
        self.rules.made[key] = made


def choice_bounds(maker: Maker, payload: Payload, question: Document) -> None:
    """How many options are to be chosen."""
    settings = mapping(mapping(payload.get("Validation")).get("Settings"))
    sort = said(settings.get("Type"))
    for theirs, ours, sorts in (
        ("MinChoices", "least", ("MinChoices", "ChoiceRange")),
        ("MaxChoices", "most", ("MaxChoices", "ChoiceRange")),
    ):
        written = said(settings.get(theirs))
        bound = whole(written) if sort in sorts else None
        if bound and 0 < bound <= len(question["options"]):
            question[ours] = bound


def pattern_check(maker: Maker, question: Document, pattern: str, zh: str, en: str) -> None:
    """A check by a pattern of ours."""
    try:
        compile_pattern(pattern)
    except ExpressionError:
        return
    maker.check(question, f"regex(., '{pattern}')", maker.making.words(zh, en))


def numeric(value: Any) -> float | None:
    """A number however it is written; None for anything else."""
    return figure(said(value))


def left_out(zh: str, en: str) -> Make:
    """A kind that no question here can be."""

    def make(maker: Maker, key: str, payload: Payload) -> list[Document]:
        del key, payload
        maker.making.left_out("kind", maker.place, f"题型“{zh}”没有带过来", f"The question is {en}: left out")
        return []

    return make


def joined(head: dict[str, str], tail: dict[str, str]) -> dict[str, str]:
    """Two labels in one."""
    first, last = next(iter(head.values()), ""), next(iter(tail.values()), "")
    return {
        language: " – ".join(filter(None, (head.get(language, first), tail.get(language, last))))
        for language in dict.fromkeys((*head, *tail))
    }
