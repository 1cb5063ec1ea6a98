"""Throw-away answers beside a whole investigation: no figure, list, file, notice or command ever tells of them."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from survey.cli import command_line
from survey.services import opening, operation, respond
from survey.services.design import trying
from survey.services.events import SYSTEM
from survey.services.respond import Posting
from survey.services.respond.interviewing import interview_of
from survey.settings import Settings
from survey.store import Store, open_store
from survey.store import surveys as stored_surveys
from survey.store.tables import Flag, Response, Save, Submission, Survey
from survey.web import create_app
from tests.fixtures.applications import ready_for_tests
from tests.fixtures.demonstrations import KEY, Demonstration
from tests.survey.filling import plausible

COLLEAGUES = 2
#: What a page says anew each time it is fetched.
ANEW = re.compile(r'(name="(?:csrf_token|form_key|key)"[^>]*value="|value=")[^"]{20,}"|data-csrf="[^"]*"')
COMMANDS = (
    ("survey", "list", "--json"),
    ("responses", "list", "{code}", "--json"),
    ("copies", "list", "{code}", "--json"),
    ("breakdown", "{code}", "--by", "age3,sex", "--json"),
    ("weights", "list", "{code}", "--json"),
    ("responses", "export", "{code}", "--out", "{folder}/data.csv"),
    ("responses", "export", "{code}", "--out", "{folder}/texts.csv", "--texts"),
)
HELD = (Save, Submission, Flag)


@dataclass(frozen=True)
class House:
    """A copy of the demonstration, open in an application, and what it tells."""

    store: Store
    settings: Settings
    app: Flask
    code: str
    survey_id: int
    at: datetime
    desk: Any

    def pages(self) -> dict[str, str]:
        """Every page of the survey and of the platform."""
        found = {}
        for rule in self.app.url_map.iter_rules():
            is_staff = rule.rule.startswith("/staff/") and "GET" in (rule.methods or ())
            if is_staff and rule.arguments <= {"survey"} and not rule.endpoint.startswith("design."):
                response = self.desk.get(rule.rule.replace("<survey>", self.code))
                if (response.status_code, response.mimetype) == (200, "text/html"):
                    found[rule.rule] = ANEW.sub("", response.get_data(as_text=True))
        return found

    def commands(self, folder: Path) -> dict[str, str]:
        """What the commands print and write."""
        folder.mkdir()
        found = {}
        for words in COMMANDS:
            arguments = [one.format(code=self.code, folder=folder) for one in words]
            found[" ".join(words)] = run(*arguments).replace(str(folder), "")
        return found | {path.name: path.read_text() for path in folder.glob("*.csv")}


@pytest.fixture
def house(
    shared_demonstration: Demonstration,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    open_stores: Callable[[str], Store],
) -> House:
    """A copy of the demonstration that may be changed, with an administrator at a desk."""
    from survey.services import sessions
    from survey.store import accounts
    from survey.web.staff import COOKIE

    instance = tmp_path / "instance"
    shutil.copytree(shared_demonstration.instance, instance, ignore=shutil.ignore_patterns("kewen.sqlite3*"))
    source = sqlite3.connect(shared_demonstration.instance / "kewen.sqlite3")
    target = sqlite3.connect(instance / "kewen.sqlite3")
    source.backup(target)
    source.close()
    target.close()
    url = f"sqlite:///{instance / 'kewen.sqlite3'}"
    settings = Settings(instance=instance, database_url=url, secret_key="k" * 32)
    for name, value in (("DATABASE_URL", url), ("KEWEN_INSTANCE", str(instance)), ("SECRET_KEY", "k" * 32)):
        monkeypatch.setenv(name, value)
    store = open_stores(url)
    app = ready_for_tests(create_app(settings, store=store))
    with store.writing() as session:
        account = accounts.add(
            session, login="zhou", name="周", is_administrator=True, created_at=datetime.now(UTC)
        )
        assert account is not None
        begun = sessions.begin(session, app.config.get("KEWEN_KEY", KEY), account, at=datetime.now(UTC))
    desk = app.test_client()
    desk.set_cookie(COOKIE, begun.token)
    card = shared_demonstration.survey
    return House(store, settings, app, card.code, card.id, datetime.now(UTC), desk)


def run(*arguments: str) -> str:
    ended = CliRunner().invoke(command_line(), arguments)
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def fill(store: Store, token: str, at: datetime, name: str) -> None:
    """Answer a throw-away copy from its first page to the last, in no time, and submit it."""
    done: set[str] = set()
    while True:
        with store.reading() as session:
            response = session.scalars(sa.select(Response).where(Response.token == token)).one()
            trial = stored_surveys.without_draft(session, response.survey_id)
            interview = interview_of(store, session, trial, response, "zh-CN")
            page = next((one for one in interview.path if one.name not in done), None)
            if page is None:
                break
            asked = [one for one in page.questions if interview.shown(one.name)]
            posted = {k: v for one in asked for k, v in plausible(interview, one).items()}
            revision = response.revision
        posting = Posting(
            posted,
            revision,
            f"{name}{page.name}",
            page=page.name,
            whole=[one.name for one in asked],
            finish=True,
        )
        respond.save(store, KEY, token, posting, at=at)
        done.add(page.name)
    respond.submit(store, KEY, token, form_key=f"{name}end", at=at)


def try_out(house: House) -> None:
    """One's own preview, and a test run of colleagues on one device, each to the end; one only begins."""
    store, at = house.store, house.at
    look = trying.preview(store, KEY, house.survey_id, 1, language="zh-CN", at=at, question="sex")
    with store.reading() as session:
        token = session.scalars(
            sa.text("SELECT response_token FROM copy WHERE id = :id").bindparams(id=look.copy_id)
        ).one()
    fill(store, token, at, "own")
    trying.open_run(store, KEY, house.survey_id, at=at)
    test = trying.test_run(store, KEY, house.survey_id)
    assert test is not None
    for number in range(COLLEAGUES + 1):
        held = respond.by_link(store, KEY, test.link)
        assert held is not None
        posting = Posting(
            {"consent": ["1"], "consent_sens": ["1"]}, 0, f"b{number}", page="consent", finish=True
        )
        agreed = respond.agree(store, KEY, held, posting, at=at, language="zh-CN", device="one")
        assert agreed.token is not None
        if number < COLLEAGUES:
            fill(store, agreed.token, at, f"c{number}")


def thrown_away(house: House) -> dict[str, int]:
    """How many rows of each sort the trial holds."""
    with house.store.reading() as session:
        trial = session.scalars(sa.select(Survey.id).where(Survey.trial_of == house.survey_id)).one()
        own = sa.select(Response.id).where(Response.survey_id == trial)
        found = {"Response": len(session.scalars(own).all())}
        for table in HELD:
            count = sa.select(sa.func.count()).where(table.response_id.in_(own))
            found[table.__name__] = session.scalar(count) or 0
        return found


def told_otherwise(before: dict[str, str], during: dict[str, str]) -> list[str]:
    """The lines that differ, each with where it stands."""
    return [
        f"{name}: {line}"
        for name in before.keys() | during.keys()
        for line in unified_diff(before.get(name, "").splitlines(), during.get(name, "").splitlines(), n=0)
    ]


def test_throw_away_answers_count_nowhere_and_are_gone_when_cleared(house: House, tmp_path: Path) -> None:
    # commands are in the log and the ledger: those before are told by both sets of pages, those after by none
    printed, before = house.commands(tmp_path / "before"), house.pages()
    assert len(before) > 40
    try_out(house)
    held = thrown_away(house)
    assert held["Response"] == COLLEAGUES + 2
    assert held["Submission"] == COLLEAGUES + 1
    assert held["Flag"]

    assert told_otherwise(before, house.pages()) == []
    assert told_otherwise(printed, house.commands(tmp_path / "during")) == []

    # a backup has them, and where it is restored they count as little
    kept = operation.backup(house.settings, tmp_path / "kept.tar")
    assert trying.clear_run(house.store, house.survey_id) == COLLEAGUES + 2
    assert set(thrown_away(house).values()) == {0}
    house.store.close()
    operation.restore(house.settings, kept.path, force=True)
    restored = open_store(house.settings.database_url)
    again = House(
        restored, house.settings, *[getattr(house, one) for one in ("app", "code", "survey_id", "at", "desk")]
    )
    assert thrown_away(again) == held

    # what was promised for the answers of a survey holds for those thrown away beside them
    opening.archive(restored, house.survey_id, actor=SYSTEM, at=house.at)
    assert trying.clear_run(restored, house.survey_id) == COLLEAGUES + 2
    restored.close()
