"""Each question by its kind, as documents of the model with their notes."""

from __future__ import annotations

import re
from collections.abc import Callable

from questionnaires.editing.document import Document
from questionnaires.formats.plaintext import blanks, filling, matrices
from questionnaires.formats.plaintext.asked import Asked
from questionnaires.formats.plaintext.choices import Mark
from questionnaires.formats.plaintext.deciding import agreement, decided, identified
from questionnaires.formats.plaintext.maker import Built, Maker
from questionnaires.formats.plaintext.marks import first_places
from questionnaires.formats.plaintext.options import Choice, read_choices
from questionnaires.formats.plaintext.pieces import squeezed

DROPDOWN = 20
LONGEST_SCALE = 11
ENDS = re.compile(
    r"[（(]\s*(-?\d{1,3})\s*分?\s*(?:=|代表|表示|为|是|：|:)\s*([^\d，,；;、（）()]{1,20}?)\s*[，,；;、]\s*"
    r"(-?\d{1,3})\s*分?\s*(?:=|代表|表示|为|是|：|:)\s*([^\d，,；;（）()]{1,20}?)\s*[）)]"
)


class Builder(Maker):
    """Builds each question by its kind."""

    def build(self, asked: Asked, name: str) -> Built:
        """The documents of one question under a name that nothing else has."""
        built = Built(asked)
        kind, guesses = decided(asked)
        built.kind = kind
        _MAKERS[kind](self, built, name)
        for code in guesses:
            built.say(code, asked.marks.unknown)
        self._finish(built)
        return built

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

    # the rest

    def _note(self, built: Built, name: str) -> None:
        self.document(built, "note", name)

    def _left_out(self, built: Built, name: str) -> None:
        built.say("kind_left_out", built.asked.text)


_CHOICES = ("single", "multiple", "ranking", "judgement", "dropdown")
_SCORED = ("scored_single", "scored_multiple", "goods", "scenario")
_MATRICES = ("matrix", "matrix_scale", "matrix_single", "matrix_multiple", "matrix_text", "matrix_number")
_MAKERS: dict[str, Callable[[Builder, Built, str], None]] = {
    **dict.fromkeys(_CHOICES + _SCORED, Builder._choice),
    **dict.fromkeys(("text", "long_text"), blanks.make_words),
    **dict.fromkeys(("blanks", "exam_blanks"), blanks.make_blanks),
    **dict.fromkeys(("upload", "drawing", "page"), Builder._left_out),
    **dict.fromkeys(_MATRICES, matrices.make),
    "consent": Builder._consent,
    "scale": Builder._scale,
    "slider": Builder._slider,
    "split": Builder._split,
    "number": blanks.make_number,
    "date": blanks.make_date,
    "cascade": matrices.make_cascade,
    "note": Builder._note,
}
