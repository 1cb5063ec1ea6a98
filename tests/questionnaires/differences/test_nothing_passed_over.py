"""Whatever makes a new version is told: every attribute of every part, every part that comes, goes or moves."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from questionnaires.differences import Consequence, Sort, differences
from questionnaires.editing.document import document_of
from questionnaires.formats import yaml
from questionnaires.formats.canonical import version_hash
from questionnaires.model import Questionnaire
from tests.questionnaires.formats.every_kind import SOURCE

MORE = """
settings: [{name: extended, label: {zh-CN: 扩展, en: Extended}}, {name: other, label: {zh-CN: 别的, en: Other}}]
reviews:
  - {code: R1, when: "${hours} > 80", label: {zh-CN: 看, en: Look}}
  - {code: R2, when: "${hours} > 90", label: {zh-CN: 看, en: Look}}
thanks: {zh-CN: 谢谢。, en: Thank you.}
complete_when: [works]
"""
CHECKED = [{"code": "C1", "require": ". > 0", "message": {"zh-CN": "不对", "en": "Wrong"}}]
ENDED = [
    {"when": "false()", "outcome": "refused", "reason": "zz", "message": {"zh-CN": "谢谢", "en": "Thanks"}}
]
#: Values of every type that the model has; the first that may stand there instead is taken.
OTHERS = (
    {"zh-CN": "完全是另一句话", "en": "Another thing altogether"}, True, False, "true()", "98", "zz", "2", "refused",
    "unit", "sensitive", "soft", "ineligible", "dropdown", "year", "text", "1999", 3, 0.5, ["unknown"], ["zz"],
    ["zh-CN"], {"questionnaire": "former", "version": "0" * 64, "question": "zz"}, CHECKED, ENDED, None,
)  # fmt: skip


def whole():
    found = yaml.load((SOURCE + MORE).encode())
    document = document_of(found)
    hours = document["pages"][1]["questions"][1]
    hours["checks"] = [CHECKED[0], {**CHECKED[0], "code": "C2"}]
    ending = document["pages"][0]["endings"][0]
    document["pages"][0]["endings"] = [ending, {**ending, "reason": "again"}]
    return Questionnaire.model_validate(document)


BEFORE = whole()
DOCUMENT = document_of(BEFORE)
HASH = version_hash(BEFORE)


def places(part, way=()):
    """The way to every attribute of every part of a questionnaire."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        yield (*way, name)
        if isinstance(value, tuple):
            for number, one in enumerate(value):
                if isinstance(one, BaseModel):
                    yield from places(one, (*way, name, number))


def attribute(way):
    """What an attribute is called, whichever of its kind: ``pages/questions[number]/decimals``."""
    found = BEFORE
    named = []
    for step in way:
        found = found[step] if isinstance(step, int) else getattr(found, step)
        if isinstance(step, str):
            named.append(step)
        elif hasattr(found, "kind"):
            named[-1] += f"[{found.kind}]"
    return "/".join(named)


WAYS = list({attribute(way): way for way in places(BEFORE) if way[-1] != "kind"}.values())


def put(document, way, value):
    for step in way[:-1]:
        document = document[step]
    if value is None:
        document.pop(way[-1], None)
    else:
        document[way[-1]] = value


def variants(way):
    """The questionnaire with another value there, for every value that may stand there."""
    listed: Any = DOCUMENT
    for step in way:
        listed = listed.get(step) if isinstance(listed, dict) else listed[step]
        if listed is None:
            break
    turned: list[Any] = [listed[1:], listed[::-1]] if isinstance(listed, list) and len(listed) > 1 else []
    for value in [*turned, *OTHERS]:
        document = copy.deepcopy(DOCUMENT)
        put(document, way, value)
        try:
            found = Questionnaire.model_validate(document)
        except ValidationError:
            continue
        if version_hash(found) != HASH:
            yield found


@pytest.mark.parametrize("way", WAYS, ids=attribute)
def test_another_value_is_told(way):
    found = list(variants(way))
    assert found, "no other value was tried"
    for after in found:
        assert differences(BEFORE, after), document_of(after)
        assert differences(after, BEFORE), document_of(after)


def changed(document_change):
    document = copy.deepcopy(DOCUMENT)
    document_change(document)
    return differences(BEFORE, Questionnaire.model_validate(document))


def test_a_question_that_goes_over_to_the_next_page_is_told_though_the_order_stays():
    (found,) = changed(
        lambda document: document["pages"][1]["questions"].insert(0, document["pages"][0]["questions"].pop())
    )
    assert (found.sort, found.place) == (Sort.MOVED, "question:agree")


def test_a_page_that_moves_is_told_once_and_its_questions_are_not():
    found = changed(lambda document: document["pages"].reverse())
    assert [(one.sort, one.place) for one in found] == [(Sort.MOVED, "questionnaire/pages")]


def test_another_code_in_the_list_of_a_cascade_breaks_nothing_but_must_be_matched():
    found = changed(lambda document: document["lists"][0]["entries"][4].update(code="t2v9"))
    assert [(one.sort, one.consequence) for one in found] == [(Sort.CODE, Consequence.HARMONISABLE)] * 2


def test_another_place_under_the_code_of_an_entry_breaks_its_answers():
    (found,) = changed(
        lambda document: document["lists"][0]["entries"][0].update(label={"zh-CN": "别处", "en": "Elsewhere"})
    )
    assert found.consequence is Consequence.BROKEN


def test_a_list_of_many_new_entries_is_told_in_one_line():
    found = changed(
        lambda document: document["lists"][0]["entries"].extend(
            {"code": f"t1v{number}", "label": {"zh-CN": f"{number} 村"}, "parent": "t1"}
            for number in range(2, 400)
        )
    )
    assert [one.now.say("zh-CN") for one in found] == ["新增 398 项"]


def test_one_more_part_of_a_split_changes_what_the_shares_are_of():
    part = {"name": "s_c", "label": {"zh-CN": "学习", "en": "Study"}}
    found = changed(lambda document: document["pages"][1]["questions"][2]["rows"].append(part))
    assert [(one.sort, one.consequence) for one in found] == [(Sort.ADDED, Consequence.HARMONISABLE)]
