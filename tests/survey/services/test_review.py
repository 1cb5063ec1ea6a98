"""Review: a person decides, reversibly, one by one or on a filter whose size was told."""

import pytest

from survey.errors import Refusal
from survey.services import copies, quality, respond
from survey.services import review as service
from survey.services.copies import Order
from survey.services.events import staff
from survey.store import Store
from survey.store import copies as stored_copies
from survey.store import events as stored_events
from survey.store.reviews import ResponseFilter
from survey.store.tables import Account, Response
from tests.survey.samples import KEY, NOW, SYSTEM, Sample, answer, small_survey


@pytest.fixture
def sample(store: Store) -> Sample:
    return small_survey(store)


@pytest.fixture
def reviewer(store: Store) -> int:
    with store.writing() as session:
        account = Account(login="r@example.org", name="审核员", created_at=NOW)
        session.add(account)
        session.flush()
        return account.id


def answered(store: Store, sample: Sample, count: int, **more) -> list[int]:
    copies.issue(store, KEY, sample.id, [Order("health", count, "县医院")], actor=SYSTEM, at=NOW)
    with store.reading() as session:
        rows = [row for row in stored_copies.listed(session, sample.id) if row.outcome == "not_opened"]
    tokens = [answer(store, row.nonce, **more) for row in rows]
    with store.reading() as session:
        return [session.query(Response.id).where(Response.token == token).scalar() for token in tokens]


def outcomes(store: Store, sample: Sample) -> tuple[dict, dict]:
    with store.reading() as session:
        of_copies = stored_copies.outcomes(session, sample.id)
    return service.overview(store, sample.id, ResponseFilter()).outcomes, of_copies


def test_a_decision_changes_response_and_copy_and_is_logged_with_its_decider(
    store: Store, sample: Sample, reviewer: int
) -> None:
    (number,) = answered(store, sample, 1)
    service.decide(store, sample.id, number, "invalid", reason="逐题同选", actor=staff(reviewer), at=NOW)
    assert outcomes(store, sample) == ({"invalid": 1}, {"invalid": 1})
    read = service.read(store, sample.id, number, "zh-CN")
    assert read is not None
    assert [(one.verdict, one.reason, one.by) for one in read.decisions] == [
        ("invalid", "逐题同选", "审核员")
    ]
    with store.reading() as session:
        event = stored_events.newest(session, sample.id)[0]
        assert (event.action, event.account_id) == ("response.decided", reviewer)


def test_a_decision_is_reversible(store: Store, sample: Sample) -> None:
    (number,) = answered(store, sample, 1)
    for verdict, expected in (
        ("valid", "valid"),
        ("open", "submitted"),
        ("valid", "valid"),
        ("invalid", "invalid"),
    ):
        outcome = service.decide(store, sample.id, number, verdict, reason="复核", actor=SYSTEM, at=NOW)
        assert outcome == expected
        assert outcomes(store, sample) == ({expected: 1}, {expected: 1})
    read = service.read(store, sample.id, number, "zh-CN")
    assert read is not None
    assert [one.verdict for one in read.decisions] == ["invalid", "valid", "open", "valid"]


def test_invalid_needs_a_reason(store: Store, sample: Sample) -> None:
    (number,) = answered(store, sample, 1)
    with pytest.raises(Refusal):
        service.decide(store, sample.id, number, "invalid", reason=" ", actor=SYSTEM, at=NOW)
    assert outcomes(store, sample)[0] == {"submitted": 1}


def test_a_response_not_yet_submitted_cannot_be_decided_upon(store: Store, sample: Sample) -> None:
    (number,) = answered(store, sample, 1, submit=False)
    with pytest.raises(Refusal):
        service.decide(store, sample.id, number, "valid", actor=SYSTEM, at=NOW)


def test_a_partial_response_is_not_valid_by_default_but_may_be_found_valid(
    store: Store, sample: Sample
) -> None:
    (number,) = answered(store, sample, 1, submit=False)
    respond.close_responses(store, sample.id, NOW)
    assert outcomes(store, sample)[0] == {"partial": 1}
    service.decide(store, sample.id, number, "valid", actor=SYSTEM, at=NOW)
    assert outcomes(store, sample) == ({"valid": 1}, {"valid": 1})
    assert service.decide(store, sample.id, number, "open", actor=SYSTEM, at=NOW) == "partial"


def test_all_without_flags_are_decided_at_once_and_their_number_is_told_beforehand(
    store: Store, sample: Sample
) -> None:
    answered(store, sample, 4)
    flagged = answered(store, sample, 1, answers={"att": ["2"]})
    quality.review_flags(store, sample.id, actor=SYSTEM, at=NOW)
    wanted = ResponseFilter(outcome="submitted", flag="none")
    told = service.how_many(store, sample.id, wanted)
    assert told == 4
    answered(store, sample, 1)
    with pytest.raises(Refusal) as refused:
        service.decide_matching(store, sample.id, wanted, "valid", expected=told, actor=SYSTEM, at=NOW)
    assert refused.value.code == "response"
    assert service.decide_matching(store, sample.id, wanted, "valid", expected=5, actor=SYSTEM, at=NOW) == 5
    assert outcomes(store, sample) == ({"valid": 5, "submitted": 1}, {"valid": 5, "submitted": 1})
    read = service.read(store, sample.id, flagged[0], "zh-CN")
    assert read is not None
    assert read.decisions == ()


def test_a_response_is_read_in_words_and_never_says_whose_it_is(store: Store, sample: Sample) -> None:
    (number,) = answered(store, sample, 1, answers={"hours": ["90"]}, confirmed=("hours:unusual",))
    quality.review_flags(store, sample.id, actor=SYSTEM, at=NOW)
    read = service.read(store, sample.id, number, "zh-CN")
    assert read is not None
    said = {one.number: one.answer for one in read.answers}
    assert said["A1"] == "男"
    assert "项目" in said["C1"]
    assert read.stratum == "卫生"
    assert "县医院" not in repr(read)
    assert [flag.code for flag in read.flags] == ["confirmed"]
    assert read.proposal is quality.Proposal.REVIEW


def test_the_list_is_filtered_sorted_and_paged(store: Store, sample: Sample) -> None:
    numbers = answered(store, sample, 3)
    answered(store, sample, 1, answers={"att": ["2"]})
    quality.review_flags(store, sample.id, actor=SYSTEM, at=NOW)
    flagged = service.overview(store, sample.id, ResponseFilter(flag="any"))
    assert [row.flags for row in flagged.rows] == [("attention",)]
    assert flagged.flags == {"attention": 1}
    second = service.overview(
        store, sample.id, ResponseFilter(), order="flags", descending=True, page=2, size=2
    )
    assert (second.total, len(second.rows)) == (4, 2)
    assert service.neighbours(store, sample.id, numbers[1], ResponseFilter()) == (numbers[0], numbers[2])
    assert service.overview(store, sample.id, ResponseFilter(flag="attention", outcome="valid")).total == 0
