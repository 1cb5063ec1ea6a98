"""Suggestions: only those whose authors agreed are shown, and only cleared ones are quoted."""

from typing import Any

import pytest

from survey.errors import Refusal
from survey.services import clearing, copies, respond
from survey.services import suggestions as service
from survey.services.copies import Order
from survey.store import Store
from survey.store import copies as stored_copies
from tests.survey.samples import KEY, NOW, SYSTEM, Sample, answer, numbers, small_survey

GIVEN = [
    {"suggest": ["我是张三，电话 13912345678，请提高待遇"], "topic": ["1"], "send": ["1"]},
    {"suggest": ["评职称太难"], "topic": ["2"], "send": ["2"]},
    {"suggest": ["多办培训"], "send": ["1"]},
    {},
]


@pytest.fixture
def sample(store: Store) -> Sample:
    sample = small_survey(store)
    copies.issue(store, KEY, sample.id, [Order("school", len(GIVEN))], actor=SYSTEM, at=NOW)
    with store.reading() as session:
        nonces = [row.nonce for row in stored_copies.listed(session, sample.id)]
    for nonce, answers in zip(nonces, GIVEN, strict=True):
        answer(store, nonce, answers)
    return sample


def test_only_those_whose_authors_agreed_are_shown_and_the_others_counted(
    store: Store, sample: Sample
) -> None:
    found = service.overview(store, sample.id)
    # Numbers of responses are random, and with them the order.
    assert {item.text for item in found.items} == {GIVEN[0]["suggest"][0], "多办培训"}
    assert (found.written, found.agreed, found.looked_at) == (3, 2, 0)
    counts = {topic.say("zh-CN"): (written, agreed) for topic, written, agreed in found.topics}
    assert counts == {"待遇": (1, 1), "职称": (1, 0), "没有写明主题": (1, 1)}


def test_a_number_left_standing_stops_quoting_unless_the_reviewer_has_checked_it(
    store: Store, sample: Sample
) -> None:
    items = service.overview(store, sample.id).items
    item = next(one for one in items if "13912345678" in one.text)
    kept: Any = {"quotable": True, "actor": SYSTEM, "at": NOW}
    with pytest.raises(Refusal):
        clearing.clear(store, sample.id, item.response_id, item.text, **kept)
    with pytest.raises(Refusal):
        clearing.clear(store, sample.id, item.response_id, "  ", **kept)
    clearing.clear(store, sample.id, item.response_id, "请提高待遇", **kept)
    clearing.clear(store, sample.id, item.response_id, "请提高 13912345678", checked=True, **kept)
    clearing.clear(store, sample.id, item.response_id, "请提高待遇", **kept)
    quotes = service.quotable(store, sample.id)
    assert [(topic.say("zh-CN"), text) for topic, text in quotes] == [("待遇", "请提高待遇")]


def test_what_its_author_keeps_for_statistics_is_never_cleared(store: Store, sample: Sample) -> None:
    shown = {item.response_id for item in service.overview(store, sample.id).items}
    hidden = next(number for number in numbers(store) if number not in shown)
    with pytest.raises(Refusal):
        clearing.clear(store, sample.id, hidden, "评职称太难", quotable=True, actor=SYSTEM, at=NOW)


def test_a_suggestion_that_is_not_to_be_quoted_stays_out_of_the_report(store: Store, sample: Sample) -> None:
    item = service.overview(store, sample.id).items[1]
    clearing.clear(store, sample.id, item.response_id, item.text, quotable=False, actor=SYSTEM, at=NOW)
    assert service.quotable(store, sample.id) == []
    assert service.overview(store, sample.id).looked_at == 1


def test_a_cleared_suggestion_whose_author_changes_it_is_to_be_looked_at_again(store: Store) -> None:
    sample = small_survey(store)
    copies.issue(store, KEY, sample.id, [Order("school", 1)], actor=SYSTEM, at=NOW)
    with store.reading() as session:
        (nonce,) = (row.nonce for row in stored_copies.listed(session, sample.id))
    token = answer(store, nonce, {"suggest": ["请提高待遇，王五"], "topic": ["1"], "send": ["1"]})
    (item,) = service.overview(store, sample.id).items
    kept: Any = {"quotable": True, "actor": SYSTEM, "at": NOW}
    clearing.clear(store, sample.id, item.response_id, "请提高待遇", seen=item.submission, **kept)
    posting = respond.Posting({"suggest": ["请修路"]}, 99, "c", page="views", whole=["suggest"])
    respond.save(store, KEY, token, posting, at=NOW, correcting=True)
    assert service.overview(store, sample.id).looked_at == 1  # not sent yet
    respond.submit(store, KEY, token, form_key="again", at=NOW, correcting=True)
    (again,) = service.overview(store, sample.id).items
    assert (again.text, again.wording) == ("请修路", None)
    assert service.quotable(store, sample.id) == []
    with pytest.raises(Refusal):  # the page of somebody who still reads the former text
        clearing.clear(store, sample.id, item.response_id, "请提高待遇", seen=item.submission, **kept)
