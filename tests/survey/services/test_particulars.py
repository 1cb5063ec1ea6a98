"""Beside the frequencies: the reliability of a matrix, or why it has none; how bases and points are to be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.scales import reliability
from survey.errors import Refusal
from survey.services import particulars, results, surveys
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, analysed_survey

pytestmark = only_sqlite


@pytest.fixture
def found(store, tmp_path):
    analysed_survey(store, 300)
    return results.current(store, tmp_path, surveys.named(store, "county", at=NOW))


def test_each_kind_of_question_has_what_belongs_to_it(found):
    scale = particulars.of_question(found, "sat")
    if scale.reliability is None:
        assert scale.refused is not None
        assert "信度" in scale.refused.say("zh-CN")
    else:
        again = reliability(found.dataset, "sat", weighted=True)
        assert scale.reliability.alpha == again.alpha
        assert len(scale.reliability.items) == 10
    several = particulars.of_question(found, "press_src")
    assert any("占人次" in note.say("zh-CN") for note in several.notes)
    assert any("mentions" in note.say("en") for note in several.notes)
    ranked = particulars.of_question(found, "barr")
    assert any("3、2、1" in note.say("zh-CN") for note in ranked.notes)
    assert particulars.of_question(found, "sex") == particulars.Particulars()


def test_a_matrix_that_is_no_scale_says_so_in_words(found, monkeypatch):
    group = found.dataset.group("sat")
    monkeypatch.setattr(particulars, "reliability", lambda *_, **__: reliability(found.dataset, "press_src"))
    said = particulars._of(found, group.name).refused
    assert said is not None
    assert said.say("zh-CN").startswith("不计算信度")
    assert said.say("en").startswith("No reliability")


def test_the_frequencies_are_told_to_the_ledger_with_it_and_an_unknown_question_is_refused(found):
    told = []
    particulars.of_question(replace(found, watch=lambda which, tables: told.append(which)), "id")
    assert [one.question for one in told] == ["id"]
    with pytest.raises(Refusal):
        particulars.of_question(found, "nothing")
