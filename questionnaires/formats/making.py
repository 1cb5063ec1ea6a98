"""What every reader of another program's file needs while it makes the parts: notes, names, texts, options."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from questionnaires.formats.carried import NOTHING, Fate, Noting
from questionnaires.formats.languages import in_languages
from questionnaires.formats.markup import plain
from questionnaires.formats.naming import Names, codes
from questionnaires.model import CODE_PATTERN
from questionnaires.text import CHINESE, Text

Quote: TypeAlias = Callable[[str], str]

PLATFORM_CODES = {"-1": "m1", "-3": "m3", "-9": "m9"}
_BRACE = re.compile(r"\$(?=\{)")
_CODE = re.compile(CODE_PATTERN)

_LOST: dict[str, tuple[str, str]] = {
    "markup": ("文字里的 HTML 格式（粗体、列表等）成为纯文字", "HTML in texts became plain text"),
    "link": ("文字里的链接成为纯文字", "Links in texts became plain text"),
    "media": ("文字里的图片、音像没有带过来", "Pictures, sound and film in texts were left out"),
    "script": ("文字里的脚本和样式没有带过来", "Scripts and styles in texts were left out"),
    "field": ("文字里的输入框没有带过来", "Fields within texts were left out"),
}


class Making(Noting):
    """The notes, names and languages of one questionnaire that is being read.

    ``languages`` are tags, the main one first. ``quote`` makes the source's piping in a
    plain text into ours; it is set once all names are known.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = list(languages)
        self.names = Names()
        self.page_names = Names()
        self.notes = []
        self.quote: Quote = lambda text: text

    def left_out(self, code: str, place: str, zh: str, en: str, remedy: Text = NOTHING) -> None:
        """Note something that was left out."""
        self.note(Fate.LEFT_OUT, code, place, zh, en, remedy)

    def changed(self, code: str, place: str, zh: str, en: str, remedy: Text = NOTHING) -> None:
        """Note something that changed."""
        self.note(Fate.CHANGED, code, place, zh, en, remedy)

    def unknown(self, place: str, properties: Iterable[str]) -> None:
        """Note properties that no word here corresponds to, one note for each property."""
        for name in properties:
            self.left_out("property", place, f"属性“{name}”没有带过来", f"The property “{name}” was left out")

    def rule_left_out(self, place: str, written: str, reason: Text, *, shown: bool = True) -> None:
        """Note a condition that could not be turned, with its text."""
        said = written if len(written) <= 300 else f"{written[:297]}..."
        then = ("，所以总是显示", " and is shown always") if shown else ("", "")
        self.note(
            Fate.LEFT_OUT,
            "rule",
            place,
            f"条件没有带过来{then[0]}：{said}（{reason.say(CHINESE)}）",
            f"The condition was left out{then[1]}: {said} ({reason.say('en')})",
            Text(zh="请在设计器里重新写条件。", en="Write the condition anew in the designer."),
        )

    def text(self, wordings: Mapping[str, str], place: str) -> dict[str, str]:
        """A text by language as plain text, without the languages that say nothing."""
        found: dict[str, str] = {}
        for language, written in wordings.items():
            cleaned = plain(written)
            for lost in sorted(cleaned.lost):
                fate = Fate.CHANGED if lost in ("markup", "link") else Fate.LEFT_OUT
                self.note(fate, f"text_{lost}", place, *_LOST[lost])
            said = self.quoted(cleaned.text)
            if said:
                found[language] = said
        return found

    def quoted(self, said: str) -> str:
        """A plain text with its piping as ours, and no other ``${``."""
        if "{" not in said:
            return said
        return self.quote(said)

    def words(self, zh: str, en: str) -> dict[str, str]:
        """Words of ours, such as Yes and No, in every language of the questionnaire."""
        return in_languages(Text(zh=zh, en=en), self.languages)

    def literal(self, name: str) -> dict[str, str]:
        """A name or a value of the source standing in for a text that is not there."""
        return self.plain_words(unbraced(plain(name).text) or "?")

    def plain_words(self, said: str) -> dict[str, str]:
        """A text of the source that is the same in every language, such as a number."""
        return dict.fromkeys(self.languages, said)

    def codes(self, wanted: Sequence[str], place: str) -> list[str]:
        """Valid codes for those of the source; those that had to change are noted."""
        if sum(not _CODE.fullmatch(code) for code in wanted) * 2 > len(wanted):
            found = [str(number) for number in range(1, len(wanted) + 1)]  # whole texts as values
        else:
            found = codes([PLATFORM_CODES.get(code, code) for code in wanted])
        changed = [
            f"{before} → {after}"
            for before, after in zip(wanted, found, strict=True)
            if before != after and before
        ]
        if changed:
            said = "、".join(changed[:5]) + (" …" if len(changed) > 5 else "")
            self.changed(
                "codes",
                place,
                f"选项代码改了：{said}",
                f"Codes of options changed: {said}",
                Text(
                    zh="代码只能用英文字母、数字、“_”和“.”；与以前的数据合并时请按此对照。",
                    en="Codes have letters, digits, _ and . only; use this list when you join earlier data.",
                ),
            )
        return found

    def renamed(self, source: str, name: str, place: str) -> None:
        """Note that a name of the source could not be kept."""
        if source and source.replace(".", "_") != name:
            self.changed(
                "renamed",
                place,
                f"名称“{source}”改为“{name}”",
                f"The name “{source}” became “{name}”",
            )


def unbraced(said: str) -> str:
    """A text in which no ``${`` stands but what quotes a name."""
    return _BRACE.sub("$ ", said)


def piped(said: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> str:
    """A text with what ``pattern`` finds replaced; ``${`` elsewhere is broken up, for it means a quotation here."""
    pieces = []
    place = 0
    for found in pattern.finditer(said):
        pieces.append(unbraced(said[place : found.start()]))
        pieces.append(replace(found))
        place = found.end()
    pieces.append(unbraced(said[place:]))
    return "".join(pieces)
