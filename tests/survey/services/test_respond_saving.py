"""Agreeing and saving: consent, merges, conflicts, repeats, what cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from questionnaires.formats import yaml
from survey.errors import Refusal
from survey.services import respond
from survey.services.respond import Agreed, Pass, Posting, Stage, opening_of
from survey.services.serial import MOST_COPIES, serial_of
from survey.store import Store
from survey.store.tables import Attempt, Copy, Response, Save, Survey, Unreadable
from tests.survey.investigations import KEY, Investigation, investigation
from tests.survey.samples import QUESTIONNAIRE

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
AGREE = {"consent": ["1"]}


@pytest.fixture
def survey(store: Store) -> Investigation:
    return investigation(store, yaml.load(QUESTIONNAIRE), now=NOW)


def agree(store: Store, held: Pass, posted: dict[str, list[str]] | None = None, key: str = "a") -> Agreed:
    posting = Posting(posted or AGREE, 0, key, page="consent", seconds=3)
    return respond.agree(store, KEY, held, posting, at=NOW, language="zh-CN", device="d")


def begin(store: Store, survey: Investigation, number: int = 0) -> str:
    begun = agree(store, Pass(copy_id=survey.slips[number].copy_id))
    assert begun.token is not None
    return begun.token


def save(
    store: Store, token: str, posted: dict[str, list[str]], revision: int, key: str, **more: Any
) -> respond.Saved:
    posting = replace(Posting(posted, revision, key, page="about"), **more)
    return respond.save(store, KEY, token, posting, at=NOW)


def stored(store: Store, token: str) -> Response:
    with store.reading() as session:
        found = session.scalars(sa.select(Response).where(Response.token == token)).one()
        session.expunge_all()
        return found


def outcome(store: Store, survey: Investigation, number: int = 0) -> str:
    with store.reading() as session:
        return session.get_one(Copy, survey.slips[number].copy_id).outcome


def count(store: Store, table: type) -> int:
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_link_and_a_code_lead_to_the_same_copy_however_the_code_is_typed(store, survey):
    slip = survey.slips[0]
    assert respond.by_link(store, KEY, slip.link) == Pass(copy_id=slip.copy_id)
    sloppy = " ".join(slip.code[start : start + 4] for start in range(0, 12, 4)).lower()
    assert respond.by_code(store, KEY, f" {sloppy}　") == Pass(copy_id=slip.copy_id)
    assert respond.by_code(store, KEY, slip.code.replace("A", "Ａ")) == Pass(copy_id=slip.copy_id)
    assert respond.by_link(store, KEY, slip.link[:-1]) is None
    assert respond.by_code(store, KEY, "2345 6789 ABCD") is None


def test_agreeing_copies_the_design_and_opens_the_copy(store, survey):
    response = stored(store, begin(store, survey))
    assert (response.stratum, response.psu) == ("health", 7)
    assert (response.revision, response.answers, response.page) == (1, {"consent": "1"}, "about")
    assert response.timings == {"consent": 3}
    assert outcome(store, survey) == "opened"


def test_agreeing_twice_begins_one_response(store, survey):
    assert begin(store, survey) == begin(store, survey)
    assert count(store, Response) == 1


def test_nothing_is_written_without_an_answer_to_the_consent(store, survey):
    found = respond.agree(
        store, KEY, Pass(copy_id=survey.slips[0].copy_id), Posting({}, 0, "a"), at=NOW, language="zh-CN"
    )
    assert [problem.code for problem in found.problems] == ["required"]
    assert (count(store, Response), outcome(store, survey)) == (0, "not_opened")


def test_refusing_keeps_no_answer_and_can_be_thought_better_of(store, survey):
    held = Pass(copy_id=survey.slips[0].copy_id)
    assert agree(store, held, {"consent": ["2"]}).outcome == "refused"
    assert (count(store, Response), outcome(store, survey)) == (0, "refused")
    assert agree(store, held, key="b").token is not None
    assert outcome(store, survey) == "opened"


def test_refusing_on_the_way_empties_what_was_answered(store, survey):
    token = begin(store, survey)
    save(store, token, {"sex": ["1"]}, 1, "s1")
    refusal = Posting({"consent": ["2"]}, 2, "s2", page="consent", finish=True)
    assert respond.save(store, KEY, token, refusal, at=NOW).outcome == "refused"
    assert stored(store, token).answers == {}
    with store.reading() as session:
        assert all(changes == {} for changes in session.scalars(sa.select(Save.changes)))
    assert outcome(store, survey) == "refused"


def test_an_entrance_gives_each_visitor_a_copy_and_a_double_tap_one(store, survey):
    held = respond.by_link(store, KEY, survey.open_link)
    assert held is not None
    assert held.copy_id is None
    first, again, second = (agree(store, held, key=key) for key in ("a", "a", "b"))
    assert first.token == again.token != second.token
    with store.reading() as session:
        serials = session.scalars(sa.select(Copy.serial).where(Copy.entrance_id.is_not(None))).all()
    assert [serial[:7] for serial in sorted(serials)] == ["0000004", "0000005"]


def test_an_entrance_that_has_used_up_the_serials_refuses_in_words(store, survey):
    with store.writing() as session:
        last = session.scalars(sa.select(Copy).order_by(Copy.serial.desc())).first()
        last.serial = serial_of(MOST_COPIES)
    held = respond.by_link(store, KEY, survey.open_link)
    assert held is not None
    with pytest.raises(Refusal) as caught:
        agree(store, held, key="a")
    assert caught.value.code == "serials_used_up"


def test_a_repeated_save_changes_nothing_also_when_the_response_has_moved_on(store, survey):
    token = begin(store, survey)
    first = save(store, token, {"sex": ["1"]}, 1, "s")
    again = save(store, token, {"sex": ["1"]}, 1, "s")
    assert first.revision == again.revision == 2
    save(store, token, {"sex": ["2"]}, 2, "t")
    assert save(store, token, {"sex": ["1"]}, 1, "s").revision == 3
    assert stored(store, token).answers["sex"] == "2"
    assert count(store, Save) == 3


def test_a_repeat_after_another_device_tells_what_counts_now(store, survey):
    token = begin(store, survey)
    save(store, token, {"sex": ["1"], "suggest": ["好"]}, 1, "lost reply")
    save(store, token, {"sex": ["2"], "hours": ["40"]}, 2, "another device")
    again = save(store, token, {"sex": ["1"], "suggest": ["好"]}, 1, "lost reply")
    assert {one.question.name: one.said for one in again.elsewhere} == {"sex": True, "hours": False}
    assert again.interview.answers["sex"] == "2"
    assert save(store, token, {"sex": ["1"]}, again.revision, "a new word").elsewhere == ()


def test_a_save_tells_what_was_answered_elsewhere_and_nothing_of_its_own(store, survey):
    token = begin(store, survey)
    save(store, token, {"sex": ["1"], "hours": ["40"]}, 1, "another device")
    done = save(store, token, {"sex": ["2"]}, 1, "here")
    assert [one.field for one in done.conflicts] == ["sex"]
    assert [(one.question.name, one.said) for one in done.elsewhere] == [("hours", False)]


def test_other_answers_under_a_used_key_are_a_save_of_their_own(store, survey):
    token = begin(store, survey)
    whole = ("sex", "hours")
    for sex, hours, revision in (
        ("1", "40", 2),
        ("2", "40", 3),
        ("2", "40", 3),
        ("1", "40", 4),
        ("1", "", 5),
    ):
        posted = {"sex": [sex], "hours": [hours]}
        done = save(store, token, posted, 1, "page from history", whole=whole)
        assert (done.revision, done.conflicts) == (revision, ())
    assert stored(store, token).answers == {"consent": "1", "sex": "1"}


def test_other_answers_under_a_used_key_leave_alone_what_was_answered_elsewhere_since(store, survey):
    token = begin(store, survey)
    save(store, token, {"sex": ["1"], "hours": ["40"]}, 1, "s")
    save(store, token, {"hours": ["50"]}, 2, "t")
    save(store, token, {"sex": ["2"], "hours": ["40"]}, 1, "s")
    assert stored(store, token).answers == {"consent": "1", "sex": "2", "hours": 50}


def test_a_repeat_of_a_refusal_writes_nothing(store, survey):
    token = begin(store, survey)
    refusal = Posting({"consent": ["2"]}, 1, "s", page="consent", finish=True)
    for _tap in range(2):
        done = respond.save(store, KEY, token, refusal, at=NOW)
        assert (done.outcome, done.revision) == ("refused", 2)


def test_saves_from_two_tabs_on_different_questions_both_count(store, survey):
    token = begin(store, survey)
    save(store, token, {"sex": ["1"]}, 1, "tab one")
    merged = save(store, token, {"hours": ["40"]}, 1, "tab two")
    assert merged.conflicts == ()
    assert stored(store, token).answers == {"consent": "1", "sex": "1", "hours": 40}


def test_a_whole_form_from_an_old_tab_does_not_take_back_what_it_never_touched(store, survey):
    token = begin(store, survey)
    save(store, token, {"sex": ["1"]}, 1, "tab one")
    whole = ("sex", "hours", "act", "need")
    merged = save(store, token, {"hours": ["40"]}, 1, "tab two", whole=whole)
    assert merged.conflicts == ()
    assert stored(store, token).answers == {"consent": "1", "sex": "1", "hours": 40}


def test_two_tabs_on_one_question_are_told_and_both_answers_are_kept(store, survey):
    token = begin(store, survey)
    save(store, token, {"sex": ["1"]}, 1, "tab one")
    merged = save(store, token, {"sex": ["2"]}, 1, "tab two")
    assert [(one.field, one.earlier, one.now) for one in merged.conflicts] == [("sex", "1", "2")]
    assert stored(store, token).answers["sex"] == "2"
    with store.reading() as session:
        kept = session.scalars(sa.select(Save.changes).order_by(Save.revision)).all()
    assert [changes["sex"] for changes in kept[1:]] == ["1", "2"]


def test_many_saves_at_once_all_count(store, survey):
    token = begin(store, survey)
    fields = [{"sex": ["1"]}, {"hours": ["40"]}, {"act": ["1"]}, {"sat_1": ["4"]}, {"suggest": ["好"]}]
    with ThreadPoolExecutor(5) as threads:
        list(threads.map(lambda pair: save(store, token, pair[1], 1, f"s{pair[0]}"), enumerate(fields)))
    answers = stored(store, token).answers
    assert {"sex", "hours", "act", "sat_1", "suggest"} <= set(answers)
    assert stored(store, token).revision == 6


def test_what_cannot_be_read_is_put_aside_and_counted(store, survey):
    token = begin(store, survey)
    saved = save(store, token, {"hours": ["四十"], "sex": ["7"], "nothing": ["x\0y"]}, 1, "s")
    assert {one.field for one in saved.unreadable} == {"hours", "sex", "nothing"}
    with store.reading() as session:
        rows = session.execute(sa.select(Unreadable.field, Unreadable.raw)).all()
    assert sorted(tuple(row) for row in rows) == [("hours", "四十"), ("nothing", "x\ufffdy"), ("sex", "7")]


def test_a_confirmation_falls_when_its_answer_changes(store, survey):
    token = begin(store, survey)
    save(store, token, {"hours": ["90"]}, 1, "s1", confirmed=("hours:unusual", "no such:thing"))
    assert stored(store, token).confirmed == ["hours:unusual"]
    save(store, token, {"hours": ["91"]}, 2, "s2")
    assert stored(store, token).confirmed == []


def test_time_on_pages_adds_up_and_progress_never_goes_back(store, survey):
    token = begin(store, survey)
    save(store, token, {"sat_1": ["4"]}, 1, "s1", page="views", seconds=20)
    far = stored(store, token).furthest
    save(store, token, {"sex": ["1"]}, 2, "s2", page="about", seconds=5)
    save(store, token, {"sex": ["2"]}, 3, "s3", page="about", seconds=6)
    response = stored(store, token)
    assert (response.furthest, response.timings) == (far, {"consent": 3, "views": 20, "about": 11})


@pytest.mark.parametrize(
    ("columns", "stage"),
    [
        ({"opens_at": NOW + timedelta(days=1)}, Stage.NOT_YET),
        ({"opens_at": None}, Stage.NOT_YET),
        ({"closes_at": NOW - timedelta(hours=1)}, Stage.CLOSED),
        ({"closed_at": NOW - timedelta(hours=1)}, Stage.CLOSED),
        ({"valid_until": (NOW - timedelta(days=1)).date()}, Stage.EXPIRED),
        ({"archived_at": NOW - timedelta(hours=1)}, Stage.ARCHIVED),
        ({"valid_until": NOW.date()}, Stage.OPEN),
    ],
)
def test_a_survey_takes_answers_only_while_it_is_open(store, survey, columns, stage):
    token = begin(store, survey)
    with store.writing() as session:
        session.execute(sa.update(Survey).values(**columns))
        found = session.scalars(sa.select(Survey)).one()
        assert opening_of(found, NOW).stage is stage
    if stage is Stage.OPEN:
        save(store, token, {"sex": ["1"]}, 1, "s")
        return
    with pytest.raises(Refusal, match="survey_not_open"):
        save(store, token, {"sex": ["1"]}, 1, "s")
    with pytest.raises(Refusal, match="survey_not_open"):
        begin(store, survey, 1)


def test_wrong_guesses_are_slowed_and_a_right_code_is_not(store, survey):
    waits = [respond.note_wrong_guess(store, KEY, "192.0.2.1", "code", NOW) for _ in range(20)]
    assert waits[:5] == [0, 0, 0, 0, 0]
    assert waits[5:7] == [0.25, 0.5]
    assert max(waits) == 2.0
    assert respond.note_wrong_guess(store, KEY, "192.0.2.2", "code", NOW) == 0
    assert respond.note_wrong_guess(store, KEY, "192.0.2.1", "code", NOW + timedelta(hours=1)) == 0
    assert respond.by_code(store, KEY, survey.slips[0].code) is not None
    with store.reading() as session:
        assert not any("192" in source for source in session.scalars(sa.select(Attempt.source)))


def test_a_storm_of_wrong_guesses_fills_no_table_and_old_ones_are_forgotten(store, survey):
    waits = [respond.note_wrong_guess(store, KEY, "192.0.2.1", "code", NOW) for _ in range(60)]
    assert waits[-1] == 2.0
    assert count(store, Attempt) < 20
    later = NOW + timedelta(hours=1)
    assert respond.note_wrong_guess(store, KEY, "192.0.2.9", "code", later) == 0
    assert count(store, Attempt) == 1


def test_a_text_beyond_all_bounds_is_cut_and_its_end_put_aside(store, survey):
    token = begin(store, survey)
    save(store, token, {"suggest": ["长" * 100_000]}, 1, "s")
    assert len(stored(store, token).answers["suggest"]) == 20_000
    with store.reading() as session:
        assert [one.field for one in session.scalars(sa.select(Unreadable))] == ["suggest"]


def test_a_saved_page_costs_few_statements(store, survey):
    token = begin(store, survey)
    said: list[str] = []
    listen: Callable[..., None] = lambda c, cursor, statement, *rest: said.append(statement)  # noqa: E731
    sa.event.listen(store.engine, "before_cursor_execute", listen)
    save(store, token, {"sex": ["1"], "hours": ["x"]}, 1, "s")
    sa.event.remove(store.engine, "before_cursor_execute", listen)
    assert len([one for one in said if not one.startswith("BEGIN")]) <= 4
    assert len(said) <= 8
