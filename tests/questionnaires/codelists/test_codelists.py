"""The shipped code lists."""

import pytest

from questionnaires import codelists
from questionnaires.checks.options import _entries
from questionnaires.model import CodeList, Note, Page, Questionnaire
from questionnaires.text import Text

WANTED = {
    "gbt2261_1", "gbt2261_2", "gbt2261_4", "gbt4762", "gbt3304", "gbt4658", "gbt6864", "gbt12407", "gbt8561",
    "gbt4754_2017", "gbt6565_2015", "unit_types", "sectors",
}  # fmt: skip


def test_every_list_of_the_dossier_is_shipped():
    assert set(codelists.names()) >= WANTED


@pytest.mark.parametrize("name", codelists.names())
def test_a_list_is_sound_and_bilingual(name):
    listed = codelists.load(name)
    assert listed.name == name
    assert listed.version
    assert list(_entries(listed)) == []
    for entry in listed.entries:
        assert entry.label["zh-CN"]
        assert entry.label["en"]
    known = codelists.standard(name)
    assert set(known.unverified) <= {entry.code for entry in listed.entries}
    if name.startswith("gbt"):
        assert known.standard.startswith("GB/T")
        assert known.note["zh-CN"]
        assert known.note["en"]


def test_codes_keep_their_leading_zeros():
    assert codelists.load("gbt4762").entries[0].code == "01"
    assert len(codelists.load("gbt3304").entries) == 58


def test_the_sections_of_industry_are_a_to_t():
    assert "".join(entry.code for entry in codelists.load("gbt4754_2017").entries) == "ABCDEFGHIJKLMNOPQRST"


@pytest.mark.parametrize(("old", "new"), [("F", "G"), ("G", "I"), ("H", "F"), ("I", "H"), ("P", "P")])
def test_old_letters_of_industry_are_mapped(old, new):
    assert codelists.mapping("gbt4754_2002_to_2017").codes[old] == new


@pytest.mark.parametrize(
    ("section", "sector"),
    [("A", "agriculture"), ("B", "industry"), ("E", "industry"), ("P", "education"), ("Q", "health"),
     ("M", "science"), ("I", "science"), ("S", "other")],
)  # fmt: skip
def test_sections_go_to_the_sectors_of_the_county_tables(section, sector):
    assert codelists.mapping("gbt4754_2017_to_sectors").codes[section] == sector


@pytest.mark.parametrize(
    "name", ["gbt4754_2002_to_2017", "gbt4754_2017_to_sectors", "gbt4762_to_groups", "gbt4658_to_groups"]
)
def test_a_mapping_ends_in_its_target(name):
    mapping = codelists.mapping(name)
    assert set(mapping.codes.values()) <= {entry.code for entry in codelists.load(mapping.target).entries}


@pytest.mark.parametrize("name", ["nothing", "../lists", ""])
def test_an_unknown_list_is_refused(name):
    with pytest.raises(codelists.UnknownListError):
        codelists.load(name)


def test_shared_lists_are_filled_in_under_the_name_given():
    note = Note(kind="note", name="n", label=Text(zh="说明"))
    questionnaire = Questionnaire(
        name="q",
        title=Text(zh="题"),
        lists=(CodeList(name="industries", shared="gbt4754_2017"),),
        pages=(Page(name="p", questions=(note,)),),
    )
    assert questionnaire.list_by_name["industries"].entries == ()
    filled = codelists.resolve(questionnaire)
    assert len(filled.list_by_name["industries"].entries) == 20
    assert filled.list_by_name["industries"].standard == "GB/T 4754-2017"
    assert codelists.resolve(filled) is filled
