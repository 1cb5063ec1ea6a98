from pathlib import Path
from string import Formatter

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir

import survey.web
from survey.web.language import english_texts

WEB = Path(survey.web.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def texts_of_the_pages() -> set[tuple[str, str]]:
    """Context (empty without one) and text of everything the pages say."""
    found = extract_from_dir(str(WEB), METHODS, keywords=KEYWORDS)
    return {
        (context or "", message[0] if isinstance(message, tuple) else message)
        for _, _, message, _, context in found
    }


def source(message: Message) -> tuple[str, str]:
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def wordings(message: Message) -> list[object]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def test_every_text_of_the_pages_has_its_english():
    translated = {source(message) for message in english_texts() if message.id and all(wordings(message))}
    assert sorted(texts_of_the_pages() - translated) == []


def test_no_translation_is_stale_or_fuzzy():
    catalogue = english_texts()
    kept = {source(message) for message in catalogue if message.id}
    assert sorted(kept - texts_of_the_pages()) == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert list(catalogue.obsolete) == []


def test_translations_have_the_places_of_their_source():
    wrong = [
        (message.id, str(error))
        for message, errors in english_texts().check()
        if message.id
        for error in errors
    ]
    assert wrong == []
    braces = [
        message.id
        for message in english_texts()
        if isinstance(message.id, str)
        and isinstance(message.string, str)
        and places(message.id) != places(message.string)
    ]
    assert braces == []


def places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text.replace("%", "")) if name}


def test_a_button_commands_where_the_log_reports_though_both_say_the_same_in_chinese():
    catalogue = english_texts()
    shared = [message for message in catalogue if message.context == "log" and message.id in catalogue]
    assert {message.id for message in shared} >= {"建立调查", "结束填答", "归档", "登录"}
    assert [message.id for message in shared if catalogue[message.id].string == message.string] == []
