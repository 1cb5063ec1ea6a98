"""A multiple choice stands on two bases, and neither tells what few chose."""

from typing import Any

import numpy as np
import pytest

from reports.crosstabs.multiple import multiple_choice
from reports.errors import ReportError
from reports.weighting import weighted
from tests.reports.samples import county

ROUNDED = 0.0005


@pytest.fixture(scope="module")
def data():
    given = county(2463)
    return weighted(given.with_columns(act_3=(np.arange(2463) % 3 == 0).astype(int)))[0]


def test_shares_of_persons_and_of_mentions(data):
    table = multiple_choice(data, "act")
    weights, hits = data.weights, [data.numbers(f"act_{k}") for k in (1, 2, 3)]
    made = float(weights @ np.sum(hits, axis=0))
    for k, hit in enumerate(hits, start=1):
        cell = table.cell(act=f"act_{k}")
        assert cell.n == hit.sum()
        assert cell.figure("share").value == pytest.approx(weights @ hit / weights.sum(), abs=ROUNDED)
        assert cell.figure("mentions").value == pytest.approx(weights @ hit / made, abs=ROUNDED)
        assert cell.figure("mentions").low < cell.figure("mentions").value
    parts = [table.cell(act=f"act_{k}").figure("mentions").value or 0.0 for k in (1, 2, 3)]
    assert sum(parts) == pytest.approx(1.0, abs=3 * ROUNDED)
    assert f"{int(np.sum(hits))} choices were made" in table.notes[-1].say("en")
    assert f"{made / weights.sum():.2f} a person" in table.notes[-1].say("en")


def test_groups_have_both_bases_of_their_own(data):
    table = multiple_choice(data, "act", by="sex")
    women = (data.column("sex") == "2").to_numpy()
    weights, first = data.weights[women], data.numbers("act_1")[women]
    made = sum(data.numbers(f"act_{k}")[women] for k in (1, 2, 3))
    cell = table.cell(act="act_1", sex="2")
    assert cell.n == first.sum()
    assert cell.figure("share").value == pytest.approx(weights @ first / weights.sum(), abs=ROUNDED)
    assert cell.figure("mentions").value == pytest.approx(weights @ first / (weights @ made), abs=ROUNDED)


def test_those_who_did_not_answer_are_in_no_base(data):
    missing = np.arange(2463) < 100
    columns: dict[str, Any] = {f"act_{k}": data.table[f"act_{k}"].mask(missing) for k in (1, 2, 3)}
    columns |= {f"act_{k}.missing": ["-9" if gone else None for gone in missing] for k in (1, 2, 3)}
    found = multiple_choice(weighted(data.with_columns(**columns))[0], "act")
    assert found.base.n == 2363
    assert "2363" in found.notes[-2].say("zh-CN")


def test_a_hidden_option_takes_the_shares_of_mentions_along():
    data = weighted(county(2463))[0]
    table = multiple_choice(data, "act")
    assert table.cell(act="act_3").suppressed
    open_one = table.cell(act="act_1")
    assert open_one.figure("share").value > 0
    assert open_one.figure("mentions").value is None
    assert open_one.figure("mentions").suppressed
    assert "withheld" in table.notes[-1].say("en")
    assert not any("choices were made" in note.say("en") for note in table.notes)


def test_in_groups_mentions_are_withheld_only_where_an_option_is_hidden(data):
    few = np.zeros(2463, dtype=int)
    men, women = (np.flatnonzero(data.column("sex").to_numpy() == code) for code in "12")
    few[men[:200]] = 1
    few[women[:4]] = 1
    table = multiple_choice(weighted(data.with_columns(act_3=few))[0], "act", by="sex")
    assert table.cell(act="act_3", sex="2").suppressed
    for sex in ("1", "2", None):
        hidden = any(table.cell(act=f"act_{k}", sex=sex).suppressed for k in (1, 2, 3))
        assert table.cell(act="act_1", sex=sex).figure("mentions").suppressed == (
            hidden or table.cell(act="act_1", sex=sex).suppressed
        )


@pytest.mark.parametrize(("name", "code"), [("rank", "crosstabs.multiple"), ("sex", "crosstabs.multiple")])
def test_other_questions_are_refused(data, name, code):
    with pytest.raises(ReportError) as refusal:
        multiple_choice(data, name)
    assert refusal.value.code == code
