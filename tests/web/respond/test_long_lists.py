"""A list of more than 300 entries is searched on the server, with and without scripts."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from questionnaires.formats import yaml
from survey.store import Store
from survey.store.tables import Response
from tests.fixtures.applications import CheckingClient
from tests.fixtures.databases import only_sqlite
from tests.fixtures.pages import form_of
from tests.survey.investigations import investigation

pytestmark = only_sqlite

UNITS = "".join(
    f"      - {{code: u{number}, label: {{zh-CN: 第{number}医院}}, parent: t{number % 2}, search: dyy{number}}}\n"
    for number in range(900)
)
LONG = f"""
name: long
title: {{zh-CN: 长名单}}
lists:
  - name: units
    levels: [town, unit]
    entries:
      - {{code: t0, label: {{zh-CN: 东镇}}, search: dz}}
      - {{code: t1, label: {{zh-CN: 西镇}}, search: xz}}
{UNITS}
pages:
  - name: begin
    questions:
      - {{name: start, kind: single, label: {{zh-CN: 开始}}, options: [{{code: '1', label: {{zh-CN: 好}}}}]}}
  - name: where
    questions:
      - name: pick
        kind: cascade
        label: {{zh-CN: 单位}}
        list: units
        required: true
        levels:
          - {{name: town, label: {{zh-CN: 乡镇}}}}
          - {{name: unit, label: {{zh-CN: 单位}}}}
"""


@pytest.fixture
def inside(client: CheckingClient, store: Store) -> CheckingClient:
    survey = investigation(store, yaml.load(LONG))
    client.get(f"/q/{survey.slips[0].link}")
    client.submit("/r", {"start": "1"})
    return client


def test_the_script_searches_by_name_and_by_initials(inside):
    found = inside.get("/r/list/pick?level=1&parent=t1&q=第15医院").json["entries"]
    assert [entry[0] for entry in found] == ["u15"]
    found = inside.get("/r/list/pick?level=1&parent=t0&q=DYY88").json["entries"]
    assert [entry[0] for entry in found] == ["u88", "u880", "u882", "u884", "u886", "u888"]
    assert inside.get("/r/list/pick?level=7").status_code == 404
    assert inside.get("/r/list/start").status_code == 404
    lists = inside.get("/r/whole").json["lists"]["pick"]
    assert len(lists[0]) == 2
    assert lists[1] is None


def test_without_scripts_one_chooses_level_by_level(inside, store):
    page = inside.submit("/r/where", {"town": "t1", "go": "choose"})
    target, filled = form_of(page.text)
    assert filled["town"] == ["t1"]
    page = inside.post(target, data={**filled, "unit.find": "第15", "go": "choose"})
    assert page.text.count('<option value="u') == 6  # 15, 151, 153, 155, 157, 159
    target, filled = form_of(page.text)
    assert inside.post(target, data={**filled, "unit": "u153"}).location == "/r/review"
    with store.reading() as session:
        assert session.scalars(sa.select(Response.answers)).one() == {
            "start": "1",
            "town": "t1",
            "unit": "u153",
        }
