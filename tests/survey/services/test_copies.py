"""Copies: issued without gaps, found again by link and code, spoiled and issued again."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from survey.errors import Refusal, Refusals
from survey.services import copies, respond, secrets, spoiling
from survey.services.copies import Order
from survey.services.entrances import close_entrance, entrance
from survey.services.issued import listing
from survey.services.serial import MOST_COPIES, is_serial, serial_of
from survey.store import Store
from survey.store import copies as stored
from survey.store import events as stored_events
from survey.store.copies import CopyFilter
from survey.store.tables import Copy
from tests.survey.samples import KEY, NOW, SYSTEM, answer, small_survey


def issue(store: Store, survey_id: int, *orders: Order) -> list[copies.Issued]:
    return copies.issue(store, KEY, survey_id, orders, actor=SYSTEM, at=NOW)


def all_copies(store: Store, survey_id: int) -> list[stored.CopyRow]:
    with store.reading() as session:
        return stored.listed(session, survey_id)


def test_three_thousand_copies_are_issued_in_seconds_with_serials_from_one(store: Store) -> None:
    sample = small_survey(store)
    began = time.monotonic()
    issued = issue(
        store,
        sample.id,
        Order("health", 1000, "县医院"),
        Order("school", 1500),
        Order("other", 500),
    )
    assert time.monotonic() - began < 20
    rows = all_copies(store, sample.id)
    assert [int(row.serial[:7]) for row in rows] == list(range(1, 3001))
    assert all(is_serial(row.serial) for row in rows)
    assert [one.batch for one in issued] == [1, 2, 3]
    assert (issued[1].first, issued[1].last) == (rows[1000].serial, rows[2499].serial)
    assert rows[0].unit == "县医院"


def test_a_survey_without_serials_left_refuses_in_words(store: Store) -> None:
    sample = small_survey(store)
    issue(store, sample.id, Order("school", 1))
    with store.writing() as session:
        session.scalars(sa.select(Copy)).one().serial = serial_of(MOST_COPIES - 1)
    with pytest.raises(Refusal) as caught:
        issue(store, sample.id, Order("school", 2))
    assert caught.value.code == "serials_used_up"
    issue(store, sample.id, Order("school", 1))
    assert all_copies(store, sample.id)[-1].serial == serial_of(MOST_COPIES)


def test_serials_have_no_gap_when_many_issue_at_once(
    database_url: str, store: Store, open_stores: Callable[[str], Store]
) -> None:
    sample = small_survey(store)
    others = [open_stores(database_url) for _ in range(3)]
    with ThreadPoolExecutor(4) as pool:
        for each in [
            pool.submit(issue, one, sample.id, Order("school", 7))
            for one in (store, *others)
            for _ in range(5)
        ]:
            each.result()
    rows = all_copies(store, sample.id)
    assert [int(row.serial[:7]) for row in rows] == list(range(1, 141))
    assert sorted({row.batch or 0 for row in rows}) == list(range(1, 21))


def test_a_copy_is_found_by_the_link_and_the_code_worked_out_from_its_nonce(store: Store) -> None:
    sample = small_survey(store)
    issue(store, sample.id, Order("school", 2))
    row = all_copies(store, sample.id)[1]
    link, code = copies.secrets_of(KEY, row.nonce)
    assert respond.by_link(store, KEY, link) == respond.Pass(copy_id=row.id)
    assert respond.by_code(store, KEY, secrets.grouped(code).lower()) == respond.Pass(copy_id=row.id)


def test_everything_wrong_with_an_order_is_told_and_nothing_is_issued(store: Store) -> None:
    sample = small_survey(store)
    with pytest.raises(Refusals) as refused:
        issue(
            store,
            sample.id,
            Order("health", 5, "县医院"),
            Order("nowhere", 5),
            Order("school", 5, "县医院"),
            Order("school", 0),
        )
    assert [one.code for one in refused.value.each] == ["stratum_unknown", "unit_unknown", "count"]
    assert all_copies(store, sample.id) == []


def test_a_spoiled_copy_needs_a_reason_and_can_be_taken_back(store: Store) -> None:
    sample = small_survey(store)
    (issued,) = issue(store, sample.id, Order("school", 1))
    with pytest.raises(Refusal):
        spoiling.spoil(store, sample.id, issued.first, "  ", actor=SYSTEM, at=NOW)
    spoiling.spoil(store, sample.id, issued.first, "印错", actor=SYSTEM, at=NOW)
    (row,) = all_copies(store, sample.id)
    assert (row.outcome, row.spoiled_reason) == ("spoiled", "印错")
    spoiling.restore(store, sample.id, issued.first, actor=SYSTEM, at=NOW)
    answer(store, row.nonce)
    assert all_copies(store, sample.id)[0].outcome == "submitted"


def test_a_reissued_copy_has_the_next_serial_and_the_same_place(store: Store) -> None:
    sample = small_survey(store)
    (issued,) = issue(store, sample.id, Order("health", 3, "县医院"))
    again = spoiling.reissue(store, KEY, sample.id, issued.first, "遗失", actor=SYSTEM, at=NOW)
    rows = all_copies(store, sample.id)
    assert again.first == rows[3].serial
    assert rows[3].unit == "县医院"
    assert rows[0].outcome == "spoiled"
    with store.reading() as session:
        actions = [event.action for event in stored_events.newest(session, sample.id)]
    assert actions == ["copy.reissued", "copy.spoiled", "copies.issued"]


def test_a_returned_and_decided_copy_is_not_spoiled(store: Store) -> None:
    sample = small_survey(store)
    (issued,) = issue(store, sample.id, Order("school", 1))
    row = all_copies(store, sample.id)[0]
    answer(store, row.nonce)
    with store.writing() as session:
        found = stored.by_serial(session, sample.id, issued.first)
        assert found is not None
        found[0].outcome = "valid"
    with pytest.raises(Refusal) as refused:
        spoiling.spoil(store, sample.id, issued.first, "印错", actor=SYSTEM, at=NOW)
    assert refused.value.code == "outcome"


def test_copies_are_filtered_and_sorted(store: Store) -> None:
    sample = small_survey(store)
    issue(store, sample.id, Order("health", 3, "县医院"), Order("school", 60))
    found = listing(store, sample.id, CopyFilter(stratum_id=sample.strata["school"]), page=2)
    assert (found.total, len(found.rows)) == (60, 10)
    found = listing(store, sample.id, CopyFilter(), order="serial", descending=True)
    assert found.rows[0].serial.startswith("0000063")
    assert listing(store, sample.id, CopyFilter(serial="0000002")).total == 1


def test_an_entrance_for_each_unit_gives_everybody_a_copy_of_their_own(store: Store) -> None:
    sample = small_survey(store)
    made = entrance(store, KEY, sample.id, "health", ["县医院", "疾控中心"], actor=SYSTEM, at=NOW)
    assert made == 2
    with store.reading() as session:
        entrances = stored.entrances(session, sample.id)
    answer(store, entrances[0].nonce)
    answer(store, entrances[0].nonce)
    with store.reading() as session:
        assert [one.copies for one in stored.entrances(session, sample.id)] == [2, 0]
        assert stored.outcomes(session, sample.id) == {"submitted": 2}
    close_entrance(store, sample.id, entrances[0].id, actor=SYSTEM, at=NOW)
    assert respond.by_link(store, KEY, secrets.link_of(KEY, entrances[0].nonce)) is None


def test_a_closed_survey_issues_nothing(store: Store) -> None:
    sample = small_survey(store)
    with store.writing() as session:
        from survey.store.tables import Survey

        session.get_one(Survey, sample.id).closed_at = NOW
    with pytest.raises(Refusal) as refused:
        issue(store, sample.id, Order("school", 1))
    assert refused.value.code == "survey_closed"
