"""Staff and authors act while a save or a submit is between reading and writing: nothing undoes the act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from survey.errors import Refusal
from survey.services import copies, opening, respond, review, spoiling
from survey.services.respond import Posting, saving, submitting
from survey.services.secrets import receipt_of
from survey.store import Store
from survey.store import responses as stored_responses
from survey.store.reviews import ResponseFilter
from survey.store.tables import Copy, Response, Save, Submission
from tests.survey.racing import just_before
from tests.survey.samples import KEY, NOW, SYSTEM, Sample, answer, small_survey

WORDS = "我叫王五"


@pytest.fixture
def sample(store: Store) -> Sample:
    return small_survey(store)


def one_copy(store: Store, sample: Sample) -> tuple[str, str]:
    """Serial and nonce of a fresh copy."""
    (issued,) = copies.issue(store, KEY, sample.id, [copies.Order("school", 1)], actor=SYSTEM, at=NOW)
    with store.reading() as session:
        nonce = session.scalar(sa.select(Copy.nonce).where(Copy.serial == issued.first))
    assert nonce is not None
    return issued.first, nonce


def found(store: Store, token: str) -> tuple[Response, Copy]:
    with store.reading() as session:
        response = session.scalars(sa.select(Response).where(Response.token == token)).one()
        return response, session.scalars(sa.select(Copy).where(Copy.response_token == token)).one()


def save(store: Store, token: str, *, correcting: bool) -> None:
    posting = Posting({"sex": ["2"], "suggest": [WORDS]}, 99, "late", page="about", whole=["sex"])
    respond.save(store, KEY, token, posting, at=NOW, correcting=correcting)


def submit(store: Store, token: str, *, correcting: bool) -> None:
    respond.submit(store, KEY, token, form_key="late", at=NOW, correcting=correcting)


WRITES = {"save": (save, saving, "_write"), "submit": (submit, submitting, "_written")}
#: Act -> whether the response was submitted before, and the outcome it leads to.
ACTS = {
    "erase": (True, "withdrawn"),
    "withdraw": (True, "withdrawn"),
    "decide": (True, "invalid"),
    "close": (False, "partial"),
    "spoil": (False, "spoiled"),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("act", ACTS)
def test_what_was_done_meanwhile_stands(
    store: Store, sample: Sample, tmp_path: Path, act: str, write: str
) -> None:
    serial, nonce = one_copy(store, sample)
    submitted, outcome = ACTS[act]
    token = answer(store, nonce, submit=submitted)
    if submitted and write == "submit":
        save(store, token, correcting=True)  # so that there is something to submit anew
    receipt, number = receipt_of(KEY, token), found(store, token)[0].id
    done: dict[str, Callable[[], object]] = {
        "erase": lambda: respond.erase(store, KEY, tmp_path, receipt, at=NOW),
        "withdraw": lambda: respond.withdraw(store, KEY, receipt, at=NOW),
        "decide": lambda: review.decide(
            store, sample.id, number, "invalid", reason="一路同选", actor=SYSTEM, at=NOW
        ),
        "close": lambda: opening.close_now(store, sample.id, actor=SYSTEM, at=NOW),
        "spoil": lambda: spoiling.spoil(store, sample.id, serial, "遗失", actor=SYSTEM, at=NOW),
    }
    writing, module, name = WRITES[write]
    with just_before(module, name, done[act]):
        if act == "decide":  # a correction goes on, on what the reviewer has made of it
            writing(store, token, correcting=True)
            outcome = "submitted" if write == "submit" else outcome
        else:
            with pytest.raises(Refusal):
                writing(store, token, correcting=submitted)
    response, copy = found(store, token)
    assert (response.outcome, copy.outcome) == (outcome, outcome)
    if act == "erase":
        assert response.erased_at is not None
        assert response.answers == {}
        with store.reading() as session:
            assert not any(session.scalars(sa.select(Save.changes)))
            assert not any(session.scalars(sa.select(Submission.record)))


def test_a_correction_is_not_taken_once_the_survey_was_closed(store: Store, sample: Sample) -> None:
    token = answer(store, one_copy(store, sample)[1])
    close = lambda: opening.close_now(store, sample.id, actor=SYSTEM, at=NOW)  # noqa: E731
    with just_before(saving, "_write", close), pytest.raises(Refusal) as refused:
        save(store, token, correcting=True)
    assert refused.value.code == "survey_not_open"


def test_nobody_begins_in_a_survey_that_was_closed_meanwhile(store: Store, sample: Sample) -> None:
    from survey.services.respond import consenting

    _, nonce = one_copy(store, sample)
    close = lambda: opening.close_now(store, sample.id, actor=SYSTEM, at=NOW)  # noqa: E731
    with just_before(consenting, "merge", close), pytest.raises(Refusal) as refused:
        answer(store, nonce, submit=False)
    assert refused.value.code == "survey_not_open"
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == 0


def test_a_deletion_waits_for_a_save_that_is_being_written_and_takes_its_words(
    store: Store, sample: Sample, tmp_path: Path
) -> None:
    token = answer(store, one_copy(store, sample)[1])
    receipt = receipt_of(KEY, token)
    response = found(store, token)[0]
    deletion = Thread(target=respond.erase, args=(store, KEY, tmp_path, receipt), kwargs={"at": NOW})
    with store.writing() as session:
        kept = {"key": "late", "changes": {"suggest": WORDS}, "mode": "phone", "at": NOW}
        stored_responses.write_save(session, response, {"answers": {"suggest": WORDS}}, kept)
        deletion.start()
        deletion.join(0.5)
        assert deletion.is_alive()
    deletion.join(30)
    assert not deletion.is_alive()
    assert found(store, token)[0].answers == {}
    with store.reading() as session:
        assert not any(session.scalars(sa.select(Save.changes)))


def test_a_decision_on_a_filter_waits_for_a_withdrawal_and_leaves_it_alone(
    store: Store, sample: Sample
) -> None:
    tokens = [answer(store, one_copy(store, sample)[1]) for _each in range(2)]
    refused: list[Refusal] = []

    def decide() -> None:
        try:
            review.decide_matching(
                store, sample.id, ResponseFilter(), "valid", expected=2, actor=SYSTEM, at=NOW
            )
        except Refusal as refusal:
            refused.append(refusal)

    deciding = Thread(target=decide)
    with store.writing() as session:
        held = stored_responses.locked_by_token(session, tokens[0])
        assert held is not None
        stored_responses.change(session, held.id, outcome="withdrawn", withdrawn_at=NOW)
        deciding.start()
        deciding.join(0.5)
    deciding.join(30)
    assert not deciding.is_alive()
    assert len(refused) == 1  # one fewer than the person was told
    assert [found(store, token)[0].outcome for token in tokens] == ["withdrawn", "submitted"]


def test_a_deletion_and_a_submit_at_once_both_end(store: Store, sample: Sample, tmp_path: Path) -> None:
    token = answer(store, one_copy(store, sample)[1])
    save(store, token, correcting=True)
    receipt = receipt_of(KEY, token)
    faults: list[BaseException] = []

    def attempt(what: Callable[[], object]) -> None:
        try:
            what()
        except Refusal:
            pass
        except BaseException as fault:
            faults.append(fault)

    both = [
        Thread(target=attempt, args=(lambda: submit(store, token, correcting=True),)),
        Thread(target=attempt, args=(lambda: respond.erase(store, KEY, tmp_path, receipt, at=NOW),)),
    ]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert faults == []
    response, copy = found(store, token)
    assert response.erased_at is not None
    assert (response.outcome, copy.outcome, response.answers) == ("withdrawn", "withdrawn", {})
    with store.reading() as session:
        assert not any(session.scalars(sa.select(Submission.record)))


def test_an_end_that_was_set_closes_what_was_begun(store: Store, sample: Sample) -> None:
    _, nonce = one_copy(store, sample)
    token = answer(store, nonce, submit=False)
    ends = NOW + timedelta(days=1)
    opening.schedule(store, sample.id, NOW - timedelta(days=1), ends, actor=SYSTEM, at=NOW)
    assert respond.close_overdue(store, at=NOW) == 0
    assert respond.close_overdue(store, at=ends) == 1
    assert respond.close_overdue(store, at=ends) == 0
    response, copy = found(store, token)
    assert (response.outcome, copy.outcome) == ("partial", "partial")


def test_an_archived_survey_holds_nothing_that_is_still_being_given(store: Store, sample: Sample) -> None:
    token = answer(store, one_copy(store, sample)[1], submit=False)
    ends = NOW + timedelta(days=1)
    opening.schedule(store, sample.id, NOW - timedelta(days=1), ends, actor=SYSTEM, at=NOW)
    opening.archive(store, sample.id, actor=SYSTEM, at=ends)
    assert {one.outcome for one in found(store, token)} == {"partial"}


def test_a_restored_copy_has_the_outcome_it_would_have_had(
    store: Store, sample: Sample, tmp_path: Path
) -> None:
    begun, erased = one_copy(store, sample), one_copy(store, sample)
    tokens = [answer(store, begun[1], submit=False), answer(store, erased[1])]
    for serial, _ in (begun, erased):
        spoiling.spoil(store, sample.id, serial, "遗失", actor=SYSTEM, at=NOW)
    respond.erase(store, KEY, tmp_path, receipt_of(KEY, tokens[1]), at=NOW)
    opening.close_now(store, sample.id, actor=SYSTEM, at=NOW)
    for serial, _ in (begun, erased):
        spoiling.restore(store, sample.id, serial, actor=SYSTEM, at=NOW)
    assert [{one.outcome for one in found(store, token)} for token in tokens] == [{"partial"}, {"withdrawn"}]
    assert review.how_many(store, sample.id, ResponseFilter(outcome="submitted")) == 0


def test_who_was_decided_upon_before_submitting_goes_on_in_a_survey_opened_again(
    store: Store, sample: Sample
) -> None:
    token = answer(store, one_copy(store, sample)[1], submit=False)
    opening.close_now(store, sample.id, actor=SYSTEM, at=NOW)
    number = found(store, token)[0].id
    review.decide(store, sample.id, number, "valid", actor=SYSTEM, at=NOW)
    opening.open_now(store, sample.id, actor=SYSTEM, at=NOW)
    save(store, token, correcting=False)
    assert {one.outcome for one in found(store, token)} == {"opened"}
    done = respond.submit(store, KEY, token, form_key="f", at=NOW)
    assert done.receipt == receipt_of(KEY, token)
    assert {one.outcome for one in found(store, token)} == {"submitted"}


def test_neither_moments_nor_numbers_lead_from_copies_to_responses(store: Store, sample: Sample) -> None:
    tokens = [
        answer(store, one_copy(store, sample)[1], at=NOW + timedelta(minutes=minute)) for minute in range(12)
    ]
    with store.reading() as session:
        rows = session.execute(sa.select(Copy.opened_at, Copy.returned_at)).all()
        begun = set(session.scalars(sa.select(Response.started_at)))
        sent = set(session.scalars(sa.select(Response.submitted_at)))
    assert {len(set(column)) for column in zip(*rows, strict=True)} == {1}
    assert not begun & {row.opened_at for row in rows}
    assert not sent & {row.returned_at for row in rows}
    numbers = [found(store, token)[0].id for token in tokens]
    assert numbers != sorted(numbers)
