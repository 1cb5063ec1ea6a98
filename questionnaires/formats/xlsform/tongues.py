"""Which language each text column of a form is in.

``label::中文 (zh)`` says its tag in brackets; ``label::French`` only a name; plain ``label``
is in the default language of the settings, or in the language its texts look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from questionnaires.formats import languages
from questionnaires.formats.xlsform.tables import Table

_BRACKETS = re.compile(r"[(（]\s*([^()（）]*?)\s*[)）]\s*$")
_OWN_TAG = re.compile(r"\(([A-Za-z0-9-]{1,40})\)$")
_CHINESE_NAMES = {
    "中文": "zh-CN", "简体中文": "zh-CN", "汉语": "zh-CN", "普通话": "zh-CN", "繁体中文": "zh-TW", "繁體中文": "zh-TW",
    "英文": "en", "英语": "en", "default": "",
}  # fmt: skip


@dataclass(slots=True)
class Tongues:
    """Tags by what the headers say; ``""`` is a column without a language."""

    tags: dict[str, str] = field(default_factory=dict)
    guessed: list[str] = field(default_factory=list)

    def text(self, wordings: Mapping[str, str], *, strip: bool = True) -> dict[str, str]:
        """Texts by header language as texts by tag; a named language beats the plain column."""
        found: dict[str, str] = {}
        for language in sorted(wordings):
            wording = wordings[language].strip() if strip else wordings[language]
            tag = self.tags.get(language)
            if wording and tag is not None:
                found[tag] = wording
        return dict(sorted(found.items(), key=lambda pair: self.order(pair[0])))

    def order(self, tag: str) -> int:
        """The place of a tag among all."""
        return list(dict.fromkeys(self.tags.values())).index(tag)

    @property
    def used(self) -> tuple[str, ...]:
        """Every tag once, the default first."""
        return tuple(dict.fromkeys(self.tags.values()))


def tongues(tables: Iterable[Table], default: str, given: str, *, own: bool) -> Tongues:
    """The languages of the sheets; ``default`` is the setting, ``given`` what the person reads."""
    found = Tongues()
    sheets = list(tables)
    headers = list(
        dict.fromkeys(
            column.language for table in sheets for column in table.columns if column.key != "kewen::more"
        )
    )
    plain = [
        text[""] for table in sheets for line in table.lines for text in line.texts.values() if "" in text
    ]
    if default and default != "default":
        headers = [default, *(header for header in headers if header != default)]
    first = _tag(default, own) if default and default != "default" else ""
    if plain or not headers:
        found.tags[""] = first or languages.language_of(plain, given)
    for header in headers:
        if not header:
            continue
        tag = _tag(header, own)
        if not tag:
            tag = _made(header, found.used)
            found.guessed.append(header)
        found.tags[header] = tag
    if not found.tags:
        found.tags[""] = given
    return found


def named(tag: str) -> str:
    """A language as ODK wants it in headers: its own name and the tag, ``中文 (zh-CN)``."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(tag, sep="-")
        name = locale.get_language_name(locale) or tag
    except (UnknownLocaleError, ValueError, TypeError):
        name = tag
    return f"{name} ({tag})"


def _tag(header: str, own: bool) -> str:
    brackets = _BRACKETS.search(header)
    if own and (exact := _OWN_TAG.search(header)):
        return exact[1]
    if brackets:
        found = languages.tag(brackets[1])
        if found:
            return found
        header = header[: brackets.start()]
    plain = header.strip().lower()
    return _CHINESE_NAMES.get(plain) or _by_name().get(plain) or languages.tag(plain) or ""


@cache
def _by_name() -> dict[str, str]:
    from babel import Locale

    found: dict[str, str] = {}
    for code, name in Locale("en").languages.items():
        tag = languages.tag(code)
        if tag:
            found.setdefault(name.lower(), tag)
    for code in (
        "fr",
        "es",
        "pt",
        "ar",
        "ru",
        "ja",
        "ko",
        "de",
        "sw",
        "hi",
        "bn",
        "ug",
        "bo",
        "mn",
        "vi",
        "id",
    ):
        name = Locale(code).get_language_name(Locale(code))
        if name:
            found.setdefault(name.lower(), code)
    return found


def _made(header: str, taken: Iterable[str]) -> str:
    """A tag for private use where the header names no known language."""
    plain = (
        "".join(letter for letter in header.lower() if letter.isascii() and letter.isalnum())[:8] or "text"
    )
    tag, number = f"und-{plain:0>2}", 2
    while tag in taken:
        tag, number = f"und-{plain[:6]}{number:02}", number + 1
    return tag
