"""The page docs/carried.md, line by line: of every construct a tiny file, and what its reader says of it."""

import re
from pathlib import Path

import pytest

from questionnaires.formats.carried import Fate
from questionnaires.formats.plaintext.said import NOTES
from tests.questionnaires.formats.constructs import BESIDE, CARRIED, CASES, REFUSED, page

ROOT = Path(__file__).parents[3]
FORMATS = ROOT / "questionnaires" / "formats"
FOLDERS = {"xlsform", "limesurvey", "surveyjs", "qualtrics", "word"}
NOTED = re.compile(r'(?:left_out|changed|left_rule|_left|\bnote)\(\s*(?:Fate\.\w+,\s*)?"([a-zA-Z_]+)"')
#: Notes that only larger files give, each held by a test of its own reader.
ELSEWHERE = {
    "cascade_orphans", "choice_name", "filter_words", "formulas", "group_nested", "loop_once", "merged_cells", "nothing_left",
    "options_never_shown", "quote", "table_multiple", "sum", "loose_questions", "cells", "randomisation", "text_media",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.format}: {case.construct}")
def test_a_construct_is_carried_noted_or_refused_as_the_page_says(case):
    refused, notes = case.read()
    if case.fate == REFUSED:
        assert refused == case.code
        return
    assert refused == ""
    if case.fate == CARRIED:
        assert [note.code for note in notes if note.code not in BESIDE] == []
        return
    assert (Fate(case.fate), case.code) in {(note.fate, note.code) for note in notes}
    assert all(note.place for note in notes)


def test_the_page_says_what_the_readers_say():
    written = (ROOT / "docs" / "carried.md").read_text("utf-8")
    assert written == page(), "python -m tests.questionnaires.formats.constructs > docs/carried.md"


@pytest.mark.parametrize("folder", sorted(FOLDERS))
def test_every_note_that_a_reader_can_give_stands_on_the_page(folder):
    told = {case.code for case in CASES if case.format == folder}
    given = {
        code for path in (FORMATS / folder).glob("*.py") for code in NOTED.findall(path.read_text("utf-8"))
    }
    assert given - told - ELSEWHERE == set()


def test_what_is_told_of_typed_text_stands_on_the_page():
    written = (ROOT / "docs" / "carried.md").read_text("utf-8")
    assert [code for code in NOTES if f"`{code}`" not in written] == []
