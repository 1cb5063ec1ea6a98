"""Blanks to fill in: texts, numbers, dates, and several of them in one line."""

from __future__ import annotations

import re

from questionnaires.formats.plaintext import filling
from questionnaires.formats.plaintext.lines import BLANK, listed
from questionnaires.formats.plaintext.maker import Built, Maker, label_of
from questionnaires.formats.plaintext.marks import ANSWER_PLACE


def make_words(maker: Maker, built: Built, name: str) -> None:
    """A text; a long one where the words ask for much."""
    asked = built.asked
    document = maker.document(built, "text", name)
    label = asked.text
    if built.kind == "long_text" or filling.lengthy(label):
        document |= {"long": True, "limit": 1000}
        if built.kind != "long_text":
            built.say("long_text")


def make_number(maker: Maker, built: Built, name: str) -> None:
    """A number in the unit that the words name."""
    document = maker.document(built, "number", name)
    unit = re.search(
        rf"[（(](?:单位[:：]?)?\s*({filling.UNITS})\s*[）)]|多少\s*({filling.UNITS})", built.asked.text
    )
    document |= filling.number((unit[1] or unit[2]) if unit else "", maker.language)


def make_date(maker: Maker, built: Built, name: str) -> None:
    """A date; only year and month where the words ask for no day."""
    document = maker.document(built, "date", name)
    if re.search("年月(?!日)", built.asked.text):
        document["precision"] = "month"


def make_blanks(maker: Maker, built: Built, name: str) -> None:
    """One question a blank; the words before the first one stand as a note where they are not its name."""
    asked = built.asked
    head = ANSWER_PLACE.sub("____", asked.text)
    parts = filling.parts_in(head, maker.language)
    plain = label_of(BLANK.sub("", head))
    for line in asked.blanks:
        for bit in listed(line) if "\t" in line else [line]:
            parts += filling.parts_in(bit, maker.language, plain)
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
        _one_blank(maker, built, name, parts[0] if parts else filling.Part("", {"kind": "text"}), head)
        return
    if len(parts) > 2 and all(part.content.get("most") == 100 for part in parts):
        _percentages(maker, built, name, parts, head)
        return
    first = "" if BLANK.search(head) else plain
    if first:
        maker.document(built, "note", name, first)
    for place, part in enumerate(parts, start=1):
        own = maker.free(f"{name}_{place}")
        document = maker.document(built, part.content["kind"], own, part.label or f"{plain}（{place}）")
        document |= part.content
        if part.guess:
            built.say(part.guess)
    built.say("blanks_parted")


def _one_blank(maker: Maker, built: Built, name: str, part: filling.Part, head: str) -> None:
    label = label_of(re.sub(rf"(?:{BLANK.pattern})+\s*(?:{filling.UNITS})?\s*[。]?\s*$", "", head))
    if part.content["kind"] == "date":
        label = label_of(re.split(BLANK, head)[0])
    unit = re.search(rf"[（(](?:单位[:：]?)?\s*({filling.UNITS})\s*[）)]", label)
    if unit and part.content == {"kind": "text"}:
        part = filling.Part(part.label, filling.number(unit[1], maker.language), "number_guessed")
    document = maker.document(built, part.content["kind"], name, label or part.label)
    document |= part.content
    if part.guess:
        built.say(part.guess)
    elif part.content == {"kind": "text"} and (filling.lengthy(label) or len(built.asked.blanks) > 1):
        document |= {"long": True, "limit": 1000}
        built.say("long_text")


def _percentages(maker: Maker, built: Built, name: str, parts: list[filling.Part], head: str) -> None:
    document = maker.document(built, "split", name, label_of(re.split(BLANK, head)[0]))
    document["rows"] = maker.rows(name, [part.label for part in parts])
    document["unit"] = maker.text("%")
    built.say("split_guessed")
