"""Review: a person decides, reversibly, one by one or on a filter whose size was told."""

from datetime import timedelta

import pytest

from survey.errors import Refusal
from survey.services import copies, quality, respond
from survey.services import review as service
from survey.services.copies import Order
from survey.services.events import staff
from survey.services.secrets import receipt_of
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
    respond.close_responses(store, sample.id)
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
    answered(store, sample, 3)
    answered(store, sample, 1, answers={"att": ["2"]})
    quality.review_flags(store, sample.id, actor=SYSTEM, at=NOW)
    flagged = service.overview(store, sample.id, ResponseFilter(flag="any"))
    assert [row.flags for row in flagged.rows] == [("attention",)]
    assert flagged.flags == {"attention": 1}
    second = service.overview(
        store, sample.id, ResponseFilter(), order="flags", descending=True, page=2, size=2
    )
    assert (second.total, len(second.rows)) == (4, 2)
    every = [row.id for row in service.overview(store, sample.id, ResponseFilter()).rows]
    assert every == sorted(every)
    assert service.neighbours(store, sample.id, every[1], ResponseFilter()) == (every[0], every[2])
    assert service.overview(store, sample.id, ResponseFilter(flag="attention", outcome="valid")).total == 0


def corrected(store: Store, number: int, *, send: bool) -> None:
    """A correction of sex from 1 to 2, sent or not."""
    with store.reading() as session:
        token = session.get_one(Response, number).token
    posting = respond.Posting({"sex": ["2"]}, 99, "correction", page="about", whole=["sex"])
    respond.save(store, KEY, token, posting, at=NOW + timedelta(minutes=1), correcting=True)
    if send:
        at = NOW + timedelta(minutes=2)
        respond.submit(store, KEY, token, form_key="again", at=at, correcting=True)


def sex(read: service.Reading) -> str:
    return next(one.answer for one in read.answers if one.number == "A1")


def test_a_reviewer_reads_what_was_submitted_and_is_told_of_a_correction(
    store: Store, sample: Sample
) -> None:
    (number,) = answered(store, sample, 1)
    before = service.read(store, sample.id, number, "zh-CN")
    assert before is not None
    assert not before.is_being_corrected
    corrected(store, number, send=False)
    read = service.read(store, sample.id, number, "zh-CN")
    assert read is not None
    assert (sex(read), read.is_being_corrected) == (sex(before), True)
    with store.reading() as session:
        receipt = receipt_of(KEY, session.get_one(Response, number).token)
    held = respond.look(store, KEY, receipt)
    assert held is not None
    assert held.is_being_corrected
    assert held.interview.answers["sex"] == "1"


def test_a_decision_on_what_has_changed_since_it_was_read_is_refused(store: Store, sample: Sample) -> None:
    (number,) = answered(store, sample, 1)
    read = service.read(store, sample.id, number, "zh-CN")
    assert read is not None
    corrected(store, number, send=True)
    with pytest.raises(Refusal):
        service.decide(store, sample.id, number, "valid", actor=SYSTEM, at=NOW, seen=read.mark)
    again = service.read(store, sample.id, number, "zh-CN")
    assert again is not None
    for verdict, fits in (("valid", True), ("invalid", False)):  # two reviewers with the same page
        if fits:
            service.decide(store, sample.id, number, verdict, actor=SYSTEM, at=NOW, seen=again.mark)
            continue
        with pytest.raises(Refusal):
            service.decide(
                store, sample.id, number, verdict, reason="急", actor=SYSTEM, at=NOW, seen=again.mark
            )
    assert outcomes(store, sample)[0] == {"valid": 1}


def test_the_log_says_what_a_decision_was_made_from(store: Store, sample: Sample) -> None:
    (number,) = answered(store, sample, 1)
    service.decide(store, sample.id, number, "valid", actor=SYSTEM, at=NOW)
    service.decide(store, sample.id, number, "invalid", reason="急", actor=SYSTEM, at=NOW)
    with store.reading() as session:
        details = [one.detail for one in stored_events.newest(session, sample.id)[:2]]
    assert [(one["from"], one["verdict"]) for one in details] == [
        ("valid", "invalid"),
        ("submitted", "valid"),
    ]


def test_a_withdrawn_response_shows_no_answers(store: Store, sample: Sample) -> None:
    (number,) = answered(store, sample, 1)
    with store.reading() as session:
        receipt = receipt_of(KEY, session.get_one(Response, number).token)
    respond.withdraw(store, KEY, receipt, at=NOW)
    read = service.read(store, sample.id, number, "zh-CN")
    assert read is not None
    assert (read.outcome, read.answers, read.can_be_decided) == ("withdrawn", (), False)


def test_flags_judge_what_was_submitted_not_a_correction_under_way(store: Store, sample: Sample) -> None:
    (number,) = answered(store, sample, 1)
    with store.reading() as session:
        token = session.get_one(Response, number).token
    posting = respond.Posting({"att": ["2"]}, 99, "k", page="views", whole=["sat"])
    respond.save(store, KEY, token, posting, at=NOW, correcting=True)
    quality.review_flags(store, sample.id, actor=SYSTEM, at=NOW)
    read = service.read(store, sample.id, number, "zh-CN")
    assert read is not None
    assert "attention" not in {flag.code for flag in read.flags}
