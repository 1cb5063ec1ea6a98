"""Bad input at the command line: refused with the way out (2), nothing written, never a defect (1)."""

from __future__ import annotations

import json
import re

import openpyxl
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from reports.errors import ReportError
from survey.cli import command_line
from survey.store.tables import Release, SavedTable, WeightSet
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import analysed_survey, small

pytestmark = only_sqlite
#: Arguments, the code of the refusal, where it is.
REFUSED = (
    ("breakdown county --by vanished", "dataset.variable", "vanished"),
    ("breakdown county --by sex --weights vanished", "weights_unknown", "vanished"),
    ("regression county --outcome vanished --by sex", "dataset.variable", "vanished"),
    ("regression county --outcome hours --by vanished", "dataset.variable", "vanished"),
    ("regression county --outcome hours --by sex --against 2", "regression.reference", "--against 2"),
    ("weights make county w --label x --totals {negative}", "totals_line", "sex"),
    ("weights make county w --label x --totals {missing}", "totals_line", "sex"),
    ("weights make county w --label x --totals {zero}", "weighting.zero_total", "sex"),
    ("weights make county w --label x --totals {nameless}", "totals_margin", "file"),
    (
        "weights make county w --label x --totals {contrary} --method linear",
        "weighting.not_positive",
        "method",
    ),
    ("weights make county w --label x --totals {apart}", "weighting.margins_differ", "sex, stratum"),
    ("weights make county w --label x --size 1000", "weighting.size", "size"),
    ("weights make county w --label x --size nan", "weighting.number", "size"),
    ("weights make county w --label x --trim inf", "weighting.number", "trim_high"),
    ("weights freeze county vanished", "weights_unknown", "vanished"),
    ("tables make county t --label x", "layout.wrong", "rows"),
    ("tables make county t --label x --rows vanished", "layout.gone", "vanished"),
    ("tables make county t --label x --rows sex --filter stratum", "layout.wrong", "--filter stratum"),
    ("tables make county t --label x --rows sex --filter stratum=99", "filter.value", "stratum"),
    ("tables remove county vanished", "table.unknown", "vanished"),
    ("tables export county --out {folder}/t.xlsx", "table.none", "tables"),
    ("tables export county --out {folder}/t.csv", "path", "--out {folder}/t.csv"),
    ("report county --out {folder}/r.docx --template vanished", "template.unknown", "vanished"),
    ("report county --out {folder}/r.docx --weights vanished", "weights_unknown", "vanished"),
    ("responses export county --out {folder}/d.csv --profile vanished", "profile_unknown", "vanished"),
)
TOTALS = {
    "negative": "sex,1,-5\nsex,2,1595",
    "missing": "sex,1,\nsex,2,1595",
    "zero": "sex,1,0\nsex,2,1595",
    "nameless": ",1,1900\n,2,1595",
    "contrary": "sex,1,3490\nsex,2,5\nstratum,1,3400\nstratum,2,25\nstratum,3,25\nstratum,4,25\nstratum,6,20",
    "apart": "sex,1,1900\nsex,2,1595\nstratum,1,1\nstratum,2,1\nstratum,3,1\nstratum,4,1\nstratum,6,1",
}


@pytest.fixture
def run(store, settings, monkeypatch):
    """``run("breakdown", …)``: a command on a survey of 120 valid answers."""
    analysed_survey(store, 120, questionnaire=small())
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KEWEN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)
    return lambda *arguments: CliRunner().invoke(command_line(), arguments)


def test_every_command_of_results_refuses_bad_input_with_the_way_out(run, store, tmp_path):
    files = {"folder": str(tmp_path)}
    for name, lines in TOTALS.items():
        (tmp_path / f"{name}.csv").write_text(f"variable,category,total\n{lines}\n")
        files[name] = str(tmp_path / f"{name}.csv")
    before = sorted(tmp_path.rglob("*.*"))
    wrong: list[tuple[object, ...]] = []
    for line, code, place in REFUSED:
        ended = run(*[word.format(**files) for word in line.split()], "--json")
        told = json.loads(ended.stdout)["refused"][0] if ended.exit_code == 2 else {}
        if (told.get("code"), told.get("place")) != (code, place.format(**files)):
            wrong.append((line, ended.exit_code, told, ended.stderr[-300:]))
        elif not all(told[part].get(tag) for part in ("reason", "remedy") for tag in ("zh-CN", "en")):
            wrong.append((line, "a language is missing", told))
    assert wrong == []
    # The list of claims is also their lock, so that it is there as soon as anybody asks; nothing is in it.
    left = [one for one in sorted(tmp_path.rglob("*.*")) if one not in before and one.stat().st_size]
    assert [one for one in left if one.suffix != ".parquet"] == []
    with store.reading() as session:
        for table in (WeightSet, SavedTable, Release):
            assert session.scalars(sa.select(table)).all() == []


def test_what_the_analysis_refuses_is_no_defect(run, monkeypatch):
    from questionnaires.text import Text
    from survey.services import results

    def refuse(*_arguments, **_named):
        raise ReportError("data.odd", "x", Text(zh="数据不对", en="Odd data"), Text(zh="请改", en="Mend"))

    monkeypatch.setattr(results, "current", refuse)
    ended = run("breakdown", "county", "--by", "sex")
    assert ended.exit_code == 2
    assert "数据不对" in ended.stderr


def test_saved_tables_are_made_listed_written_and_deleted(run, store, tmp_path):
    made = run("tables", "make", "county", "one", "--label", "男女", "--rows", "sex", "--columns", "stratum")
    assert made.exit_code == 0, made.stderr
    filtered = ("--rows", "sex", "--filter", "stratum=1,6", "--base", "column", "--answered")
    assert run("tables", "make", "county", "two", "--label", "工业和其他", *filtered).exit_code == 0
    listed = json.loads(run("tables", "list", "county", "--json").stdout)["tables"]
    assert [(one["name"], one["rows"], one["columns"], one["filters"]) for one in listed] == [
        ("one", "sex", "stratum", ""),
        ("two", "sex", "", "stratum=1,6"),
    ]
    out = tmp_path / "tables.xlsx"
    written = run("tables", "export", "county", "--out", str(out), "--json")
    assert written.exit_code == 0, written.stderr
    told = json.loads(written.stdout)
    assert told["tables"] + len(told["left_out"]) == 2
    assert told["tables"] >= 1
    cells = [
        str(cell) for sheet in openpyxl.load_workbook(out) for row in sheet.values for cell in row if cell
    ]
    assert any("男女" in cell for cell in cells)
    with store.reading() as session:
        entered = session.execute(sa.select(Release.features, Release.outlet)).all()
    assert ("sex,stratum", "command") in [tuple(one) for one in entered]
    assert len(entered) == told["tables"]
    assert run("tables", "remove", "county", "one").exit_code == 0
    assert re.search(r"^two\t", run("tables", "list", "county").stdout)
