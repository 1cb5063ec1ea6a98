"""Each question by its kind, as documents of the model with their notes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from questionnaires.editing.document import Document
from questionnaires.formats.carried import Note
from questionnaires.formats.plaintext import filling, matrices
from questionnaires.formats.plaintext.asked import Asked
from questionnaires.formats.plaintext.choices import Mark
from questionnaires.formats.plaintext.deciding import agreement, decided, identified
from questionnaires.formats.plaintext.lines import BLANK, listed
from questionnaires.formats.plaintext.marks import ANSWER_PLACE, first_places
from questionnaires.formats.plaintext.options import Choice, read_choices
from questionnaires.formats.plaintext.pieces import squeezed
from questionnaires.formats.plaintext.said import note

DROPDOWN = 20
LONGEST_SCALE = 11
ENDS = re.compile(
    r"[（(]\s*(-?\d{1,3})\s*分?\s*(?:=|代表|表示|为|是|：|:)\s*([^\d，,；;、（）()]{1,20}?)\s*[，,；;、]\s*"
    r"(-?\d{1,3})\s*分?\s*(?:=|代表|表示|为|是|：|:)\s*([^\d，,；;（）()]{1,20}?)\s*[）)]"
)


@dataclass(slots=True)
class Built:
    """What became of one question: ``documents``, the choices that rules can name, and notes."""

    asked: Asked
    kind: str = ""
    documents: list[Document] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    lists: list[Document] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name that rules use."""
        return str(self.documents[-1]["name"]) if self.documents else ""

    def say(self, code: str, words: str = "") -> None:
        """Add a note at the place of the question."""
        self.notes.append(note(code, self.asked.place, words, self.name))


class Builder:
    """Builds questions in one language; ``required`` is what holds where a question says nothing."""

    def __init__(self, language: str, *, required: bool, free: Callable[[str], str]) -> None:
        self.language = language
        self.required = required
        self.free = free

    def build(self, asked: Asked, name: str) -> Built:
        """The documents of one question under a name that nothing else has."""
        built = Built(asked)
        kind, guesses = decided(asked)
        built.kind = kind
        make = getattr(self, f"_{_MAKERS[kind]}")
        make(built, name)
        for code in guesses:
            built.say(code, asked.marks.unknown)
        self._finish(built)
        return built

    def text(self, words: str) -> dict[str, str]:
        """A wording in the language of the questionnaire."""
        return {self.language: words}

    def _finish(self, built: Built) -> None:
        asked = built.asked
        hints = [f"{word.rstrip('。')}。" for word in asked.marks.words] + asked.hints + asked.lines
        for place, document in enumerate(built.documents):
            if document["kind"] == "note":
                continue
            required = self.required if asked.marks.required is None else asked.marks.required
            if required:
                document["required"] = True
            if hints and place == len(built.documents) - 1:
                document["hint"] = self.text("\n".join(hints))
            if identified(document, self.language):
                document["privacy"] = "identifying"
                built.say("identifying_guessed")
        for words in asked.lines:
            built.say("stray_line", words)
        if asked.number and built.documents:
            built.documents[0]["number"] = asked.number

    def document(self, built: Built, kind: str, name: str, label: str = "") -> Document:
        """Add a document of a kind under a name; its label is the question unless one is given."""
        words = label or _label(built.asked.text) or built.asked.number or name
        document: Document = {"name": name, "kind": kind, "label": self.text(words)}
        built.documents.append(document)
        return document

    # choices

    def _choice(self, built: Built, name: str) -> None:
        kind = built.kind
        built.choices = read_choices(built.asked.choices, scored=kind.startswith("scored") or kind == "goods")
        if not built.choices and kind == "judgement":
            built.choices = [
                Choice(Mark(word, "plain"), word, code) for word, code in (("对", "1"), ("错", "2"))
            ]
        if not built.choices:
            self.document(built, "text", name)
            built.say("options_missing")
            return
        model = "multiple" if kind in ("multiple", "scored_multiple", "goods") else "single"
        document = self.document(built, "ranking" if kind == "ranking" else model, name)
        self._options(built, document)
        is_long = document["kind"] == "single" and len(built.choices) > DROPDOWN
        if kind == "dropdown" or is_long:
            document["appearance"] = "dropdown"
            if kind != "dropdown":
                built.say("long_choice")
        if kind in ("goods", "scenario"):
            built.say("kind_changed", {"goods": "商品题", "scenario": "情景题"}[kind])
        if document["kind"] == "multiple":
            self._bounds(built, document)
        if document["kind"] == "ranking":
            self._ranks(built, document)

    def _options(self, built: Built, document: Document) -> None:
        several = document["kind"] in ("multiple", "ranking")
        options = []
        for choice in built.choices:
            option: Document = {"code": choice.code, "label": self.text(choice.label)}
            if choice.write_in:
                option["write_in"] = True
            if several and choice.alone and len(built.choices) > 2:
                option["exclusive"] = True
                if not choice.exclusive:
                    built.say("exclusive_guessed", choice.label)
            if choice.missing:
                option["missing"] = choice.missing
                built.say("missing_guessed", choice.label)
            for code in sorted(choice.dropped):
                built.say(code)
            options.append(option)
        document["options"] = options
        if len(built.choices) < len(built.asked.choices):
            built.say("empty_option")
        if {mark.sort for mark in built.asked.choices} == {"plain"} and built.asked.marks.kind is None:
            built.say("options_plain")

    def _bounds(self, built: Built, document: Document) -> None:
        marks, count = built.asked.marks, len(built.choices)
        if marks.least and marks.least <= count:
            document["least"] = marks.least
        if marks.most and max(marks.least or 1, 1) <= marks.most <= count:
            document["most"] = marks.most
        if (marks.least or 0) > count or (marks.most or 0) > count:
            built.say("bounds_mended", "，".join(marks.words) or built.asked.text)

    def _ranks(self, built: Built, document: Document) -> None:
        asked, count = built.asked, len(built.choices)
        wanted = asked.marks.most or first_places(f"{asked.text} {' '.join(asked.marks.words)}")
        document["most"] = wanted if 0 < wanted <= count else count
        least = asked.marks.least or (1 if wanted else count)
        document["least"] = min(least, document["most"])

    def _consent(self, built: Built, name: str) -> None:
        built.choices = read_choices(built.asked.choices)
        agree = agreement(built.choices) or built.choices[0]
        document = self.document(built, "consent", name)
        if len(built.choices) == 1:
            document["statement"] = self.text(agree.label)
            built.choices[0].label = "同意"
            built.choices.append(Choice(agree.mark, "不同意", "1" if agree.code == "2" else "2"))
            built.say("consent_options")
        document["options"] = [{"code": one.code, "label": self.text(one.label)} for one in built.choices]
        if agree.code != "1":
            document["agree"] = agree.code
        built.say("consent_guessed")

    # figures

    def _scale(self, built: Built, name: str) -> None:
        asked = built.asked
        if not asked.digits:
            built.kind = "single"
            self._choice(built, name)
            if built.choices:
                built.say("scale_words")
            return
        low, digits, high = asked.digits[0]
        least, most = min(digits), max(digits)
        if most - least >= LONGEST_SCALE or most == least:
            document = self.document(built, "number", name)
            document |= {"least": least, "most": most}
            built.say("kind_changed", "量表题")
        else:
            document = self.document(built, "scale", name)
            document |= {"least": least, "most": most}
            if found := ENDS.search(document["label"][self.language]):
                low, high = (found[2], found[4]) if int(found[1]) < int(found[3]) else (found[4], found[2])
                document["label"] = self.text(
                    squeezed(document["label"][self.language].replace(found[0], ""))
                )
            ends = [choice.label for choice in read_choices(asked.choices)]
            if len(ends) == 2 and not low and not high:
                low, high = ends
            document |= {
                key: self.text(words) for key, words in (("low_label", low), ("high_label", high)) if words
            }

    def _slider(self, built: Built, name: str) -> None:
        digits = built.asked.digits[0][1] if built.asked.digits else (0, 100)
        if max(digits) - min(digits) < LONGEST_SCALE:
            self._scale(built, name)
        else:
            document = self.document(built, "number", name)
            document |= {"least": min(digits), "most": max(digits)}
        built.say("kind_changed", "滑动条")

    def _split(self, built: Built, name: str) -> None:
        labels = [choice.label for choice in read_choices(built.asked.choices)]
        labels = labels or [
            part.label for line in built.asked.blanks for part in filling.parts_in(line, self.language)
        ]
        labels = labels or built.asked.rows
        if not labels:
            self.document(built, "text", name)
            built.say("rows_missing")
            return
        document = self.document(built, "split", name)
        document["rows"] = self.rows(name, labels)
        total = built.asked.total
        if total and 0 < total <= 1_000_000 and total != 100:
            document |= {"total": total, "unit": self.text("分")}
            if total != int(total):
                document["step"] = 0.1
        if not any(re.search("步|倍", words) for words in built.asked.hints):
            document["unit"] = document.get("unit", self.text("%"))

    def rows(self, name: str, labels: list[str]) -> list[Document]:
        """Rows named after their question."""
        return [
            {"name": self.free(f"{name}_{place}"), "label": self.text(squeezed(label) or str(place))}
            for place, label in enumerate(labels, start=1)
        ]

    # blanks

    def _words(self, built: Built, name: str) -> None:
        asked = built.asked
        document = self.document(built, "text", name)
        label = asked.text
        if built.kind == "long_text" or filling.lengthy(label):
            document |= {"long": True, "limit": 1000}
            if built.kind != "long_text":
                built.say("long_text")

    def _number(self, built: Built, name: str) -> None:
        document = self.document(built, "number", name)
        unit = re.search(
            rf"[（(](?:单位[:：]?)?\s*({filling.UNITS})\s*[）)]|多少\s*({filling.UNITS})", built.asked.text
        )
        document |= filling.number((unit[1] or unit[2]) if unit else "", self.language)

    def _date(self, built: Built, name: str) -> None:
        document = self.document(built, "date", name)
        if re.search("年月(?!日)", built.asked.text):
            document["precision"] = "month"

    def _blanks(self, built: Built, name: str) -> None:
        """One question a blank; the words before the first one stand as a note where they are not its name."""
        asked = built.asked
        head = ANSWER_PLACE.sub("____", asked.text)
        parts = filling.parts_in(head, self.language)
        plain = _label(BLANK.sub("", head))
        for line in asked.blanks:
            for bit in listed(line) if "\t" in line else [line]:
                parts += filling.parts_in(bit, self.language, plain)
        if (
            len(parts) > 1
            and parts[-1].label == ""
            and parts[-1].content == {"kind": "text"}
            and parts[0].content["kind"] == "text"
        ):
            parts = [part for part in parts if part.label] or parts[:1]
            parts[0] = (
                filling.Part(parts[0].label, {"kind": "text", "long": True, "limit": 1000})
                if len(parts) == 1
                else parts[0]
            )
        if len(parts) <= 1:
            self._one_blank(built, name, parts[0] if parts else filling.Part("", {"kind": "text"}), head)
            return
        if len(parts) > 2 and all(part.content.get("most") == 100 for part in parts):
            self._percentages(built, name, parts, head)
            return
        first = "" if BLANK.search(head) else plain
        if first:
            self.document(built, "note", name, first)
        for place, part in enumerate(parts, start=1):
            own = self.free(f"{name}_{place}")
            document = self.document(built, part.content["kind"], own, part.label or f"{plain}（{place}）")
            document |= part.content
            if part.guess:
                built.say(part.guess)
        built.say("blanks_parted")

    def _one_blank(self, built: Built, name: str, part: filling.Part, head: str) -> None:
        label = _label(re.sub(rf"(?:{BLANK.pattern})+\s*(?:{filling.UNITS})?\s*[。]?\s*$", "", head))
        if part.content["kind"] == "date":
            label = _label(re.split(BLANK, head)[0])
        unit = re.search(rf"[（(](?:单位[:：]?)?\s*({filling.UNITS})\s*[）)]", label)
        if unit and part.content == {"kind": "text"}:
            part = filling.Part(part.label, filling.number(unit[1], self.language), "number_guessed")
        document = self.document(built, part.content["kind"], name, label or part.label)
        document |= part.content
        if part.guess:
            built.say(part.guess)
        elif part.content == {"kind": "text"} and (filling.lengthy(label) or len(built.asked.blanks) > 1):
            document |= {"long": True, "limit": 1000}
            built.say("long_text")

    def _percentages(self, built: Built, name: str, parts: list[filling.Part], head: str) -> None:
        document = self.document(built, "split", name, _label(re.split(BLANK, head)[0]))
        document["rows"] = self.rows(name, [part.label for part in parts])
        document["unit"] = self.text("%")
        built.say("split_guessed")

    # the rest

    def _matrix(self, built: Built, name: str) -> None:
        matrices.make(self, built, name)

    def _cascade(self, built: Built, name: str) -> None:
        matrices.make_cascade(self, built, name)

    def _note(self, built: Built, name: str) -> None:
        self.document(built, "note", name)

    def _left_out(self, built: Built, name: str) -> None:
        built.say("kind_left_out", built.asked.text)


def _label(text: str) -> str:
    """The words of a question without the places to answer in."""
    words = ANSWER_PLACE.sub("", text)
    words = re.sub(rf"\s*(?:{BLANK.pattern})[\s_。.]*$", "", words)
    return squeezed(words).rstrip(":：") if not words.strip().endswith(("？", "?")) else squeezed(words)


_MAKERS = {
    **dict.fromkeys(("single", "multiple", "ranking", "judgement", "dropdown"), "choice"),
    **dict.fromkeys(("scored_single", "scored_multiple", "goods", "scenario"), "choice"),
    **dict.fromkeys(("text", "long_text"), "words"),
    **dict.fromkeys(("blanks", "exam_blanks"), "blanks"),
    **dict.fromkeys(("upload", "drawing", "page"), "left_out"),
    **dict.fromkeys(
        ("matrix", "matrix_scale", "matrix_single", "matrix_multiple", "matrix_text", "matrix_number"),
        "matrix",
    ),
    "consent": "consent",
    "scale": "scale",
    "slider": "slider",
    "split": "split",
    "number": "number",
    "date": "date",
    "cascade": "cascade",
    "note": "note",
}
