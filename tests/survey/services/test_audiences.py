"""By whose rules a table is made: a table for a unit is that of one unit, named by name or code."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from reports.crosstabs.by_unit import own_rows
from survey.cli import command_line
from survey.services import audiences, releases, results, surveys
from survey.store.tables import Response, Stratum, Unit
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, analysed_survey, small

pytestmark = only_sqlite
HOSPITAL, SCHOOL = "清河县人民医院", "清河县第一中学"


@pytest.fixture
def survey(store):
    """A survey of 120 answers, drawn in two units: those of the health stratum are the hospital's."""
    made = analysed_survey(store, 120, questionnaire=small())
    with store.writing() as session:
        stratum = session.scalars(sa.select(Stratum).where(Stratum.code == "4")).one()
        for number, name in ((4711, HOSPITAL), (4712, SCHOOL)):
            session.add(Unit(survey_id=made.id, stratum_id=stratum.id, number=number, name=name))
        session.execute(sa.update(Response).values(psu=sa.case((Response.stratum == "4", 4711), else_=4712)))
    return made


@pytest.fixture
def run(survey, settings, monkeypatch):
    """``run("breakdown", …)`` on that survey."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KEWEN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)
    return lambda *given: CliRunner().invoke(command_line(), [given[0], "county", *given[1:]])


def test_a_unit_gets_no_cell_in_which_the_others_are_few_and_each_is_a_reader_of_its_own(run, store, survey):
    def hidden(*audience: str) -> dict[str, bool]:
        ended = run("breakdown", "--by", "stratum,mode", *audience, "--json")
        assert ended.exit_code == 0, ended.output
        return {row["stratum"]: row["suppressed"] for row in json.loads(ended.stdout)["rows"]}

    public = hidden()
    assert not public["4"]
    assert hidden("--audience", "unit", "--unit", HOSPITAL)["4"]
    assert hidden("--audience", "unit", "--unit", "4712") != public
    found = releases.entries(store, survey.id)
    assert [(one.audience, one.unit) for one in found] == [("unit", "4712"), ("unit", "4711"), ("public", "")]
    assert len({one.policy for one in found}) == 3


def test_the_table_says_what_is_left_out_for_its_reader(run):
    said = run("breakdown", "--by", "stratum,mode", "--audience", "unit", "--unit", HOSPITAL).stdout
    assert "除本单位以外的答卷少于 10 份" in said


@pytest.mark.parametrize(
    "command", [("breakdown", "--by", "sex"), ("regression", "--outcome", "age", "--by", "sex")]
)
@pytest.mark.parametrize(
    ("audience", "reason", "remedy"),
    [
        (("--audience", "unit"), "没有说明是哪个单位", "--unit"),
        (("--audience", "unit", "--unit", "人民医院"), "没有叫这个名称", "survey units"),
        (("--unit", HOSPITAL), "不是给单位看的", "--audience unit"),
    ],
    ids=["none", "unknown", "not asked for"],
)
def test_a_unit_that_cannot_be_meant_is_refused_with_the_way_out(
    run, store, survey, command, audience, reason, remedy
):
    ended = run(*command, *audience)
    assert ended.exit_code == 2
    assert reason in ended.stderr
    assert remedy in ended.stderr
    assert releases.entries(store, survey.id) == []


def test_answers_that_name_no_unit_make_no_table_for_one(run, store):
    with store.writing() as session:
        session.execute(sa.update(Response).values(psu=None))
    ended = run("breakdown", "--by", "sex", "--audience", "unit", "--unit", HOSPITAL)
    assert ended.exit_code == 2
    assert "--audience public" in ended.stderr


def test_without_numbers_of_the_frame_a_unit_is_one_of_the_list_that_a_question_asks_by(store, settings):
    made = analysed_survey(store, 60)
    found = results.current(store, settings.instance, surveys.named(store, made.code, at=NOW))
    variable = found.dataset.by_role("unit")
    code = variable.substantive[0]
    by_name = audiences.policy_for(store, made.id, found, "unit", variable.codes[code].say("zh-CN"))
    assert by_name.reader == code
    assert by_name == audiences.policy_for(store, made.id, found, "unit", code)
    ours = found.dataset.table[variable.name] == code
    assert (own_rows(found.dataset, by_name) == ours).all()
    assert ours.any()
