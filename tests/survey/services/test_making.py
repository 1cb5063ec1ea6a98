"""A report in the making has a clear state whatever becomes of its process."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta

import pytest

from survey.errors import Refusal
from survey.services import making, rebuilding, reportfiles, reporting, surveys
from survey.settings import Settings
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, analysed_survey, small

pytestmark = only_sqlite
PATIENCE = 300  # seconds
BRIEF = "brief"  # the template that is made fastest


@pytest.fixture
def frozen(store, settings):
    """The name of the frozen version of a small survey ``county``."""
    analysed_survey(store, 60, questionnaire=small())
    return reporting.freeze(store, settings.instance, surveys.named(store, "county", at=NOW), at=NOW).name


def state(settings: Settings, name: str) -> making.Making | None:
    return making.state_of(settings.instance, "county", name, "zh-CN", BRIEF)


def settled(settings: Settings, name: str) -> making.Making:
    """The state once the process has ended."""
    ends = time.monotonic() + PATIENCE
    while (found := state(settings, name)) is None or found.state == "making":
        assert time.monotonic() < ends, "the report was not made in time"
        time.sleep(0.05)
    return found


def test_a_report_is_made_by_a_process_of_its_own_and_a_second_press_meanwhile_begins_nothing(
    settings, frozen
):
    assert state(settings, frozen) is None
    assert making.start(settings, "county", frozen, "zh-CN", BRIEF)
    assert not making.start(settings, "county", frozen, "zh-CN", BRIEF)
    assert state(settings, frozen).state == "making"
    assert settled(settings, frozen).state == "made"
    made = reportfiles.file_of(settings.instance, "county", frozen, "zh-CN", BRIEF)
    assert made.read_bytes()[:2] == b"PK"
    assert {path.suffix for path in made.parent.iterdir()} <= {".docx", ".pdf", ".pptx", ".xlsx", ".json"}


def test_a_killed_process_leaves_an_interrupted_report_that_can_be_made_again(settings, frozen, monkeypatch):
    begun = []
    real = subprocess.Popen

    def kept(*arguments, **options):
        begun.append(real(*arguments, **options))
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", kept)
    assert making.start(settings, "county", frozen, "zh-CN", BRIEF)
    os.kill(begun[0].pid, signal.SIGKILL)
    assert settled(settings, frozen).state == "interrupted"
    assert making.start(settings, "county", frozen, "zh-CN", BRIEF)
    assert settled(settings, frozen).state == "made"


def test_a_refusal_is_kept_with_its_reason_in_both_languages(settings, frozen):
    reportfiles.folder_of(settings.instance, "county").mkdir(parents=True)
    making.make(settings, "county", "nothing", "zh-CN", BRIEF)
    found = state(settings, "nothing")
    assert found.state == "failed"
    assert "没有这份数据快照" in found.reason.say("zh-CN")
    assert "no such snapshot" in found.reason.say("en")


def test_an_erasure_removes_every_report_of_the_survey(store, settings, frozen):
    reportfiles.folder_of(settings.instance, "county").mkdir(parents=True)
    making.make(settings, "county", frozen, "zh-CN", BRIEF)
    assert state(settings, frozen).state == "made"
    card = surveys.named(store, "county", at=NOW)
    rebuilding.rebuild_without(
        store, settings.instance, card.id, 1, at=datetime.now(UTC) + timedelta(seconds=1)
    )
    assert state(settings, frozen) is None
    with pytest.raises(Refusal):
        reporting.report_of(store, settings.instance, card, frozen)
