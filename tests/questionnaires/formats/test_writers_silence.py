"""Whatever a questionnaire has: every file made of it shows it, or says that it does not."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache

import pytest

from questionnaires.formats import registry
from questionnaires.formats.canonical import version_hash
from questionnaires.formats.carried import together
from questionnaires.formats.defaults import as_taken
from questionnaires.formats.paper import form_of
from questionnaires.formats.unshown import THINGS
from tests.questionnaires.differences.test_nothing_passed_over import BEFORE, WAYS, attribute, variants

FILES = (
    "wenjuanxing",
    "xlsform",
    "codebook-html",
    "codebook-xlsx",
    "ddi",
    "paper-pdf",
)  # Word has the form of the PDF
#: What a note of a code is of, where it names a kind of thing and not every single one.
TOLD_BY = {
    "wenjuanxing": {
        "ending": r"pages/endings(/.*)?", "whole": r"reviews(/.*)?|complete_when", "calculated": r"calculated/.*", "check": r".*/checks(/.*)?",  # noqa: E501
        "number": r"number/(decimals|step|(usual_)?(least|most))", "date": r"date/(earliest|latest)", "levels": r"cascade/(levels(/.*)?|write_in)",  # noqa: E501
        "words": r"text/(limit|pattern|warn_numbers)", "analysis": r".*/(role|privacy|options/missing)", "codes": r".*/options/code",  # noqa: E501
        "offers": r".*/offers", "numbers": r".*/number",
    },
}  # fmt: skip


def shown(name, questionnaire, language):
    """What stands in a file, without the hash that names the version, and its notes."""
    form = BY_NAME[name]
    if name.startswith("paper"):  # both are set from the same form
        written = repr(form_of(as_taken(questionnaire), language))
        content, notes = written, notes_of(name, questionnaire)
    else:
        made = form.write(questionnaire, language)
        content, notes = _words(made.content), together(made.notes)
    hashes = (version_hash(questionnaire), version_hash(as_taken(questionnaire)))
    return re.sub("|".join(one[:length] for one in hashes for length in (64, 16, 12, 8)), "", content), notes


def notes_of(name, questionnaire):
    from questionnaires.formats.paper import left_out

    assert name.startswith("paper")
    return left_out(questionnaire)


BY_NAME = {one.name: one for one in (*registry.FORMATS, *registry.SHOWN)}


def _words(content):
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(
            archive.read(one).decode() for one in sorted(archive.namelist()) if one.endswith(".xml") and "docProps" not in one
        )  # fmt: skip


@cache
def before(name, language):
    return shown(name, BEFORE, language)


@cache
def others(way):
    return tuple(variants(way))


def is_told(name, key, notes):
    """Whether a note is of this attribute."""
    for note in notes:
        pattern = TOLD_BY.get(name, {}).get(note.code)
        if pattern and re.fullmatch(pattern, key):
            return True
        if note.code == "not_shown" and any(
            words.say("en") in note.what.say("en") and any(_fits(key, one) for one in patterns)
            for words, patterns in THINGS.values()
        ):
            return True
    return False


def _fits(key, pattern):
    return re.fullmatch(pattern.replace("*", ".*"), key)


def passed_over(name, way):
    """Whether neither the file nor a note says anything of an attribute."""
    key = re.sub(r"pages/questions\[(\w+)\]/", r"\1/", attribute(way))
    languages = BY_NAME[name].languages_of(BEFORE.languages) or (None,)
    for after in others(way):
        for language in languages:
            content, notes = shown(name, after, language)
            content_before, notes_before = before(name, language)
            if content != content_before or notes != notes_before or is_told(name, key, notes):
                return False
    return True


@pytest.mark.parametrize("name", FILES)
def test_every_attribute_is_shown_or_told(name):
    silent = [attribute(way) for way in WAYS if passed_over(name, way)]
    assert silent == []
