"""Published figures are what their sources say, and ours are set beside them with the errors of both."""

import numpy as np
import pytest

from reports.crosstabs import breakdown
from reports.errors import ReportError
from reports.groupings import GROUPINGS
from reports.published import beside, published, published_table, sentence, sources, tables_for
from reports.weighting import weighted
from tests.reports.samples import county


@pytest.fixture(scope="module")
def data():
    return weighted(county(2463))[0]


def test_distributions_add_up_and_have_sources():
    for table in published():
        assert table.source.read_at
        assert table.label.say("en")
        if table.kind == "distribution":
            assert sum(one.value for one in table.values) == pytest.approx(1.0, abs=0.0015), table.name
        if table.kind in ("distribution", "part", "share"):
            assert all(0 <= one.value <= 1 for one in table.values)
        else:
            assert table.unit is not None


def test_codes_are_those_of_our_groupings():
    for table in published():
        if table.name in GROUPINGS:
            known = {band.code for band in GROUPINGS[table.name].bands}
            assert {one.code for one in table.values} <= known, (table.source.name, table.name)


def test_figures_of_the_dossier():
    """Rates 30078/32100 = 0.9370, 34196/36000 = 0.9499, 1159/2137 = 0.54235; Weinan 60 744"""
    rates = {one.name: (one.valid or 0) / one.issued for one in sources() if one.issued}
    expected = {"national2008": 0.9370, "national2013": 0.9499, "county1997": 0.54235}
    assert rates == {name: pytest.approx(rate, abs=5e-5) for name, rate in expected.items()}
    weinan = published_table("branch", "weinan")
    assert weinan.base == 60_744
    assert weinan.values[0].value == pytest.approx(0.750, abs=5e-4)
    assert published_table("title5", "national2008").value("middle").value == pytest.approx(0.385)
    assert published_table("workers", "totals").value("2020").value == pytest.approx(5835.78)


def test_our_shares_stand_beside_the_published(data):
    table = breakdown(data, ["title"], {"title": "title5"}).table
    theirs = published_table("title5", "national2008")
    found = beside(table, theirs)
    assert [row.code for row in found.rows] == ["full_senior", "deputy_senior", "middle", "junior", "none"]
    row = next(row for row in found.rows if row.code == "none")
    ours = table.cell(title="none").figure()
    assert row.difference == pytest.approx(ours.value - 0.082)
    error = np.hypot(ours.se or 0.0, np.sqrt(0.082 * 0.918 / 30_078))
    assert row.high - row.difference == pytest.approx(1.961 * error, rel=1e-3)
    assert row.verdict == "above"
    assert "无职称" in sentence(found, theirs).say("zh-CN")
    assert "偏高" in sentence(found, theirs).say("zh-CN")
    assert " %，公布 8.2 %）" in sentence(found, theirs).say("zh-CN")
    assert "Second national survey" in sentence(found, theirs).say("en")


def test_a_difference_within_the_errors_is_not_stated(data):
    table = breakdown(data, ["sex"]).table
    found = beside(table, published_table("sex", "national2008"))
    by_code = {row.code: row for row in found.rows}
    assert by_code["2"].verdict in {"alike", "above", "below"}
    assert (by_code["2"].low <= 0 <= by_code["2"].high) == (by_code["2"].verdict == "alike")


def test_the_weighting_of_the_source_is_part_of_the_comparison(data):
    table = breakdown(data, ["age"], {"age": "age3"}).table
    weighted_one = beside(table, published_table("age3", "national2013"))
    assert len(weighted_one.notes) == 1
    assert "weighted" in weighted_one.notes[0].say("en")
    other = beside(breakdown(data, ["sex"]).table, published_table("sex", "shandong2017"))
    said = " ".join(note.say("zh-CN") for note in other.notes)
    assert "口径不同" in said
    assert "没有公布样本量" in said


def test_hidden_figures_stay_hidden():
    given = county(800)
    level = given.column("title_lv").to_numpy().astype(object)
    level[level == "411"] = "412"
    level[:4] = "411"
    data = weighted(given.with_columns(title_lv=level))[0]
    table = breakdown(data, ["title"], {"title": "title5"}).table
    assert table.cell(title="full_senior").suppressed
    row = beside(table, published_table("title5", "national2008")).rows[0]
    assert (row.ours.value, row.difference, row.verdict) == (None, None, "unknown")


def test_categories_that_only_one_side_has_are_told(data):
    found = beside(breakdown(data, ["political"]).table, published_table("political", "national2008"))
    assert [row.code for row in found.rows] == ["party", "democratic"]
    assert "masses" in found.only_ours
    assert found.only_theirs == ()


def test_what_cannot_be_compared_is_refused(data):
    two = breakdown(data, ["sex", "title"]).table
    with pytest.raises(ReportError) as refusal:
        beside(two, published_table("sex", "national2008"))
    assert refusal.value.code == "published.dimensions"
    with pytest.raises(ReportError) as refusal:
        beside(breakdown(data, ["sex"]).table, published_table("title5", "national2008"))
    assert refusal.value.code == "published.categories"
    with pytest.raises(ReportError) as refusal:
        published_table("sex", "nobody")
    assert refusal.value.code == "published.unknown"


def test_published_tables_are_found_by_the_grouping():
    assert {table.source.name for table in tables_for("sex")} == {"national2008", "shandong2017"}
    assert tables_for("nothing") == ()


@pytest.mark.parametrize(("count", "verdict"), [(40, "alike"), (2463, "below")])
def test_none_of_a_few_answers_is_no_difference_from_one_in_twelve(count, verdict):
    given = county(count)
    titles = given.column("title_lv").astype(str).replace("411", "420").to_numpy()
    table = breakdown(weighted(given.with_columns(title_lv=titles))[0], ["title"], {"title": "title5"}).table
    row = beside(table, published_table("title5", "national2008")).rows[0]
    assert (row.code, row.ours.value) == ("full_senior", 0.0)
    assert row.verdict == verdict
