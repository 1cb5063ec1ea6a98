"""Every name and code of the shipped questionnaires can be changed and changed back, with no new error."""

from __future__ import annotations

import pytest

from questionnaires import library
from questionnaires.checks import check
from questionnaires.editing import Recode, Rename, apply
from questionnaires.findings import Severity


def errors(questionnaire):
    return [finding.say("en") for finding in check(questionnaire) if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("name", library.names())
def test_renaming_every_question(name):
    source = library.source(name)
    whole = source
    for question in source.questions:
        done = apply(source, Rename(what="question", was=question.name, to=f"{question.name}_x"))
        assert apply(done.questionnaire, done.inverse).questionnaire == source
        whole = apply(
            whole, Rename(what="question", was=question.name, to=f"{question.name}_x")
        ).questionnaire
    assert errors(whole) == []


@pytest.mark.prove
@pytest.mark.parametrize("name", library.names())
def test_another_code_for_options_everywhere(name, count):
    source = library.source(name)
    whole, every = source, count(3, 1)
    for question in source.questions:
        for option in getattr(question, "options", ())[::every]:
            change = Recode(target=f"question:{question.name}", was=option.code, to=f"{option.code}x")
            done = apply(whole, change)
            assert apply(done.questionnaire, done.inverse).questionnaire == whole
            whole = done.questionnaire
    assert errors(whole) == []
