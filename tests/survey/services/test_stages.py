"""The last two stages say what is really done: of the report, and of the suggestions."""

from datetime import timedelta
from typing import Any

import pytest

from survey.services import clearing, copies, opening, reporting, review, suggestions, surveys
from survey.services.copies import Order
from survey.services.stages import DONE, NOT_BEGUN, UNDER_WAY, stages_of, standing_of
from survey.store import Store
from survey.store import copies as stored_copies
from tests.survey.samples import KEY, NOW, SYSTEM, Sample, answer, numbers, small_survey

AFTER = NOW + timedelta(days=2)
ASKS = {"suggest": ["多办培训"], "send": ["1"]}


@pytest.fixture
def sample(store: Store) -> Sample:
    sample = small_survey(store)
    copies.issue(store, KEY, sample.id, [Order("school", 4)], actor=SYSTEM, at=NOW)
    with store.reading() as session:
        nonces = [row.nonce for row in stored_copies.listed(session, sample.id)]
    for nonce, given in zip(
        nonces[:3], ({**ASKS}, {**ASKS}, {"suggest": ["不转"], "send": ["2"]}), strict=True
    ):
        answer(store, nonce, given)
    return sample


def stage(store: Store, name: str) -> tuple[str, str]:
    found = standing_of(store, surveys.named(store, "small", at=AFTER))
    one = next(each for each in stages_of(found) if each.name == name)
    return one.state, one.words.say("zh-CN")


def clear(store: Store, sample: Sample, response_id: int) -> None:
    kept: Any = {"quotable": True, "actor": SYSTEM, "at": AFTER}
    clearing.clear(store, sample.id, response_id, "多办培训", **kept)


def test_suggestions_are_counted_against_those_whose_authors_agreed_once_the_survey_is_over(
    store: Store, sample: Sample
) -> None:
    assert stage(store, "suggestions") == (NOT_BEGUN, "收集中")
    first, second = numbers(store)[:2]
    clear(store, sample, first)
    assert stage(store, "suggestions") == (UNDER_WAY, "已审阅 1")
    opening.close_now(store, sample.id, actor=SYSTEM, at=AFTER)
    assert stage(store, "suggestions") == (UNDER_WAY, "1/2")
    assert suggestions.overview(store, sample.id).agreed == 2
    clear(store, sample, second)
    assert stage(store, "suggestions") == (DONE, "2/2")


def test_a_report_is_done_as_long_as_it_is_of_all_that_is_valid(
    store: Store, sample: Sample, tmp_path: Any
) -> None:
    opening.close_now(store, sample.id, actor=SYSTEM, at=AFTER)
    assert stage(store, "report") == (NOT_BEGUN, "未开始")
    for number in numbers(store):
        review.decide(store, sample.id, number, "valid", actor=SYSTEM, at=AFTER)
    assert stage(store, "report") == (NOT_BEGUN, "可生成")
    reporting.freeze(store, tmp_path, surveys.named(store, "small", at=AFTER), at=AFTER)
    assert stage(store, "report") == (DONE, "已生成")
    review.decide(store, sample.id, numbers(store)[2], "invalid", reason="重复", actor=SYSTEM, at=AFTER)
    assert stage(store, "report") == (UNDER_WAY, "数据有变，可再生成")
