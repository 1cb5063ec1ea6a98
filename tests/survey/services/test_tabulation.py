"""Records become columns: codes, numbers and the reasons for which there is none."""

from __future__ import annotations

import pandas as pd
import pytest

from questionnaires.text import Text
from reports.codebook import Variable
from reports.dataset import Dataset
from reports.errors import ReportError
from survey.services import tabulation
from survey.services.tabulation import Tabulation
from survey.store.records import RecordRow

LABEL = Text(zh="题", en="Question")
CODED = Variable("q", LABEL, "code", {"1": LABEL, "2": LABEL}, versions=("1", "2"))
CHOSEN = Variable("m_1", LABEL, "indicator", versions=("1", "2"))
HOURS = Variable("h", LABEL, "number", versions=("1",))


def row(token: str) -> RecordRow:
    return RecordRow(1, token, 1, "link", "", None, None)


def tabulated(*records: tuple[dict[str, object], str]) -> pd.DataFrame:
    table = Tabulation((CODED, CHOSEN, HOURS))
    for number, (values, version) in enumerate(records):
        table.add(row(f"token {number}"), values, version)
    assert table.rows == len(records)
    return Dataset(LABEL, table.table(), (CODED, CHOSEN, HOURS)).table


@pytest.mark.parametrize("step", [1, 2, 250])
def test_values_and_reasons_keep_their_rows_however_many_are_taken_at_a_time(
    monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    monkeypatch.setattr(tabulation, "STEP", step)
    found = tabulated(
        ({"q": "2", "m_1": 1, "h": 7.5}, "1"),
        ({"q": {"missing": "refused"}, "m_1": 0, "h": {"missing": "unknown"}}, "1"),
        ({"q": "1", "m_1": {"missing": "left_out"}, "h": 3}, "2"),
        ({}, "1"),
    )
    numbers = [tabulation.number_of(f"token {number}") for number in range(4)]
    rows = found.set_index("response").loc[numbers]
    assert list(rows["q"]) == ["2", "-7", "1", "-1"]
    assert [None if pd.isna(one) else one for one in rows["m_1"]] == [1, 0, None, None]
    assert [None if pd.isna(one) else one for one in rows["m_1.missing"]] == [None, None, "-9", "-1"]
    # Version 2 has no such column: what its record holds under the name is something else.
    assert [None if pd.isna(one) else one for one in rows["h"]] == [7.5, None, None, None]
    assert [None if pd.isna(one) else one for one in rows["h.missing"]] == [None, "-8", "-1", "-1"]
    assert set(rows["stratum"]) == {tabulation.UNASSIGNED}


def test_a_variable_is_read_from_its_own_column_whatever_its_name_ends_with() -> None:
    named = Variable("plan_v1", LABEL, "number", versions=("1",))
    apart = Variable("h_v1", LABEL, "number", versions=("1",))
    table = Tabulation((named, apart), {"h_v1": "h"})
    table.add(row("token"), {"plan_v1": 4, "h": 5, "plan": 6}, "1")
    found = table.table()
    assert (list(found["plan_v1"]), list(found["h_v1"])) == ([4], [5])


def test_codes_and_columns_of_an_earlier_version_are_read_as_their_newest() -> None:
    sources, recoded = {"m_1": {"1": "m_9"}}, {"q": {"1": {"9": "1"}}}
    table = Tabulation((CODED, CHOSEN), None, sources, recoded)
    table.add(row("before"), {"q": "9", "m_9": 1}, "1")
    table.add(row("after"), {"q": {"missing": "refused"}, "m_1": 0}, "2")
    table.add(row("silent"), {"q": {"missing": "refused"}}, "1")
    found = table.table()
    assert (list(found["q"]), list(found["m_1"][:2])) == (["1", "-7", "-7"], [1, 0])


def test_a_code_that_the_questionnaire_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(ReportError) as refusal:
        tabulated(({"q": "7", "m_1": 1, "h": 1}, "1"))
    assert refusal.value.code == "dataset.code"
    assert "7" in refusal.value.reason.say("en")
