"""What makes questions of ours from those of LimeSurvey, whatever their type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from questionnaires.editing.document import Document
from questionnaires.expressions import Type
from questionnaires.formats.known import Known
from questionnaires.formats.limesurvey.attributes import LOOKS, is_default
from questionnaires.formats.limesurvey.rules import Rules
from questionnaires.formats.limesurvey.source import Asked, Part, Wordings
from questionnaires.formats.making import Making

NOT_HERE: dict[str, tuple[str, str]] = {
    "|": ("文件上传", "a file upload"),
    "I": ("切换语言", "a switch of languages"),
}

Make: TypeAlias = "Callable[[Maker, Asked], list[Document]]"


class Maker:
    """Makes questions of ours, each type by one of ``makers``.

    ``later`` holds the expressions that are turned once every name is known: the part, its
    key, what is written and where. ``looks`` gathers attributes of appearance.
    """

    def __init__(
        self, making: Making, rules: Rules, tags: Mapping[str, str], makers: Mapping[str, Make]
    ) -> None:
        self.making = making
        self.rules = rules
        self.tags = tags
        self.makers = makers
        self.later: list[tuple[Document, str, str, str]] = []
        self.looks: set[str] = set()
        self.used: set[str] = set()

    def made(self, asked: Asked) -> list[Document]:
        """The questions that one of LimeSurvey becomes; none where it cannot be carried."""
        if asked.type in NOT_HERE:
            zh, en = NOT_HERE[asked.type]
            self.making.left_out(
                "kind", asked.code, f"题型“{zh}”没有带过来", f"The question is {en}: left out"
            )
            return []
        if asked.type != "*" and (asked.relevance.strip() == "0" or asked.attribute("hidden") == "1"):
            self.making.left_out("hidden", asked.code, "隐藏的题没有带过来", "A hidden question was left out")
            return []
        make = self.makers.get(asked.type)
        if make is None:
            self.making.left_out(
                "kind",
                asked.code,
                f"不认识的题型“{asked.type}”没有带过来",
                f"A question of the unknown type “{asked.type}” was left out",
            )
            return []
        self.used = {"hidden"}
        found = make(self, asked)
        for question in found:
            self.common(asked, question)
        self.leftovers(asked)
        return found

    def attribute(self, asked: Asked, name: str) -> str:
        """An attribute that is carried."""
        self.used.add(name)
        return asked.attribute(name).strip()

    def by_tag(self, wordings: Wordings) -> dict[str, str]:
        """Wordings by our language tags."""
        found: dict[str, str] = {}
        for language, written in wordings.items():
            tag = self.tags.get(language, "")
            if tag and written:
                found.setdefault(tag, written)
        return found

    def text(self, wordings: Wordings, place: str, empty: str = "") -> dict[str, str]:
        """A text of ours; ``empty`` stands where the source has none."""
        found = self.making.text(self.by_tag(wordings), place)
        return found or (self.making.literal(empty) if empty else {})

    def base(self, asked: Asked, kind: str, code: str = "") -> Document:
        """What every question has; its name is given here."""
        name = self.making.names.name(code or asked.code)
        self.making.renamed(code or asked.code, name, asked.code)
        found: Document = {
            "kind": kind,
            "name": name,
            "label": self.text(asked.text, asked.code, asked.code),
            "hint": self.text(asked.help, asked.code),
        }
        if not code:
            self.rules.stems[asked.key] = asked.code
        return found

    def common(self, asked: Asked, question: Document) -> None:
        """Whether it must be answered, when it is shown, how it is checked."""
        if question["kind"] not in ("note", "calculated"):
            question["required"] = asked.mandatory == "Y"
            if asked.mandatory == "S":
                self.making.changed(
                    "soft_mandatory",
                    asked.code,
                    "“软性必答”成为选答",
                    "“Soft mandatory” became optional",
                )
            check = self.attribute(asked, "em_validation_q")
            if check:
                self.check(asked, question, check)
        self.condition(question, asked.relevance, asked.code)

    def condition(self, part: Document, written: str, place: str) -> None:
        """Turn a condition once every name is known."""
        if written.strip() not in ("", "1"):
            self.later.append((part, "show", written, place))

    def check(self, asked: Asked, question: Document, written: str) -> None:
        """A condition on the answer, turned later."""
        self.used.add("em_validation_q_tip")
        message = self.text(asked.attributes.get("em_validation_q_tip", {}), asked.code)
        if "" in asked.attributes.get("em_validation_q_tip", {}) and not message:
            message = self.making.plain_words(asked.attribute("em_validation_q_tip"))
        message = message or self.making.words(
            "这一题的回答不合要求。", "The answer does not meet what is asked."
        )
        held = question.setdefault("checks", [])
        held.append({"code": f"check_{len(held) + 1}", "require": "", "message": message})
        self.later.append((held[-1], "require", written, asked.code))

    def leftovers(self, asked: Asked) -> None:
        """Note what nothing here took."""
        for name, values in asked.attributes.items():
            if name in self.used or all(is_default(name, value) for value in values.values()):
                continue
            if name in LOOKS:
                self.looks.add(name)
            else:
                self.making.unknown(asked.code, [name])
        if asked.has_default:
            self.making.left_out(
                "default", asked.code, "预填的默认答案没有带过来", "Answers filled in beforehand"
            )
        if asked.has_script:
            self.making.left_out(
                "script", asked.code, "题目的脚本没有带过来", "The script of a question was left out"
            )
        if any(part.assessed for part in asked.answers):
            self.making.left_out(
                "assessment", asked.code, "选项的评分没有带过来", "Scores of answers were left out"
            )

    def options(self, asked: Asked, parts: Sequence[Part]) -> tuple[list[Document], dict[str, str]]:
        """Options with our codes, and our code for each of the source."""
        found = self.making.codes([part.code for part in parts], asked.code)
        options: list[Document] = []
        for part, code in zip(parts, found, strict=True):
            option: Document = {"code": code, "label": self.text(part.text, asked.code, part.code or code)}
            self.condition(option, part.relevance, f"{asked.code}/{part.code}")
            options.append(option)
        return options, {part.code: code for part, code in zip(parts, found, strict=True)}

    def fixed(self, triples: Sequence[tuple[str, str, str]]) -> tuple[list[Document], dict[str, str]]:
        """Options that LimeSurvey does not write out."""
        options = [{"code": code, "label": self.making.words(zh, en)} for code, zh, en in triples]
        return options, {code: code for code, _, _ in triples}

    def other(self, asked: Asked, question: Document, codes: dict[str, str], type_: Type) -> None:
        """The option with a line of its own."""
        replaced = self.text(asked.attributes.get("other_replace_text", {}), asked.code)
        self.used.add("other_replace_text")
        if not asked.other:
            return
        code = (
            "other"
            if "other" not in codes.values()
            else self.making.codes([*codes.values(), "other"], "")[-1]
        )
        label = replaced or self.making.words("其他", "Other")
        question["options"].append({"code": code, "label": label, "write_in": True})
        codes["-oth-"] = code
        field = f"{question['name']}_oth"
        self.making.names.reserve([field])
        if type_ is Type.CODE:
            self.rules.fields[f"{asked.code}_other"] = Known(field, Type.TEXT)
        else:
            known = Known(question["name"], Type.CODES, codes, option=code)
            self.rules.fields[f"{asked.code}_other"] = known

    def filtered(self, asked: Asked, parts: Sequence[tuple[Document, str]]) -> None:
        """Options or rows that are shown only where they were chosen before, or were not."""
        for attribute, sign in (("array_filter", ""), ("array_filter_exclude", "!")):
            sources = self.attribute(asked, attribute).split(";")
            for source in filter(None, (each.strip() for each in sources)):
                for part, code in parts:
                    known = self.rules.fields.get(f"{source}_{code}")
                    if known is not None and known.option:
                        said = f"{sign}({source}_{code} == 'Y')"
                    else:
                        said = f"{sign}({source} == '{code}')"
                    self.later.append((part, "show", said, f"{asked.code}/{code}"))
