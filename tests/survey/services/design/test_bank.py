"""The question bank of an installation: what stands in it, and bringing questions into a draft."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from questionnaires import library
from questionnaires.editing import EditError
from questionnaires.library.bank import search
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.services import publication, questionnaires, surveys, waves
from survey.services.design import bank as service
from survey.services.design import changing
from survey.services.events import SYSTEM

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)


def cards(store, *only):
    return surveys.listed(store, at=AT, only=only or None)


def published(store, make_survey, code="wave-1"):
    number = make_survey(code)
    whole = library.source("county_unit")
    own = whole.model_copy(update={"name": "own", "title": Text(zh="自己的问卷", en="Our own")})
    changed = Questionnaire.model_validate(
        own.model_dump(mode="json", exclude_defaults=True)
        | {"lists": [one.model_dump(mode="json", exclude_defaults=True) for one in own.lists]}
    )
    publication.draft(store, number, changed, actor=SYSTEM, at=AT, source="file")
    publication.publish(store, number, actor=SYSTEM, at=AT)
    return number


def test_shipped_imported_and_published_questions_stand_in_it(store, make_survey, tmp_path):
    number = published(store, make_survey)
    imported = library.load("county_person").model_copy(update={"name": "imported"})
    questionnaires.keep(tmp_path, imported)
    bank = service.bank_of(store, tmp_path, cards(store))
    assert {shelf.questionnaire.name for shelf in bank.shelves.values()} == {
        "county_person",
        "county_unit",
        "imported",
        "own",
    }
    used = search(bank, "", ["used:wave-1"]).found
    assert used
    assert all(one.uses[0].on.isoformat() == "2026-05-06" for one in used)
    assert service.bank_of(store, tmp_path, cards(store)) is bank
    without = service.bank_of(store, tmp_path, [card for card in cards(store) if card.id != number])
    assert search(without, "", ["used:wave-1"]).total == 0


def test_a_file_that_cannot_be_read_leaves_the_others(store, tmp_path):
    folder = questionnaires.folder_of(tmp_path)
    folder.mkdir(parents=True)
    (folder / "broken.yaml").write_text("name: [", "utf-8")
    assert service.bank_of(store, tmp_path, []).questions


def test_questions_come_into_the_draft_as_one_step_with_what_they_need(store, make_survey, tmp_path):
    number = make_survey("wave-1")
    publication.draft(store, number, library.source("county_unit"), actor=SYSTEM, at=AT, source="library")
    bank = service.bank_of(store, tmp_path, cards(store))
    one = next(one for one in search(bank, "职称系列").found if one.question.name == "title_sr")
    taking = service.Taking(one.shelf.version, ("title_sr",), "unit")
    look = service.look(store, number, bank, taking)
    assert look.needed == ("title_lv",)
    assert look.notes
    with_all = service.Taking(one.shelf.version, ("title_sr",), "unit", bring=True)
    step = changing.compose(store, number, service.taken(bank, with_all), actor=SYSTEM, at=AT)
    assert step.made == "question:title_sr"
    draft = step.drafted.questionnaire
    assert {"birth_ym", "age", "title_lv", "title_sr"} <= set(draft.question_by_name)
    assert draft.question_by_name["title_sr"].origin.questionnaire == "county_person"
    assert step.drafted.findings == ()


@pytest.mark.parametrize(("version", "question"), [("0" * 64, "sex"), (None, "nothing")])
def test_what_does_not_stand_in_the_bank_is_refused(store, make_survey, tmp_path, version, question):
    number = make_survey("wave-1")
    publication.draft(store, number, library.source("county_unit"), actor=SYSTEM, at=AT, source="library")
    bank = service.bank_of(store, tmp_path, cards(store))
    taking = service.Taking(version or next(iter(bank.shelves)), (question,), "unit")
    with pytest.raises(EditError) as caught:
        service.look(store, number, bank, taking)
    assert caught.value.code == "not_found"


def test_the_questions_of_the_next_wave_remember_this_one(store, make_survey):
    number = published(store, make_survey)
    hashed = publication.versions(store, number)[0].hash
    following = waves.clone(store, number, "wave-2", Text(zh="第二轮"), actor=SYSTEM, at=AT)
    draft = publication.draft_of(store, following).whole
    origins = {question.origin for question in draft.questions}
    assert {(one.questionnaire, one.version) for one in origins} == {("own", hashed)}
    assert {one.question for one in origins} == set(draft.question_by_name)
    publication.publish(store, following, actor=SYSTEM, at=AT)
    third = waves.clone(store, following, "wave-3", Text(zh="第三轮"), actor=SYSTEM, at=AT)
    assert {one.origin for one in publication.draft_of(store, third).whole.questions} == origins


def test_a_questionnaire_that_was_never_asked_is_taken_over_as_it_is(store, make_survey):
    number = make_survey("wave-1")
    publication.draft(store, number, library.source("county_unit"), actor=SYSTEM, at=AT, source="library")
    following = waves.clone(store, number, "wave-2", Text(zh="第二轮"), actor=SYSTEM, at=AT)
    assert publication.draft_of(store, following).whole == library.source("county_unit")
