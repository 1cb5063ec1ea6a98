"""A ranking's points and mean ranks by hand, over those who placed an option and over everybody."""

from typing import Any

import numpy as np
import pytest

from reports.crosstabs.rankings import ranking_scores
from reports.errors import ReportError
from reports.weighting import weighted
from tests.reports.samples import county


@pytest.fixture(scope="module")
def data():
    return weighted(county(2463))[0]


def ranks(data, code: str) -> np.ndarray:
    """The place of an option, 0 where it was not placed."""
    return sum(place * (data.column(f"rank_{place}") == code).to_numpy() for place in (1, 2, 3))


def ranked(rows: np.ndarray):
    """The county with other rankings, (n, 3)."""
    columns: dict[str, Any] = {f"rank_{k + 1}": rows[:, k] for k in range(3)}
    return weighted(county(2463).with_columns(**columns))[0]


def test_points_and_ranks_by_hand(data):
    table = ranking_scores(data, "rank")
    answered = (data.column("rank_1") != "-9").to_numpy()
    weights = data.weights[answered]
    for code in "1234":
        place = ranks(data, code)[answered]
        cell = table.cell(rank=code)
        assert cell.n == (place > 0).sum()
        points = np.where(place > 0, 4 - place, 0)
        assert cell.figure("score").value == pytest.approx(np.average(points, weights=weights))
        placed = place > 0
        assert cell.figure("mean_rank").value == pytest.approx(
            np.average(place[placed], weights=weights[placed])
        )
        # The one option of four that is not placed among three has rank 4.
        everybody = np.where(placed, place, 4)
        assert cell.figure("mean_rank_all").value == pytest.approx(np.average(everybody, weights=weights))
        assert (cell.figure("mean_rank").n, cell.figure("mean_rank_all").n) == (placed.sum(), answered.sum())
        assert cell.figure("first").value == pytest.approx(
            np.average(place == 1, weights=weights), abs=0.0005
        )
    assert [cell.keys["rank"] for cell in table] == list("1234")


def test_other_points_weigh_the_places(data):
    table = ranking_scores(data, "rank", points=(5, 3, 1))
    answered = (data.column("rank_1") != "-9").to_numpy()
    place = ranks(data, "2")[answered]
    points = np.array([0, 5, 3, 1])[place]
    assert table.cell(rank="2").figure("score").value == pytest.approx(
        np.average(points, weights=data.weights[answered])
    )
    assert "5, 3, 1 points" in table.notes[-1].say("en")
    assert "5、3、1" in table.notes[-1].say("zh-CN")


def test_an_option_that_few_placed_is_not_told_by_the_others(data):
    """Everybody fills three places: the counts add up, so that one hidden option alone could be reckoned."""
    draw = np.random.default_rng(2)
    rows = np.array([draw.permutation(list("123")) for _ in range(2463)], dtype=object)
    rows[:4, 2] = "4"
    made = ranked(rows)
    table = ranking_scores(made, "rank")
    hidden = [cell for cell in table if cell.suppressed]
    assert table.cell(rank="4").suppressed
    assert len(hidden) >= 2
    assert all(figure.value is None for cell in hidden for figure in cell.figures.values())


def test_a_place_of_few_withholds_what_would_tell_it(data):
    draw = np.random.default_rng(3)
    rows = np.array([draw.permutation(list("123")) for _ in range(2463)], dtype=object)
    rows[:600, 2] = "4"
    for row in range(600, 604):
        rows[row] = ["4", "1", "2"]
    made = ranked(rows)
    cell = ranking_scores(made, "rank").cell(rank="4")
    assert cell.n == 604
    for kind in ("first", "score", "mean_rank", "mean_rank_all"):
        assert cell.figure(kind).suppressed


@pytest.mark.parametrize("points", [(3, 2), (1, 2, 3), (3, 2, -1), (3, float("nan"), 1), ()])
def test_points_that_do_not_fit_are_refused(data, points):
    with pytest.raises(ReportError) as refusal:
        ranking_scores(data, "rank", points=points)
    assert refusal.value.code == "crosstabs.points"


def test_other_questions_are_refused(data):
    with pytest.raises(ReportError) as refusal:
        ranking_scores(data, "act")
    assert refusal.value.code == "crosstabs.ranking"
    assert "排序题" in refusal.value.reason.say("zh-CN")
