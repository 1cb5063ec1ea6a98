"""Language: Chinese as written in the source, English from the catalogue."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, refresh

from questionnaires.text import CHINESE, ENGLISH, Text
from survey.settings import Settings

LANGUAGES = {CHINESE: "中文", ENGLISH: "English"}
COOKIE = "language"
_KNOWN = "kewen.language"
_LOCALES = {CHINESE: "zh_Hans_CN", ENGLISH: "en"}
#: One .po file for what all pages share and one per part of the site.
CATALOGUES = Path(__file__).parent / "translations" / "en" / "LC_MESSAGES"


def current_language() -> str:
    """The tag of the language this request is answered in.

    What the person chose (a cookie), else what the survey prefers, else Chinese.
    """
    if not has_request_context():
        return CHINESE
    # Every text of a page asks, and neither cookie nor preference changes between two texts.
    known = request.environ.get(_KNOWN)
    if known is None:
        chosen = request.cookies.get(COOKIE, "")
        preferred = str(g.get("preferred_language", CHINESE))
        known = request.environ[_KNOWN] = chosen if chosen in LANGUAGES else preferred
    return str(known)


def prefer_language(language: str) -> None:
    """Answer this request in the survey's ``language`` unless the person has chosen one."""
    if language in LANGUAGES:
        g.preferred_language = language
        request.environ.pop(_KNOWN, None)
        refresh()


def say(text: Text) -> str:
    """A text of the pure packages in the language of this request."""
    return text.say(current_language())


class _Catalogue(Domain):  # type: ignore[misc]
    """The translations, compiled in memory, so that no build step can be forgotten."""

    def get_translations(self) -> NullTranslations:
        return english() if current_language() == ENGLISH else _CHINESE


class _Babel(Babel):  # type: ignore[misc]
    @property
    def domain_instance(self) -> Domain:
        return _CATALOGUE


_CHINESE = NullTranslations()
_CATALOGUE = _Catalogue()


def english_texts() -> Catalog:
    """The English texts of all .po files, as written; a text in two files has one wording in a context."""
    whole = Catalog(locale="en", fuzzy=False)
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            part = read_po(file, locale="en")
        for message in part:
            if not message.id:
                continue
            known = whole.get(message.id, message.context)
            if known is not None and known.string != message.string:
                raise LookupError(
                    f"{path.name} translates {message.id!r} in another way than a file before it"
                )
            whole[message.id] = message
        whole.obsolete.update(part.obsolete)
    return whole


@cache
def english() -> Translations:
    """The English catalogue, compiled from the .po files."""
    catalogue = english_texts()
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def speak(app: Flask, settings: Settings) -> None:
    """Set up translation, formats of dates and numbers, and what templates need of them."""
    _Babel(
        app,
        default_locale=_LOCALES[CHINESE],
        default_timezone=settings.time_zone,
        locale_selector=lambda: _LOCALES[current_language()],
    )
    app.jinja_env.filters["say"] = say
    app.jinja_env.globals["current_language"] = current_language
    app.jinja_env.globals["languages"] = LANGUAGES
