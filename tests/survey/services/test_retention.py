"""The link table is destroyed and the answers are erased: what goes, what stays, what still works."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from survey.errors import Refusal
from survey.services import (
    copies,
    counts,
    datasets,
    opening,
    respond,
    retention,
    review,
    snapshotfiles,
    snapshots,
    spoiling,
    surveys,
)
from survey.services.copies import Order
from survey.services.happenings import happenings
from survey.services.retention import Duty
from survey.services.secrets import receipt_of
from survey.store import Store
from survey.store import copies as stored_copies
from survey.store.retention import tied
from survey.store.reviews import ResponseFilter
from survey.store.tables import Copy, Flag, Response, Save, Submission, Suggestion, Unit, Unreadable
from tests.fixtures.databases import only_sqlite
from tests.survey.samples import KEY, NOW, SYSTEM, answer, small_survey

SECRET_WORDS = "a sentence only one person wrote"
LATER = NOW + timedelta(days=3)


@pytest.fixture
def sample(store: Store):
    return small_survey(store)


@pytest.fixture
def tokens(store: Store, sample) -> list[str]:
    """Eight copies: six answered, one of them not sent; verdicts valid, valid, invalid on the first."""
    copies.issue(
        store, KEY, sample.id, [Order("health", 6, "县医院"), Order("school", 2)], actor=SYSTEM, at=NOW
    )
    with store.reading() as session:
        nonces = [row.nonce for row in stored_copies.listed(session, sample.id)]
    found = [
        answer(
            store, nonce, {"suggest": [SECRET_WORDS]}, submit=place != 5, at=NOW + timedelta(minutes=place)
        )
        for place, nonce in enumerate(nonces[:6])
    ]
    for place, verdict in enumerate(("valid", "valid", "invalid")):
        number = number_of(store, found[place])
        review.decide(store, sample.id, number, verdict, reason="试", actor=SYSTEM, at=NOW)
    return found


def number_of(store: Store, token: str) -> int:
    with store.reading() as session:
        return session.scalars(sa.select(Response.id).where(Response.token == token)).one()


def close(store: Store, sample) -> None:
    opening.close_now(store, sample.id, actor=SYSTEM, at=LATER)


def destroy(store: Store, sample) -> int:
    return retention.destroy_link(store, sample.id, actor=SYSTEM, at=LATER)


def erase(store: Store, sample, folder: Path) -> int:
    return retention.erase_answers(store, folder, sample.id, actor=SYSTEM, at=LATER)


def counted(store: Store, sample):
    found = counts.counts_of(store, sample.id)
    return found.whole.outcomes, [line.outcomes for line in (*found.strata, *found.units)], found.days


def response_outcomes(store: Store) -> Counter[str]:
    with store.reading() as session:
        return Counter(session.scalars(sa.select(Response.outcome)))


def promise(store: Store, sample, duty: Duty, at=LATER):
    card = surveys.named(store, sample.code, at=at)
    return next(one for one in retention.promises(card, at) if one.duty is duty)


def test_no_copy_names_a_response_any_more_and_every_count_stays(store, sample, tokens):
    close(store, sample)
    before = counted(store, sample)
    assert destroy(store, sample) == 6
    assert counted(store, sample) == before
    with store.reading() as session:
        assert set(session.scalars(sa.select(Copy.response_token))) == {None}
        moments = session.execute(sa.select(Copy.opened_at, Copy.returned_at)).all()
        begun = set(session.scalars(sa.select(Response.started_at)))
        sent = set(
            session.scalars(sa.select(Response.submitted_at).where(Response.submitted_at.is_not(None)))
        )
    assert not begun & {row.opened_at for row in moments}
    assert not sent & {row.returned_at for row in moments}


def test_units_get_numbers_that_stand_beside_no_answer(store, sample, tokens):
    close(store, sample)
    destroy(store, sample)
    with store.reading() as session:
        psus = set(session.scalars(sa.select(Response.psu).where(Response.psu.is_not(None))))
        numbers = set(session.scalars(sa.select(Unit.number)))
    assert psus
    assert not psus & numbers


def test_a_copy_s_outcome_is_no_longer_its_own(store, sample, tokens):
    close(store, sample)
    with store.reading() as session:
        rows = tied(session, sample.id)
    places = set()
    for _each in range(60):
        dealt = list(retention._dealt_anew(rows, surveys.named(store, sample.code, at=LATER).zone))
        places.add(next(row["of"] for row in dealt if row["outcome"] == "invalid"))
        assert Counter(row["outcome"] for row in dealt) == Counter(row.outcome for row in rows)
    assert len(places) > 1


def test_destroying_again_does_nothing_and_the_log_has_it_once(store, sample, tokens):
    close(store, sample)
    destroy(store, sample)
    assert destroy(store, sample) == 0
    found = [one for one in happenings(store, sample.id) if one.action == "survey.link_destroyed"]
    assert [one.detail for one in found] == [{"copies": 6}]


def test_while_answers_are_taken_nothing_is_destroyed_or_erased(store, sample, tokens, tmp_path):
    for act in (lambda: destroy(store, sample), lambda: erase(store, sample, tmp_path)):
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.code == "still_open"
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Copy.response_token))) == 6


def test_a_survey_whose_link_table_is_destroyed_takes_no_more_answers(store, sample, tokens):
    close(store, sample)
    destroy(store, sample)
    for act in (
        lambda: opening.open_now(store, sample.id, actor=SYSTEM, at=LATER),
        lambda: opening.schedule(store, sample.id, LATER, None, actor=SYSTEM, at=LATER),
        lambda: spoiling.spoil(
            store, sample.id, serial_of_first(store, sample), "遗失", actor=SYSTEM, at=LATER
        ),
    ):
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.code == "link_destroyed"


def serial_of_first(store, sample):
    with store.reading() as session:
        return stored_copies.listed(session, sample.id)[0].serial


def test_a_receipt_still_shows_withdraws_and_erases_and_counts_follow(store, sample, tokens, tmp_path):
    close(store, sample)
    destroy(store, sample)
    held = respond.look(store, KEY, receipt_of(KEY, tokens[0]))
    assert held is not None
    assert held.response.answers["suggest"] == SECRET_WORDS
    respond.withdraw(store, KEY, receipt_of(KEY, tokens[0]), at=LATER)
    respond.erase(store, KEY, tmp_path, receipt_of(KEY, tokens[1]), at=LATER)
    with store.reading() as session:
        found = Counter(session.scalars(sa.select(Copy.outcome).where(Copy.outcome != "not_opened")))
    assert found == response_outcomes(store)
    assert found["withdrawn"] == 2


def test_decisions_after_the_link_table_is_gone_are_counted(store, sample, tokens):
    close(store, sample)
    destroy(store, sample)
    review.decide(
        store, sample.id, number_of(store, tokens[0]), "invalid", reason="试", actor=SYSTEM, at=LATER
    )
    review.decide_matching(
        store,
        sample.id,
        ResponseFilter(outcome="submitted"),
        "valid",
        expected=2,
        reason="试",
        actor=SYSTEM,
        at=LATER,
    )
    with store.reading() as session:
        found = Counter(session.scalars(sa.select(Copy.outcome).where(Copy.outcome != "not_opened")))
    assert found == response_outcomes(store)
    assert (found["valid"], found["invalid"], found["submitted"]) == (3, 2, 0)


def test_erasing_empties_every_place_an_answer_was_kept_in_and_leaves_the_counts(
    store, sample, tokens, tmp_path
):
    close(store, sample)
    snapshots.freeze(store, tmp_path, sample.id, at=LATER)
    folder = snapshotfiles.folder_of(tmp_path, sample.code)
    assert list(folder.iterdir())
    export = tmp_path / "exports" / sample.code / "csv.internal.0.zh-CN.zip"
    reading = tmp_path / "readings" / sample.code / "one.parquet"
    for file in (export, reading):
        file.parent.mkdir(parents=True)
        file.write_bytes(b"answers")
    before, outcomes = counted(store, sample), response_outcomes(store)
    with store.reading() as session:
        hashes = list(session.scalars(sa.select(Submission.hash).order_by(Submission.id)))
    assert erase(store, sample, tmp_path) == 6
    assert counted(store, sample) == before
    assert response_outcomes(store) == outcomes
    assert not folder.exists()
    assert not export.exists()
    assert not reading.exists()
    with store.reading() as session:
        assert list(session.scalars(sa.select(Submission.hash).order_by(Submission.id))) == hashes
        assert set(session.scalars(sa.select(Submission.record))) == {None}
        assert all(changes == {} for changes in session.scalars(sa.select(Save.changes)))
        assert all(raw == "" for raw in session.scalars(sa.select(Unreadable.raw)))
        assert all(detail is None for detail in session.scalars(sa.select(Flag.detail)))
        assert session.scalar(sa.select(sa.func.count()).select_from(Suggestion)) == 0
        for row in session.scalars(sa.select(Response)):
            assert (row.answers, row.confirmed, row.timings, row.device) == ({}, [], {}, "")
            assert row.erased_at == LATER
    for act in (
        lambda: datasets.dataset_of(store, sample.id),
        lambda: opening.open_now(store, sample.id, actor=SYSTEM, at=LATER),
    ):
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.code in ("answers_erased", "link_destroyed")
    held = respond.look(store, KEY, receipt_of(KEY, tokens[0]))
    assert held is not None
    assert held.may_erase is False


@only_sqlite
def test_the_erased_words_are_in_no_file_of_the_embedded_database(store, sample, tokens, tmp_path):
    close(store, sample)
    path = Path(store.engine.url.database)
    files = [path, path.with_name(path.name + "-wal")]
    assert any(SECRET_WORDS.encode() in file.read_bytes() for file in files if file.exists())
    erase(store, sample, tmp_path)
    assert not any(SECRET_WORDS.encode() in file.read_bytes() for file in files if file.exists())


def test_erasing_again_finds_nothing_and_removes_what_was_left_over(store, sample, tokens, tmp_path):
    close(store, sample)
    erase(store, sample, tmp_path)
    folder = snapshotfiles.folder_of(tmp_path, sample.code)
    folder.mkdir(parents=True)
    (folder / "left.parquet").write_bytes(b"x")
    assert erase(store, sample, tmp_path) == 0
    assert not folder.exists()
    found = [one for one in happenings(store, sample.id) if one.action == "survey.answers_erased"]
    assert len(found) == 1


def test_answers_are_not_erased_before_the_day_they_are_promised_until(store, sample, tokens, tmp_path):
    close(store, sample)
    card = surveys.named(store, sample.code, at=LATER)
    facts = replace(card.facts, answers_kept_until=date(2026, 11, 24))  # LATER is that day in Shanghai
    surveys.edit(store, sample.id, facts, actor=SYSTEM, at=LATER)
    with pytest.raises(Refusal) as caught:
        erase(store, sample, tmp_path)
    assert caught.value.code == "kept_until"
    assert promise(store, sample, Duty.ANSWERS).is_due is False
    surveys.edit(
        store, sample.id, replace(facts, answers_kept_until=date(2026, 11, 23)), actor=SYSTEM, at=LATER
    )
    assert promise(store, sample, Duty.ANSWERS).is_due is True
    assert erase(store, sample, tmp_path) == 6
    assert promise(store, sample, Duty.ANSWERS).is_due is False
    assert promise(store, sample, Duty.ANSWERS).done_at == LATER


def test_the_link_table_is_due_on_its_day_in_the_survey_s_zone(store, sample, tokens):
    card = surveys.named(store, sample.code, at=NOW)
    facts = replace(card.facts, link_destroyed_on=date(2026, 11, 24))
    surveys.edit(store, sample.id, facts, actor=SYSTEM, at=NOW)
    midnight = NOW.replace(day=23, hour=16)  # 00:00 of the 24th in Shanghai
    assert promise(store, sample, Duty.LINK, midnight - timedelta(minutes=1)).is_due is False
    assert promise(store, sample, Duty.LINK, midnight).is_due is True


def test_an_archived_survey_keeps_its_promises_too(store, sample, tokens, tmp_path):
    close(store, sample)
    opening.archive(store, sample.id, actor=SYSTEM, at=LATER)
    assert destroy(store, sample) == 6
    assert erase(store, sample, tmp_path) == 6
