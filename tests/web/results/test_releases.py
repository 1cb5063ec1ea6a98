"""No outlet of results goes round disclosure control or the ledger; the ledger has a page."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import pytest
import sqlalchemy as sa

import survey
from reports.charts.spec import ChartSpec
from reports.layout import Layout
from reports.templates import shipped
from survey.services import releases, savedtables, surveys, waves
from survey.store.tables import Release
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, analysed_survey, small

PLATFORM = Path(survey.__file__).parent
#: The analysis modules that make tables of answers, and the only modules of the platform that may ask them.
MAKERS = ("crosstabs", "purpose", "size", "regression", "scales", "tests", "trends")
ASKERS = {
    "services/results.py",
    "services/charts.py",
    "services/comparisons.py",
    "services/layouts.py",
    "services/matching.py",
    "services/particulars.py",
    "services/sizes.py",
    "services/regressions.py",
    "services/models.py",  # shows a fitted model, makes none
    "services/trends.py",
}
#: What gives a table, and the only places that may give the data to make one: each hands on to the ledger.
#: The commands on weights take the data to weigh them and show no table.
GIVERS = {"results.current": {"web/results/analysed.py", "cli/regression.py", "cli/results.py", "cli/tables.py",
                              "cli/trends.py", "cli/weights.py", "services/reporting.py"},
          "results.analysis_of": {"services/reporting.py"}}  # fmt: skip
#: Pages of results that show no table of answers.
NO_TABLE = {
    "results.boundaries",
    "results.boundary_preview",
    "results.new_weights",
    "results.releases",
    "results.saved_tables",
    "results.saved_table",
    "results.make_report",
    "results.report_file",
    "results.report_changes",  # sets side by side what two reports gave, which are in the ledger
    "results.report_templates",
    "results.report_template",
    "results.report_template_file",
    "results.new_report_part",
}

#: Tables of two waves, which test_trends.py in this folder looks up in the ledgers of both.
OF_TWO_WAVES = {"results.compared", "results.trend_chart", "results.trend_table"}

#: A part of the shipped template that shows a table, counted from 1.
STRUCTURE = 1 + [getattr(part, "by", "") for part in shipped("county").parts].index("sex")


@pytest.fixture
def analyst(store, hire, give_role, desk_of):
    """A survey of 120 valid answers to the small questionnaire, and its analyst's browser."""
    made = analysed_survey(store, 120, questionnaire=small())
    person = hire("analyst")
    give_role(made.id, person, "analyst")
    return desk_of(person)


def lines(store) -> list[Release]:
    releases.enter_noted(store)
    with store.reading() as session:
        return list(session.scalars(sa.select(Release).order_by(Release.id)))


def imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
    return found


@functools.cache
def modules() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(PLATFORM)): ast.parse(path.read_text("utf-8"))
        for path in sorted(PLATFORM.rglob("*.py"))
    }


def test_only_the_services_of_results_ask_the_analysis_for_tables():
    makers = tuple(f"reports.{name}" for name in MAKERS)
    askers = {
        path
        for path, tree in modules().items()
        if any(name == maker or name.startswith(f"{maker}.") for name in imported(tree) for maker in makers)
    }
    # The command prints a breakdown that the service gave it. The codebook of data asks what public tables hide;
    # that it was given away is in the log of exports.
    assert askers - {"cli/results.py", "services/exports/ddi.py"} <= ASKERS


def test_only_watched_places_take_the_data_of_results():
    found: dict[str, set[str]] = {name: set() for name in GIVERS}
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in GIVERS:
                found[ast.unparse(node.func)].add(path)
    assert found == GIVERS


def test_only_disclosure_control_makes_a_released_table():
    sources = [*PLATFORM.rglob("*.py"), *(PLATFORM.parent / "reports").rglob("*.py")]
    made = {
        path.name
        for path in sources
        if "ReleasedTable(" in (text := path.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "ReleasedTable"
    }
    assert made == {"release.py"}


def test_every_service_that_gives_a_table_tells_who_watches():
    silent = []
    for name in sorted(ASKERS):
        tree = ast.parse((PLATFORM / name).read_text("utf-8"))
        for node in tree.body:
            if (
                isinstance(node, ast.FunctionDef)
                and not node.name.startswith("_")
                and node.returns is not None
            ):
                gives = ast.unparse(node.returns)
                body = ast.unparse(node)
                if any(kind in gives for kind in ("ReleasedTable", "Breakdown", "PurposeTables")) and not any(
                    told in body for told in (".given(", "table_of(", "results.")
                ):
                    silent.append(f"{name}: {node.name}")
    assert silent == []


@only_sqlite
def test_every_page_that_shows_tables_stands_in_the_ledger_afterwards(store, analyst, app):
    totals = {"name": "sexes", "label": "按性别", "margin": "sex", "totals-sex": "1 1900\n2 1595"}
    assert analyst.submit("/staff/county/weights/new", {**totals, "step": "save"}).status_code == 303
    held = surveys.named(store, "county", at=NOW).id
    savedtables.save(store, held, "sexes", "性别", Layout(("sex",)), ChartSpec(), at=NOW)
    addresses = {
        "results.purposes": "/staff/county/results",
        "results.breakdown": "/staff/county/breakdown?by=sex",
        "results.build": "/staff/county/build?row=sex",
        "results.saved_workbook": "/staff/county/tables.xlsx",
        "results.frequencies": "/staff/county/frequencies",
        "results.weighting": "/staff/county/weights",
        "results.weight_set": "/staff/county/weights/sexes",
        "results.chart": "/staff/county/chart.png?by=sex",
        "results.table": "/staff/county/table.csv?by=sex",
        "results.regression": "/staff/county/regression?outcome=act&part=act_1&by=hours",
        "results.regression_chart": "/staff/county/regression.png?outcome=act&part=act_1&by=hours",
        "results.regression_table": "/staff/county/regression.csv?outcome=act&part=act_1&by=hours",
        "results.report_part": f"/staff/county/report/templates/county/parts/{STRUCTURE}",
        "results.report": "/staff/county/report",
    }
    shown = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("results.") and rule.endpoint not in NO_TABLE and "GET" in rule.methods
    }
    assert shown <= set(addresses) | OF_TWO_WAVES
    for endpoint, address in addresses.items():
        before = len(lines(store))
        with store.writing() as session:
            session.execute(sa.delete(Release))
        releases._noted.forget(lambda _: True)
        assert analyst.get(address).status_code == 200, endpoint
        found = lines(store)
        assert found or endpoint == "results.weighting", endpoint
        assert all(one.account_id for one in found)
        assert before >= 0


@only_sqlite
def test_reading_a_page_twice_is_one_line_and_writes_nothing_by_itself(store, analyst):
    for _ in range(2):
        analyst.get("/staff/county/breakdown?by=sex")
    with store.reading() as session:
        assert session.scalars(sa.select(Release)).all() == []
    assert [(one.features, one.outlet) for one in lines(store)] == [("sex", "page")]


@only_sqlite
def test_the_ledger_has_a_page_in_both_languages(store, analyst):
    assert "还没有发布过结果表" in analyst.get("/staff/county/releases").text
    analyst.get("/staff/county/table.csv?by=sex")
    lines(store)
    page = analyst.get("/staff/county/releases").text
    assert "公开发布" in page
    assert "表格文件" in page
    assert "性别" in page
    assert "<script" not in page


@only_sqlite
def test_wordings_in_the_ledger_have_the_facts_of_the_survey_in_them(store):
    held = analysed_survey(store, 20)
    wording = waves.wordings(store, held.id)["in_county"]
    assert "清河县" in wording.say("zh-CN")
    assert "${" not in wording.say("zh-CN") + wording.say("en")


@only_sqlite
def test_a_reviewer_sees_no_ledger_of_releases(store, hire, give_role, desk_of):
    made = analysed_survey(store, 60, questionnaire=small())
    reviewer = hire("reviewer")
    give_role(made.id, reviewer, "reviewer")
    assert desk_of(reviewer).get("/staff/county/releases").status_code == 403
