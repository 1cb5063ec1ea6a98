"""Quality flags: raised by rule, frozen thresholds, proposals that a person decides on."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from questionnaires.interview import Interview
from survey.services import copies, quality, respond
from survey.services.copies import Order
from survey.services.quality import Proposal, proposal_of, rules
from survey.services.quality.identifying import find_identifying, struck_out
from survey.store import Store, flags
from survey.store import copies as stored_copies
from survey.store import surveys as stored_surveys
from survey.store.tables import Flag, Response, Submission
from tests.survey.samples import KEY, NOW, SYSTEM, Sample, answer, small_survey


def nonces(store: Store, sample: Sample, count: int) -> list[str]:
    copies.issue(store, KEY, sample.id, [Order("school", count)], actor=SYSTEM, at=NOW)
    with store.reading() as session:
        return [row.nonce for row in stored_copies.listed(session, sample.id)]


def codes(store: Store, token: str) -> list[str]:
    with store.reading() as session:
        response = session.query(Response).where(Response.token == token).one()
        return sorted(flags.codes_of(session, [response.id])[response.id])


def correct_record(store: Store, token: str) -> None:
    """What was submitted passes the attention check now; no flags are raised anew."""
    with store.writing() as session:
        response = session.query(Response).where(Response.token == token).one()
        submission = session.query(Submission).where(Submission.response_id == response.id).one()
        assert submission.record is not None
        answers = {**submission.record["answers"], "att": "4"}
        submission.record = {**submission.record, "answers": answers}
        response.revision += 1


def review(store: Store, sample: Sample, **more) -> quality.Reviewed:
    return quality.review_flags(store, sample.id, actor=SYSTEM, at=NOW, **more)


@pytest.mark.parametrize(
    ("answers", "confirmed", "expected"),
    [
        ({}, (), []),
        ({"sat_1": ["4"], "sat_2": ["4"], "sat_3": ["4"]}, (), ["straight_line"]),
        ({"att": ["2"]}, (), ["attention"]),
        ({"hours": ["101"]}, ("hours:unusual",), ["V13", "confirmed"]),
        ({"suggest": ["请打 13912345678"], "send": ["1"]}, (), ["own_number"]),
        ({"act": ["98"], "act_oth": ["问 0515-87654321"]}, (), ["own_number"]),
    ],
)
def test_what_a_response_says_by_itself_raises_flags(
    store: Store, answers: dict, confirmed: tuple, expected: list
) -> None:
    sample = small_survey(store)
    (nonce,) = nonces(store, sample, 1)
    token = answer(store, nonce, answers, confirmed=confirmed)
    review(store, sample)
    assert codes(store, token) == expected


def test_a_response_below_a_third_of_the_median_of_its_mode_is_too_fast(store: Store) -> None:
    sample = small_survey(store)
    given = nonces(store, sample, 33)
    for nonce in given[:31]:
        answer(store, nonce, seconds=300)
    fast = answer(store, given[31], seconds=90)
    done = review(store, sample)
    assert done.thresholds["phone"]["threshold"] == pytest.approx(301 / 3)
    assert done.thresholds["phone"]["count"] == 32
    assert codes(store, fast) == ["speed"]
    slow = answer(store, given[32], seconds=110)
    again = review(store, sample)
    assert again.thresholds == done.thresholds
    assert codes(store, slow) == []


def test_before_thirty_responses_nobody_is_too_fast(store: Store) -> None:
    sample = small_survey(store)
    given = nonces(store, sample, 3)
    for nonce, seconds in zip(given, (300, 300, 2), strict=True):
        answer(store, nonce, seconds=seconds)
    assert review(store, sample).thresholds == {}


def test_more_than_five_from_one_device_ask_for_a_look(store: Store) -> None:
    sample = small_survey(store)
    tokens = [
        answer(store, nonce, device="d" * 64, at=NOW + timedelta(hours=place))
        for place, nonce in enumerate(nonces(store, sample, 6))
    ]
    review(store, sample)
    assert {token: codes(store, token) for token in tokens} == {token: ["device"] for token in tokens}


def test_reviewing_again_changes_nothing_and_takes_back_what_no_longer_holds(store: Store) -> None:
    sample = small_survey(store)
    (nonce,) = nonces(store, sample, 1)
    token = answer(store, nonce, {"att": ["2"]})
    review(store, sample)
    assert codes(store, token) == ["attention"]
    assert review(store, sample).changed == 0
    correct_record(store, token)
    assert review(store, sample).changed == 1
    assert codes(store, token) == []


GIVEN: list[dict] = [
    {},
    {"sat_1": ["4"], "sat_2": ["4"], "sat_3": ["4"]},
    {"att": ["2"]},
    {"suggest": ["请打 13912345678"], "send": ["1"]},
]


def flagged(store: Store) -> dict[tuple[int, str], dict]:
    with store.reading() as session:
        return {(flag.response_id, flag.code): flag.detail or {} for flag in session.query(Flag)}


def test_a_review_sets_the_flags_that_each_response_would_be_given_by_itself(store: Store) -> None:
    sample = small_survey(store)
    for place, nonce in enumerate(nonces(store, sample, 62)):
        device = ("e" if place % 9 == 0 else "") * 64
        answer(store, nonce, GIVEN[place % 4], seconds=40 if place == 7 else 300, device=device)
    done = review(store, sample)
    found = flagged(store)
    assert {code for _number, code in found} == {
        "straight_line",
        "attention",
        "own_number",
        "speed",
        "device",
    }
    with store.writing() as session:
        session.query(Flag).delete()
        for response in session.query(Response):
            interview = respond.interview_of(store, session, stored_surveys.get(session, sample.id), response)
            record = interview.record(response.confirmed)
            quality.raise_flags(session, interview, response, record, at=response.submitted_at or NOW)
    assert flagged(store) == found
    assert done.looked_at == 62


def between(monkeypatch: pytest.MonkeyPatch, act: Callable[[int], None]) -> list[int]:
    """Let ``act`` happen each time a review looks at a response; gives the numbers of those looks."""
    looks: list[int] = []
    judge = rules.findings

    def findings(interview: Interview, confirmed: tuple[str, ...]) -> Any:
        looks.append(len(looks))
        act(looks[-1])
        return judge(interview, confirmed)

    monkeypatch.setattr(rules, "findings", findings)
    return looks


def test_a_respondents_save_gets_through_while_flags_are_reviewed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = small_survey(store)
    given = nonces(store, sample, 8)
    for nonce in given[:4]:
        answer(store, nonce, {"att": ["2"]})
    with store.writing() as session:
        session.query(Flag).delete()
    saved: list[str] = []

    def save(look: int) -> None:
        saving = Thread(
            target=lambda: saved.append(answer(store, given[4 + look], submit=False)), daemon=True
        )
        saving.start()
        saving.join(30)  # far longer than a save takes: it ends before the review goes on, or never

    looks = between(monkeypatch, lambda look: save(look) if look < 4 else None)
    assert review(store, sample).changed == 4
    assert len(looks) == len(saved) == 4


def test_answers_corrected_during_a_review_are_judged_as_corrected(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = small_survey(store)
    (nonce,) = nonces(store, sample, 1)
    token = answer(store, nonce, {"att": ["2"]})
    with store.writing() as session:
        session.query(Flag).delete()

    def correct(look: int) -> None:
        if look == 0:
            correct_record(store, token)

    looks = between(monkeypatch, correct)
    assert review(store, sample).changed == 0
    assert len(looks) == 2
    assert codes(store, token) == []


def test_what_is_withdrawn_during_a_review_is_left_alone(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = small_survey(store)
    (nonce,) = nonces(store, sample, 1)
    token = answer(store, nonce, {"att": ["2"]})
    with store.writing() as session:
        session.query(Flag).delete()

    def withdraw(look: int) -> None:
        with store.writing() as session:
            session.query(Response).where(Response.token == token).one().outcome = "withdrawn"

    between(monkeypatch, withdraw)
    assert review(store, sample).changed == 0
    assert codes(store, token) == []


def test_a_review_writes_nothing_about_responses_whose_flags_stand(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = small_survey(store)
    for nonce in nonces(store, sample, 3):
        answer(store, nonce, {"att": ["2"]})
    writes: list[int] = []
    writing = store.writing

    def counted() -> Any:
        writes.append(1)
        return writing()

    monkeypatch.setattr(store, "writing", counted)
    assert review(store, sample).changed == 0
    assert len(writes) == 1  # the event that says so


def test_copies_of_a_response_share_twenty_answers_and_nearly_all() -> None:
    first = {f"q{number}": "1" for number in range(30)}
    assert rules.same_answers(first, dict(first)) == 30
    assert rules.same_answers(first, {**first, "q1": "2", "q2": "2"}) == 28
    colleague = {**first, **{f"q{number}": "2" for number in range(8)}}
    assert rules.same_answers(first, colleague) == 0
    assert rules.same_answers({"q1": "1"}, {"q1": "1"}) == 0


@pytest.mark.parametrize(
    ("flagged", "proposal"),
    [
        ([], Proposal.NONE),
        (["own_number"], Proposal.NOTE),
        (["speed"], Proposal.NOTE),
        (["speed", "attention"], Proposal.REVIEW),
        (["device"], Proposal.REVIEW),
        (["V13"], Proposal.REVIEW),
        (["speed", "attention", "straight_line"], Proposal.INVALID),
        (["device", "duplicate", "V13", "confirmed"], Proposal.REVIEW),
    ],
)
def test_two_flags_of_quality_propose_a_look_and_three_invalid(flagged: list, proposal: Proposal) -> None:
    assert proposal_of(flagged) is proposal


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("电话13912345678，谢谢", ["mobile"]),
        ("手机 139-1234-5678", ["mobile"]),
        ("身份证320923198001011234", ["identity"]),
        ("请打0515-87654321", ["phone"]),
        ("邮箱 zhang.san@example.com", ["mail"]),
        ("微信：zhangsan_88", ["account"]),
        ("１３９１２３４５６７８", ["mobile"]),
        ("2020-2021 年经费 5000000 元，编号 1234567890123456789012", []),
        ("", []),
    ],
)
def test_numbers_that_point_at_a_person_are_found(text: str, kinds: list) -> None:
    assert [one.kind for one in find_identifying(text)] == kinds
    assert not find_identifying(struck_out(text))


def test_the_flags_of_a_submit_can_be_raised_in_its_transaction(store: Store) -> None:
    from survey.services.respond import interview_of
    from survey.store import surveys

    sample = small_survey(store)
    (nonce,) = nonces(store, sample, 1)
    token = answer(store, nonce, {"att": ["2"]})
    with store.writing() as session:
        response = session.query(Response).where(Response.token == token).one()
        interview = interview_of(store, session, surveys.get(session, sample.id), response)
        assert isinstance(interview, Interview)
        raised = quality.raise_flags(session, interview, response, interview.record(), at=NOW)
    assert raised == ["attention"]
    assert codes(store, token) == ["attention"]
