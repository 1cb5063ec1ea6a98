"""Simulated respondents sent through the questionnaire of a survey."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from questionnaires import library
from survey.errors import Refusal
from survey.services import publication
from survey.services.design import simulating
from survey.services.events import SYSTEM
from survey.store.tables import Response, Version
from tests.questionnaires.kinds.tiny import ask, form, page

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)


def draft(store, number, questionnaire):
    publication.draft(store, number, questionnaire, actor=SYSTEM, at=AT, source="file")


def test_the_draft_is_walked_with_its_settings_and_nothing_is_kept(store, make_survey):
    number = make_survey()
    draft(store, number, library.source("county_person"))
    core = simulating.walk(store, number, at=AT)
    publication.set_settings(store, number, {"extended": True}, actor=SYSTEM, at=AT)
    extended = simulating.walk(store, number, at=AT)
    assert extended.report.goals > core.report.goals
    assert core.version is None
    assert core.report.dead_ends == ()
    assert sum(line.reached for line in core.lines) == core.report.reached
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(Version)) == 0


def test_a_rule_that_cannot_be_read_is_told(store, make_survey):
    number = make_survey()
    draft(store, number, form(page("a", ask("text", "t", show="${t} = = 1"))))
    with pytest.raises(Refusal) as caught:
        simulating.walk(store, number, at=AT)
    assert caught.value.code == "rule_unreadable"
    # And the next one is not taken for busy.
    draft(store, number, form(page("a", ask("text", "t"))))
    assert simulating.walk(store, number, at=AT).report.unreached == ()


def test_a_survey_without_a_questionnaire_is_told(store, make_survey):
    with pytest.raises(Refusal) as caught:
        simulating.walk(store, make_survey(), at=AT)
    assert caught.value.code == "no_questionnaire"


def test_two_at_once_are_not_tried_by_one_process(store, make_survey):
    number = make_survey()
    draft(store, number, form(page("a", ask("text", "t"))))
    with simulating._busy, pytest.raises(Refusal) as caught:
        simulating.walk(store, number, at=AT)
    assert caught.value.code == "busy"
