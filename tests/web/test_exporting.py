"""数据导出 as staff see it: chosen, made in the background, downloaded, gone after an erasure."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from questionnaires.formats import yaml
from survey.services import happenings, making, rebuilding
from survey.services.exports import Wanted
from survey.services.exports import making as exporting
from tests.fixtures.databases import only_sqlite
from tests.fixtures.pages import check_page
from tests.survey.analysed import analysed_survey
from tests.survey.samples import QUESTIONNAIRE

pytestmark = only_sqlite
PATIENCE = 300  # seconds
COUNT = 60


@pytest.fixture
def survey(store):
    asked = QUESTIONNAIRE.replace(
        "        role: sex\n", "        role: sex\n        privacy: quasi_identifying\n"
    )
    return analysed_survey(store, COUNT, questionnaire=yaml.load(asked))


@pytest.fixture
def analyst(hire, desk_of, give_role, survey):
    person = hire("wei")
    give_role(survey.id, person, "analyst")
    return desk_of(person)


def settled(client, address: str):
    """The page once nothing is being made any more."""
    ends = time.monotonic() + PATIENCE
    page = client.get(address)
    while "Refresh" in page.headers:
        assert time.monotonic() < ends, "the file was not made in time"
        time.sleep(0.2)
        page = client.get(address)
    return page


def links(text: str) -> list[str]:
    return re.findall(r'href="(/staff/county/data/[^"]+)"', text)


def test_a_package_is_begun_by_a_button_and_downloaded_when_it_is_made(analyst, store, survey):
    fields = {"format": "package", "profile": "deidentified", "language": "zh-CN"}
    response = analyst.submit("/staff/county/data", fields)
    assert response.status_code == 303
    page = settled(analyst, response.location)
    (address,) = links(page.text)
    assert "k 匿名" in page.text
    with analyst.get(address) as made:
        content = made.data
    assert made.headers["Cache-Control"] == "no-store"
    assert re.search(r"data-county-.*-deidentified-package\.zip", made.headers["Content-Disposition"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("data.csv").decode("utf-8-sig"))))
        assert {"data.R", "data.py", "data.sav", "ddi.xml", "README.txt"} <= set(archive.namelist())
        assert json.loads(archive.read("profile.json"))["profile"]["name"] == "deidentified"
    assert len(rows) == 1 + COUNT
    (event,) = [one for one in happenings.happenings(store, survey.id) if one.action == "data.exported"]
    assert event.who
    assert event.detail["rows"] == COUNT
    log = analyst.get("/staff/county/events").text
    assert "对外提供" in log
    assert "deidentified" not in log


def test_replicate_weights_are_chosen_on_the_page_and_told_beside_the_file(analyst):
    page = analyst.get("/staff/county/data").text
    assert all(f'<option value="{method}">' in page for method in ("JKn", "JK1", "BRR", "Fay", "bootstrap"))
    fields = {"format": "package", "profile": "deidentified", "language": "zh-CN"}
    chosen = {"replicates": "bootstrap", "number": "12", "rho": "0.5"}
    analyst.submit("/staff/county/data", fields | chosen)
    page = settled(analyst, "/staff/county/data").text
    assert "12 组重复权数（bootstrap）" in page
    with analyst.get(links(page)[0]) as made, zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.read("replicates.csv").decode().count("\r\n") == 1 + COUNT
    assert "12 组重复权数：bootstrap" in analyst.get("/staff/county/events").text
    for wrong, said in (
        ({"format": "csv"}, "请把格式改为“数据包”"),
        ({"design.stratum": "drop"}, "或保留这一列"),
        ({"number": "many"}, "重复次数填整数"),
        ({"replicates": "Fay", "rho": "1"}, "要用 0 请选 BRR"),
    ):
        response = analyst.submit("/staff/county/data", fields | chosen | wrong)
        assert response.status_code == 422
        assert said in response.text
    assert len(links(analyst.get("/staff/county/data").text)) == 1


def test_single_variables_are_treated_as_chosen(analyst):
    page = analyst.get("/staff/county/data").text
    name = re.search(r'name="variable\.([^"]+)"', page)[1]
    fields = {
        "format": "csv",
        "profile": "internal",
        "language": "en",
        f"variable.{name}": "drop",
        "design.psu": "drop",
    }
    analyst.submit("/staff/county/data", fields)
    (address,) = links(settled(analyst, "/staff/county/data").text)
    with analyst.get(address) as made:
        content = made.data
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        heading = archive.read("data.csv").decode("utf-8-sig").splitlines()[0].split(",")
        about = archive.read("about.txt").decode("utf-8-sig")
    assert name not in heading
    assert f"Dropped: {name}." in about


def test_a_refused_choice_stands_in_the_form_still(analyst):
    name = re.search(r'name="variable\.([^"]+)"', analyst.get("/staff/county/data").text)[1]
    given = {
        "format": "dta",
        "profile": "internal",
        "language": "en",
        f"variable.{name}": "mask",
        "design.weight": "drop",
        "replicates": "Fay",
        "rho": "0.4",
    }
    page = analyst.submit("/staff/county/data", given)
    assert page.status_code == 422
    check_page(page.text)
    chosen = dict(re.findall(r'<input type="radio" name="(\w+)" value="([^"]+)" checked>', page.text))
    assert chosen == {"format": "dta", "profile": "internal", "language": "en"}
    selected = re.findall(r'<option value="(\w+)" selected>', page.text)
    assert selected == ["mask", "drop", "Fay"]
    assert 'name="rho" inputmode="decimal" value="0.4"' in page.text


def test_what_cannot_be_chosen_begins_nothing(analyst, settings):
    good = {"format": "csv", "profile": "internal", "language": "zh-CN"}
    for wrong in ({"format": "exe"}, {"language": "xx"}):
        assert analyst.submit("/staff/county/data", {**good, **wrong}).status_code == 400
    for wrong in ({"profile": "public"}, {"variable.nobody": "drop"}, {"design.psu": "burn"}):
        response = analyst.submit("/staff/county/data", {**good, **wrong})
        assert response.status_code == 422
        assert "没有这" in response.text
    assert exporting.listed(settings.instance, "county") == []
    assert analyst.get("/staff/county/data/csv.internal.00000000.zh-CN.zip").status_code == 404
    assert analyst.get("/staff/county/data/..%2f..%2fkewen.sqlite3").status_code == 404


def test_a_file_of_answers_is_for_analysts_and_reviewers_only(hire, desk_of, give_role, survey):
    for role, expected in (("reviewer", 200), ("fieldworker", 403), ("designer", 403)):
        person = hire(role)
        give_role(survey.id, person, role)
        assert desk_of(person).get("/staff/county/data").status_code == expected


def test_an_erasure_removes_every_export_and_a_failure_says_why(store, settings, survey):
    wanted = Wanted("csv")
    asked = {"format": "csv", "profile": wanted.profile.to_json(), "language": "zh-CN", "account": None}
    exporting.make(settings, "county", asked)
    (made,) = exporting.listed(settings.instance, "county")
    assert (made.making.state, made.told["rows"]) == ("made", COUNT)
    later = datetime.now(UTC) + timedelta(seconds=1)
    rebuilding.rebuild_without(store, settings.instance, survey.id, 1, at=later)
    assert exporting.listed(settings.instance, "county") == []
    faulty = {**asked, "profile": {**wanted.profile.to_json(), "variables": {"nobody": {"how": "drop"}}}}
    exporting.make(settings, "county", faulty)
    (failed,) = exporting.listed(settings.instance, "county")
    assert failed.making.state == "failed"
    assert "nobody" in failed.making.reason.say("en") or "变量" in failed.making.reason.say("zh-CN")


def test_an_export_that_is_being_made_is_not_begun_twice(settings, survey):
    assert exporting.start(settings, "county", Wanted("csv"), None)
    assert not exporting.start(settings, "county", Wanted("csv"), None)
    ends = time.monotonic() + PATIENCE
    path = exporting.file_of(settings.instance, "county", Wanted("csv"))
    while making.state_at(path).state == "making":
        assert time.monotonic() < ends
        time.sleep(0.1)
    assert making.state_at(path).state == "made"


def test_many_responses_are_exported_in_the_background(analyst, monkeypatch):
    from survey.web.quality import exporting as view

    monkeypatch.setattr(view, "MOST_AT_ONCE", COUNT - 1)
    page = analyst.get("/staff/county/responses").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    begun = analyst.post("/staff/county/responses/export", data={"csrf_token": token, "form": "xlsx"})
    assert begun.status_code == 303
    assert begun.location.endswith("/data#files")
    (address,) = links(settled(analyst, "/staff/county/data").text)
    assert address.endswith(".xlsx")
