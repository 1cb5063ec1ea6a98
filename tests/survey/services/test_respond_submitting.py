"""Submitting, receipts, taking back, erasure, and the end of a survey."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from questionnaires import library
from questionnaires.formats import yaml
from questionnaires.interview import Interview
from survey.errors import Refusal
from survey.services import respond
from survey.services.days import noon_of
from survey.services.respond import Pass, Posting
from survey.services.secrets import digest, receipt_of
from survey.store import Store
from survey.store.tables import Copy, Event, Response, Save, Submission, Survey, Unreadable
from tests.survey.filling import plausible
from tests.survey.investigations import KEY, Investigation, county, investigation
from tests.survey.samples import GOOD, QUESTIONNAIRE

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.fixture
def survey(store: Store) -> Investigation:
    return investigation(store, yaml.load(QUESTIONNAIRE), now=NOW)


def begin(store: Store, survey: Investigation, number: int = 0) -> str:
    posting = Posting({"consent": ["1"]}, 0, f"a{number}", page="consent")
    held = Pass(copy_id=survey.slips[number].copy_id)
    found = respond.agree(store, KEY, held, posting, at=NOW, language="zh-CN")
    assert found.token is not None
    return found.token


def fill(store: Store, token: str, answers: dict[str, list[str]] | None = None, key: str = "s") -> None:
    posted = {**{name: list(values) for name, values in GOOD.items()}, **(answers or {})}
    respond.save(store, KEY, token, Posting(posted, 99, key, page="about"), at=NOW)


def submit(store: Store, token: str, key: str = "f", **more: object) -> respond.Submitted:
    options = {"at": NOW, **more}
    return respond.submit(store, KEY, token, form_key=key, **options)  # type: ignore[arg-type]


def outcomes(store: Store, survey: Investigation, number: int = 0) -> tuple[str, str | None]:
    with store.reading() as session:
        copy = session.get_one(Copy, survey.slips[number].copy_id)
        query = sa.select(Response.outcome).where(Response.token == copy.response_token)
        return copy.outcome, session.scalar(query)


def submissions(store: Store) -> list[tuple[int, str]]:
    with store.reading() as session:
        query = sa.select(Submission.number, Submission.hash).order_by(Submission.id)
        return [(number, found) for number, found in session.execute(query)]


def test_a_submit_freezes_the_record_and_marks_the_copy(store, survey):
    token = begin(store, survey)
    fill(store, token)
    done = submit(store, token)
    assert (done.receipt, done.number) == (receipt_of(KEY, token), 1)
    assert outcomes(store, survey) == ("submitted", "submitted")
    with store.reading() as session:
        record = session.scalars(sa.select(Submission.record)).one()
        copy = session.get_one(Copy, survey.slips[0].copy_id)
        assert copy.returned_at == noon_of(NOW, "Asia/Shanghai")
    assert record["values"]["act_2"] == 1
    assert record["values"]["need_1"] == "2"
    assert record["values"]["topic"] == {"missing": "not_shown"}
    assert record["answers"]["act"] == ["1", "2"]


def test_a_repeated_submit_returns_the_same_receipt(store, survey):
    token = begin(store, survey)
    fill(store, token)
    first, again, other_tap = submit(store, token), submit(store, token), submit(store, token, "g")
    assert first.receipt == again.receipt == other_tap.receipt
    assert len(submissions(store)) == 1


def test_what_was_changed_after_the_last_look_is_looked_at_first(store, survey):
    token = begin(store, survey)
    fill(store, token)
    fill(store, token, {"hours": ["41"]}, key="another device")
    late = submit(store, token, seen=2)
    assert (late.renewed, late.receipt, submissions(store)) == (True, None, [])
    done = submit(store, token, seen=3)
    assert done.receipt is not None
    assert submit(store, token, seen=2).receipt == done.receipt  # the reply was lost


def test_a_submit_repeated_after_the_survey_closed_still_returns_the_receipt(store, survey):
    token = begin(store, survey)
    fill(store, token)
    first = submit(store, token)
    with store.writing() as session:
        session.execute(sa.update(Survey).values(closed_at=NOW))
    assert submit(store, token, at=NOW + timedelta(hours=1)).receipt == first.receipt


def test_many_submits_at_once_make_one_submission(store, survey):
    token = begin(store, survey)
    fill(store, token)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: submit(store, token, f"f{number % 3}"), range(12)))
    assert {one.receipt for one in found} == {receipt_of(KEY, token)}
    assert len(submissions(store)) == 1


def test_hard_problems_and_unconfirmed_soft_ones_stop_a_submit(store, survey):
    token = begin(store, survey)
    fill(store, token, {"sex": [], "hours": ["90"]})
    found = submit(store, token)
    assert found.receipt is None
    assert [problem.key for problem in found.problems] == ["sex:required", "hours:unusual"]
    fill(store, token, {"sex": ["1"], "hours": ["90"]}, "s2")
    assert submit(store, token).receipt is None
    assert submit(store, token, confirmed=["hours:unusual"]).receipt
    assert submissions(store)[0][0] == 1


def test_an_answer_saved_after_submitting_is_refused_without_the_receipt(store, survey):
    token = begin(store, survey)
    fill(store, token)
    submit(store, token)
    with pytest.raises(Refusal, match="already_submitted"):
        fill(store, token, {"sex": ["2"]}, "late")


def test_a_correction_adds_a_submission_and_keeps_the_receipt(store, survey):
    token = begin(store, survey)
    fill(store, token)
    first = submit(store, token)
    assert first.receipt is not None
    with store.writing() as session:
        session.execute(sa.update(Response).values(outcome="valid"))
        session.execute(sa.update(Copy).where(Copy.response_token == token).values(outcome="valid"))
    assert respond.correct(store, KEY, first.receipt.lower(), at=NOW) == Pass(survey.slips[0].copy_id)
    posting = Posting({"sex": ["2"]}, 99, "c", page="about")
    respond.save(store, KEY, token, posting, at=NOW, correcting=True)
    assert outcomes(store, survey) == ("valid", "valid")
    second = submit(store, token, "f2", correcting=True)
    assert (second.receipt, second.number) == (first.receipt, 2)
    assert outcomes(store, survey) == ("submitted", "submitted")
    assert [number for number, _ in submissions(store)] == [1, 2]
    assert submissions(store)[0][1] != submissions(store)[1][1]


def test_a_correction_that_changes_nothing_adds_nothing(store, survey):
    token = begin(store, survey)
    fill(store, token)
    submit(store, token)
    assert submit(store, token, "f2", correcting=True).number == 1
    assert len(submissions(store)) == 1


def test_nothing_is_corrected_once_the_survey_is_closed(store, survey):
    token = begin(store, survey)
    fill(store, token)
    receipt = submit(store, token).receipt or ""
    with store.writing() as session:
        session.execute(sa.update(Survey).values(closed_at=NOW))
    with pytest.raises(Refusal, match="not_correctable"):
        respond.correct(store, KEY, receipt, at=NOW)
    held = respond.look(store, KEY, receipt)
    assert held is not None
    assert held.interview.say(held.interview.questionnaire.question_by_name["sex"], "zh-CN") == "男"


def test_withdrawing_is_final_and_harmless_to_repeat(store, survey):
    token = begin(store, survey)
    fill(store, token)
    receipt = submit(store, token).receipt or ""
    for _ in range(2):
        respond.withdraw(store, KEY, receipt, at=NOW)
    assert outcomes(store, survey) == ("withdrawn", "withdrawn")
    with pytest.raises(Refusal, match="taken_back"):
        fill(store, token, {"sex": ["2"]}, "late")


def test_deletion_erases_the_content_everywhere_and_keeps_hash_and_event(store, survey, tmp_path: Path):
    token = begin(store, survey)
    secret = "独一无二的秘密"
    fill(store, token, {"suggest": [secret], "send": ["1"], "hours": [secret]})
    receipt = submit(store, token).receipt or ""
    before = submissions(store)
    for _ in range(2):
        respond.erase(store, KEY, tmp_path, receipt, at=NOW)
    assert submissions(store) == before
    with store.reading() as session:
        response = session.scalars(sa.select(Response)).one()
        assert (response.answers, response.confirmed, response.erased_at) == ({}, [], NOW)
        assert all(changes == {} for changes in session.scalars(sa.select(Save.changes)))
        assert list(session.scalars(sa.select(Submission.record))) == [None]
        assert set(session.scalars(sa.select(Unreadable.raw))) == {""}
        events = session.scalars(sa.select(Event).where(Event.action == "response.erased")).all()
        assert [event.detail for event in events] == [{"hashes": [before[0][1]]}]
        for table in (Response, Save, Submission, Unreadable, Event):
            for row in session.execute(sa.select(table.__table__)):
                assert secret not in json.dumps(list(row), default=str, ensure_ascii=False)
    assert outcomes(store, survey) == ("withdrawn", "withdrawn")
    held = respond.look(store, KEY, receipt)
    assert held is not None
    assert not held.may_erase
    assert not held.may_correct(NOW)


def test_a_receipt_that_is_none_is_refused(store, survey, tmp_path: Path):
    assert respond.look(store, KEY, "ABCDE FGHJK") is None
    with pytest.raises(Refusal, match="receipt_unknown"):
        respond.withdraw(store, KEY, "ABCDE FGHJK", at=NOW)
    with pytest.raises(Refusal, match="receipt_unknown"):
        respond.erase(store, KEY, tmp_path, "", at=NOW)


def test_somebody_who_does_not_belong_leaves_the_base_and_may_still_write(store):
    survey = investigation(store, county(), now=NOW)
    token = begin(store, survey)
    page = {"in_county": ["2"], "occ": ["4"]}
    saved = respond.save(store, KEY, token, Posting(page, 1, "s", page="screening", finish=True), at=NOW)
    assert saved.outcome == "ineligible"
    assert outcomes(store, survey) == ("ineligible", "ineligible")
    assert submissions(store) == []
    again = {"in_county": ["1"]}
    respond.save(store, KEY, token, Posting(again, 2, "s2", page="screening", finish=True), at=NOW)
    assert outcomes(store, survey) == ("opened", "opened")


def test_closing_tells_partial_from_broken_off_and_opening_again_takes_them_up(store):
    stricter = QUESTIONNAIRE.replace("name: hours", "name: hours\n        required: true")
    survey = investigation(store, yaml.load(stricter), now=NOW)
    tokens = [begin(store, survey, number) for number in range(3)]
    fill(store, tokens[0])
    submit(store, tokens[0])
    fill(store, tokens[1])
    found = respond.close_responses(store, survey.survey_id)
    assert found == {"partial": 1, "broken_off": 1}
    assert [outcomes(store, survey, number)[0] for number in range(3)] == [
        "submitted",
        "partial",
        "broken_off",
    ]
    fill(store, tokens[2], {"sex": ["2"]}, "again")
    assert outcomes(store, survey, 2) == ("opened", "opened")


@pytest.mark.parametrize("name", ["county_person", "bench"])
def test_a_whole_questionnaire_is_answered_page_by_page(store, name):
    questionnaire = county() if name == "county_person" else library.load(name)
    survey = investigation(store, questionnaire, now=NOW)
    held = Pass(copy_id=survey.slips[0].copy_id)
    standing = respond.standing(store, held)
    assert standing is not None
    interview: Interview = respond.first_look(store, standing, NOW, "zh-CN")
    first = interview.path[0]
    posted = {k: v for question in first.questions for k, v in plausible(interview, question).items()}
    begun = respond.agree(
        store, KEY, held, Posting(posted, 0, "a", page=first.name), at=NOW, language="zh-CN"
    )
    assert begun.token is not None
    page, revision = begun.interview.page_after(first.name), begun.revision
    pages = 1
    interview = begun.interview
    while page is not None:
        standing_there = questionnaire.page_by_name[page.name].questions
        names = [question.name for question in standing_there]
        posted = {k: v for question in standing_there for k, v in plausible(interview, question).items()}
        posting = Posting(posted, revision, page.name, page=page.name, whole=names, finish=True)
        saved = respond.save(store, KEY, begun.token, posting, at=NOW)
        assert [one for one in saved.problems if one.level != "left_out"] == []
        interview, revision = saved.interview, saved.revision
        page = interview.page_after(page.name)
        pages += 1
    assert submit(store, begun.token).receipt
    assert pages == len(interview.path)


def test_a_receipt_has_twelve_characters_and_an_earlier_one_of_ten_still_opens(store, survey):
    token = begin(store, survey)
    fill(store, token)
    receipt = submit(store, token).receipt
    assert receipt is not None
    assert len(receipt) == 12
    assert respond.look(store, KEY, receipt[:10]) is None
    with store.writing() as session:  # as an earlier version kept it
        response = session.scalars(sa.select(Response)).one()
        response.receipt_digest = digest(KEY, "receipt", receipt[:10])
    for code in (receipt, receipt[:10]):
        assert respond.look(store, KEY, code) is not None
