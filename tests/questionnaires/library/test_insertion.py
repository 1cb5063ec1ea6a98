"""Bringing questions of the bank into a draft."""

from __future__ import annotations

import pytest

from questionnaires import library
from questionnaires.checks import Severity, check
from questionnaires.differences import Sort, differences
from questionnaires.editing import EditError, apply
from questionnaires.formats.canonical import canonical, version_hash
from questionnaires.formats.carried import Fate
from questionnaires.formats.yaml import dump, load
from questionnaires.library.bank import Shelf
from questionnaires.library.insertion import insertion
from questionnaires.library.origins import identity, remembering
from questionnaires.model import Origin
from tests.questionnaires.kinds.tiny import TOWNS, ask, form, options, page, row, text


def shelf_of(questionnaire):
    return Shelf(questionnaire, version_hash(questionnaire))


PERSON = shelf_of(library.source("county_person"))


def brought(draft, shelf, *names, page="a", **more):
    """The draft with the questions in it, and what was told."""
    found = insertion(draft, shelf, names, page=page, **more)
    for change in found.changes:
        draft = apply(draft, change).questionnaire
    return draft, found


def empty(**more):
    return form(page("a", ask("note", "hello")), **more)


def errors(draft):
    return [finding for finding in check(draft) if finding.severity is Severity.ERROR]


def told(found):
    return [(note.fate, note.code, note.place) for note in found.notes]


def test_a_question_comes_as_it_is_and_remembers_where_it_came_from():
    draft, found = brought(empty(), PERSON, "sex")
    there = draft.question_by_name["sex"]
    former = PERSON.questionnaire.question_by_name["sex"]
    assert there.origin == Origin(questionnaire="county_person", version=PERSON.version, question="sex")
    assert there.model_copy(update={"origin": None}) == former
    assert found.notes == ()
    assert errors(draft) == []


def test_wordings_in_languages_the_draft_lacks_stay_behind_and_are_told_once():
    draft, found = brought(empty(languages=["zh-CN"]), PERSON, "press_src", bring=True)
    assert [one for one in check(draft) if one.place.startswith("question:press")] == []
    assert dict(draft.question_by_name["press_src"].options[0].label) == {"zh-CN": "任务量大、人手不足"}
    assert told(found) == [(Fate.LEFT_OUT, "languages", "questionnaire/languages")]
    known = PERSON.questionnaire.question_by_name["press_src"]
    assert identity(draft, draft.question_by_name["press_src"]) == identity(PERSON.questionnaire, known)


def test_a_wording_in_no_language_of_the_draft_comes_all_the_same():
    draft, found = brought(empty(languages=["de"], title={"de": "Klein"}), PERSON, "sex")
    assert draft.question_by_name["sex"].label == PERSON.questionnaire.question_by_name["sex"].label
    assert found.notes == ()


def test_it_stands_where_it_is_wanted():
    draft, _found = brought(
        form(page("a", ask("text", "one"), ask("text", "two"))), PERSON, "edu", "sex", before="two"
    )
    assert [q.name for q in draft.questions] == ["one", "sex", "edu", "two"]


def test_a_taken_name_becomes_a_free_one_and_its_own_rules_follow():
    source = form(
        page(
            "a",
            ask("single", "q", options=options("1", "2")),
            ask(
                "text",
                "why",
                show="${q} = '1'",
                checks=[
                    {
                        "code": "c",
                        "require": "string-length(.) > 1 or ${q} = '2'",
                        "message": text("看 ${q}", "See ${q}"),
                    }
                ],
            ),
        ),
        name="source",
    )
    draft, found = brought(form(page("a", ask("number", "q"))), shelf_of(source), "q", "why")
    assert [q.name for q in draft.questions] == ["q", "q_2", "why"]
    why = draft.question_by_name["why"]
    assert why.show == "${q_2} = '1'"
    assert why.checks[0].require == "string-length(.) > 1 or ${q_2} = '2'"
    assert why.checks[0].message["zh-CN"] == "看 ${q_2}"
    assert found.names == {"q": "q_2", "why": "why"}
    assert (Fate.CHANGED, "renamed", "question:q") in told(found)
    assert errors(draft) == []


def test_rows_levels_and_written_words_get_free_names_too():
    source = form(
        page(
            "a",
            ask("matrix", "m", rows=[row("m_1"), row("m_2")], options=options("1", "2")),
            ask("single", "s", options=[{**options("1")[0], "write_in": True}]),
            ask("text", "t", show="${m_1} = '1' and ${s_oth} != ''"),
        ),
        name="source",
    )
    draft, _found = brought(
        form(page("a", ask("text", "m_1"), ask("text", "s_oth"))), shelf_of(source), "m", "s", "t"
    )
    assert [one.name for one in draft.question_by_name["m"].rows] == ["m_3", "m_2"]
    assert draft.question_by_name["t"].show == "${m_3} = '1' and ${s_2_oth} != ''"
    assert errors(draft) == []


def test_new_names_that_are_old_names_of_others_are_not_mixed_up():
    source = form(
        page("a", ask("text", "q"), ask("text", "q_2"), ask("text", "t", show="${q} = '1' or ${q_2} = '2'")),
        name="source",
    )
    draft, found = brought(form(page("a", ask("number", "q"))), shelf_of(source), "q", "q_2", "t")
    assert found.names == {"q": "q_2", "q_2": "q_3", "t": "t"}
    assert draft.question_by_name["t"].show == "${q_2} = '1' or ${q_3} = '2'"


def test_a_rule_whose_question_is_missing_is_left_out_and_the_question_offered():
    draft, found = brought(empty(), PERSON, "title_sr")
    assert draft.question_by_name["title_sr"].show is None
    assert told(found) == [(Fate.LEFT_OUT, "rule", "question:title_sr/show")]
    assert found.needed == ("title_lv",)
    assert "title_lv" in found.notes[0].remedy["zh-CN"]
    assert errors(draft) == []


def test_with_what_it_needs_the_rule_stays_and_what_that_needs_comes_too():
    draft, found = brought(empty(), PERSON, "title_sr", bring=True)
    # The title's own check names the age, the age is worked out from the birth date.
    assert found.brought == ("birth_ym", "age", "title_lv")
    assert [q.name for q in draft.questions] == ["hello", "birth_ym", "age", "title_lv", "title_sr"]
    assert draft.question_by_name["title_sr"].show == "${title_lv} != '499'"
    assert draft.question_by_name["title_lv"].checks
    assert found.notes == ()
    assert errors(draft) == []


@pytest.mark.parametrize("name", [q.name for q in library.source("county_person").questions])
def test_any_question_comes_with_all_it_needs_and_nothing_is_wrong_then(name):
    draft, found = brought(empty(), PERSON, name, bring=True)
    assert errors(draft) == []
    assert not [note for note in found.notes if note.fate is Fate.LEFT_OUT]
    alone, _found = brought(empty(), PERSON, name)
    assert all(one.place.startswith(f"question:{name}") for one in errors(alone))


def test_a_question_of_the_draft_that_is_the_same_one_serves_the_rule():
    draft, _found = brought(empty(), PERSON, "title_lv", bring=True)
    draft, found = brought(draft, PERSON, "title_sr", bring=True)
    assert found.brought == ()
    assert draft.question_by_name["title_sr"].show == "${title_lv} != '499'"


def test_it_serves_under_another_name_too():
    draft = form(page("a", ask("number", "title_lv")))
    draft, _found = brought(draft, PERSON, "title_lv", bring=True)
    assert "title_lv_2" in draft.question_by_name
    draft, _found = brought(draft, PERSON, "title_sr", bring=True)
    assert draft.question_by_name["title_sr"].show == "${title_lv_2} != '499'"


def test_a_stranger_of_the_same_name_does_not_serve():
    _draft, found = brought(form(page("a", ask("number", "title_lv"))), PERSON, "title_sr")
    assert told(found)[0][:2] == (Fate.LEFT_OUT, "rule")


def test_a_question_that_comes_too_late_is_told():
    draft, _found = brought(empty(), PERSON, "title_lv", bring=True)
    _draft, found = brought(draft, PERSON, "title_sr", before="hello")
    assert (Fate.GUESSED, "later", "question:title_sr") in told(found)


def test_its_list_comes_or_the_equal_one_is_used():
    draft, _found = brought(empty(), PERSON, "ind")
    assert [one.name for one in draft.lists] == ["industries"]
    assert draft.lists[0].shared == "gbt4754_2017"
    again, found = brought(draft, shelf_of(library.load("county_unit")), "ind")
    assert [one.name for one in again.lists] == ["industries"]
    assert again.question_by_name[found.names["ind"]].list == "industries"


def test_another_list_of_the_same_name_gets_a_free_name():
    other = {**TOWNS, "name": "industries"}
    draft, _found = brought(empty(lists=[other]), PERSON, "ind")
    assert {one.name for one in draft.lists} == {"industries", "industries_2"}
    assert draft.question_by_name["ind"].list == "industries_2"


def test_the_rule_of_its_page_comes_with_it():
    source = form(
        page("a", ask("single", "q", options=options("1", "2"))),
        page("b", ask("text", "t", show="${q} != ''"), show="${q} = '1'"),
        name="source",
    )
    draft, _found = brought(empty(), shelf_of(source), "t", bring=True)
    assert draft.question_by_name["t"].show == "(${q} = '1') and (${q} != '')"


def test_a_setting_that_the_draft_lacks_is_dropped_and_told():
    draft, found = brought(empty(), PERSON, "degree", bring=True)
    assert draft.question_by_name["degree"].only is None
    assert (Fate.CHANGED, "setting", "question:degree/only") in told(found)


@pytest.mark.parametrize(
    ("names", "more"),
    [(["nothing"], {}), ([], {}), (["sex"], {"page": "z"}), (["sex"], {"before": "nothing"})],
)
def test_what_is_not_there_is_refused(names, more):
    with pytest.raises(EditError) as caught:
        insertion(empty(), PERSON, names, **{"page": "a", **more})
    assert caught.value.code == "not_found"


def test_an_origin_survives_a_file_and_changes_no_hash_where_there_is_none():
    draft, _found = brought(empty(), PERSON, "sex")
    assert load(dump(draft)) == draft
    assert "origin: {questionnaire: county_person" in dump(draft)
    bare = library.source("county_unit")
    assert b"origin" not in canonical(bare)


def test_the_next_wave_remembers_the_version_that_was_asked():
    asked = library.load("county_person")
    draft = remembering(library.source("county_person"), asked, version_hash(asked))
    sex, degree = draft.question_by_name["sex"], draft.question_by_name["degree"]
    assert sex.origin == Origin(questionnaire="county_person", version=version_hash(asked), question="sex")
    assert degree.origin is None  # the extended form was not asked
    third = remembering(draft, draft, "f" * 64)
    assert third.question_by_name["sex"].origin == sex.origin
    assert identity(asked, asked.question_by_name["sex"]) == identity(draft, sex)


def test_a_renamed_question_is_known_by_its_origin_whatever_it_is_called_and_asks():
    asked = form(page("a", ask("text", "q")))
    draft = remembering(asked, asked, version_hash(asked))
    renamed = form(
        page(
            "a",
            {
                **draft.questions[0].model_dump(mode="json"),
                "name": "other",
                "label": text("完全不同", "Other"),
            },
        )
    )
    found = [(one.sort, one.place) for one in differences(asked, renamed)]
    assert found == [
        (Sort.RENAMED, "question:other"),
        (Sort.TEXT, "question:other"),
        (Sort.SETTING, "question:other/origin"),
    ]
