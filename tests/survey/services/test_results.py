"""Results come from the newest data, weighted; what cannot be weighted is refused; nothing is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from survey.errors import Refusal
from survey.services import catalogue, charts, results, review, snapshots, surveys
from survey.services.charts import Wanted
from survey.services.events import SYSTEM
from survey.services.strata import stratum_weights
from survey.store.tables import Event, Snapshot, Stratum
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, STRATA, analysed_survey


def analysis(store, path, code="county"):
    return results.current(store, path, surveys.named(store, code, at=NOW))


def rows_of(store):
    with store.reading() as session:
        return [session.scalar(sa.select(sa.func.count()).select_from(one)) for one in (Event, Snapshot)]


def test_weights_are_population_over_valid_by_stratum_and_add_to_the_population(store, tmp_path):
    analysed_survey(store)
    found = analysis(store, tmp_path)
    assert sum(found.dataset.weights) == pytest.approx(sum(size for _, size in STRATA.values()))
    for one in stratum_weights(found.dataset):
        assert one.weight == pytest.approx(one.population / one.valid)
    assert found.dataset.design.probability


def test_reading_results_writes_nothing_and_keeps_them_until_something_changes(store, tmp_path):
    made = analysed_survey(store)
    before = rows_of(store)
    first = analysis(store, tmp_path)
    assert analysis(store, tmp_path) is first
    assert rows_of(store) == before
    assert list(tmp_path.glob("snapshots/**/*.parquet")) == []
    with store.reading() as session:
        response = session.scalar(sa.text("SELECT min(id) FROM response"))
    review.decide(store, made.id, response, "invalid", actor=SYSTEM, at=NOW, reason="测试")
    second = analysis(store, tmp_path)
    assert len(second.dataset) == len(first.dataset) - 1
    assert second.version != first.version


@only_sqlite
def test_a_frozen_version_is_used_while_nothing_has_changed(store, tmp_path):
    made = analysed_survey(store)
    live = analysis(store, tmp_path)
    frozen = snapshots.freeze(store, tmp_path, made.id, at=NOW + timedelta(hours=1))
    found = analysis(store, tmp_path)
    assert (live.frozen, found.frozen) == (None, frozen.name)
    assert found.version == live.version == frozen.dataset.hash


@only_sqlite
def test_without_population_counts_every_weight_is_one_and_intervals_are_indicative(store, tmp_path):
    analysed_survey(store, populations={})
    found = analysis(store, tmp_path)
    assert set(found.dataset.weights) == {1.0}
    assert not found.dataset.design.probability
    assert any("not a probability sample" in note["en"] for note in found.dataset.design.notes)
    assert "size" in results.purposes(found).missing


@only_sqlite
def test_counts_for_some_strata_only_are_refused_with_the_strata_and_the_remedy(store, tmp_path):
    analysed_survey(store, populations={"1": 920, "2": 115})
    with pytest.raises(Refusal) as refused:
        analysis(store, tmp_path)
    assert refused.value.code == "weighting.population"
    assert "教育" in refused.value.place
    assert refused.value.remedy.say("en")


@only_sqlite
def test_more_valid_answers_than_people_are_not_weighted_silently(store, tmp_path):
    analysed_survey(store, populations=dict.fromkeys(STRATA, 2))
    with pytest.raises(Refusal) as refused:
        analysis(store, tmp_path)
    assert refused.value.code == "weighting.too_few"


@only_sqlite
def test_a_survey_without_valid_responses_says_what_to_do(store, tmp_path, make_survey):
    make_survey("empty")
    with pytest.raises(Refusal) as refused:
        analysis(store, tmp_path, "empty")
    assert refused.value.code == "no_valid_responses"


@only_sqlite
def test_the_five_purpose_tables_are_made_at_once(store, tmp_path):
    analysed_survey(store)
    found = results.purposes(analysis(store, tmp_path))
    assert set(found.tables) == {"size", "occupation", "age", "title", "political"}
    assert found.missing == {}


@only_sqlite
def test_age_is_offered_in_every_grouping_and_each_can_be_broken_down_by(store, tmp_path):
    analysed_survey(store)
    found = analysis(store, tmp_path)
    offered = [one.name for one in catalogue.features(found)]
    assert {"age3", "age4", "age5", "age10", "age_cadre", "title4", "title5", "title6", "sex"} <= set(offered)
    assert {"education", "political", "stratum"} <= set(offered)
    for name in offered:
        assert results.breakdown(found, [name]).table.base.n == 240


@only_sqlite
def test_a_questions_shares_within_a_group_add_to_one(store, tmp_path):
    analysed_survey(store)
    found = analysis(store, tmp_path)
    table = results.breakdown(found, ["sex"], "pressure").table
    kinds = [one.code for one in table.dimension("pressure").categories]
    cells = [table.cell(sex="1", pressure=code).figure().value for code in kinds]
    known = [cell for cell in cells if cell is not None]
    assert sum(known) == pytest.approx(1.0, abs=0.01) or len(known) < len(cells)


@only_sqlite
@pytest.mark.parametrize(
    ("by", "code"),
    [
        ([], "breakdown.by"),
        (["age", "title", "sex", "education"], "breakdown.by"),
        (["age3", "age5"], "breakdown.role"),
        (["nothing"], "dataset.variable"),
        (["hours"], "breakdown.kind"),
    ],
)
def test_what_cannot_be_broken_down_by_is_refused_by_name(store, tmp_path, by, code):
    analysed_survey(store, 60)
    with pytest.raises(Refusal) as refused:
        results.breakdown(analysis(store, tmp_path), by)
    assert refused.value.code == code
    assert refused.value.remedy.say("zh-CN")


def test_weights_that_nobody_made_are_refused_by_name(store, tmp_path):
    analysed_survey(store)
    survey = surveys.named(store, "county", at=NOW)
    assert results.current(store, tmp_path, survey, weights="base").weights == "base"
    with pytest.raises(Refusal, match="raked"):
        results.current(store, tmp_path, survey, weights="raked")


@only_sqlite
def test_questions_are_listed_once_without_texts_and_units_of_employment(store, tmp_path):
    analysed_survey(store)
    found = catalogue.questions(analysis(store, tmp_path))
    names = [one.name for one in found]
    assert len(names) == len(set(names))
    assert not {"suggest", "unit", "contact"} & set(names)
    assert next(one for one in found if one.name == "sex").number == "A1"
    assert all("${" not in one.label.say("zh-CN") for one in found)
    assert any("清河县" in one.label.say("zh-CN") for one in found)


@only_sqlite
def test_every_question_has_its_frequencies(store, tmp_path):
    analysed_survey(store)
    found = analysis(store, tmp_path)
    for one in catalogue.questions(found):
        tables = results.frequencies(found, one.name)
        assert tables
        assert results.frequencies(found, one.name) is tables


@only_sqlite
def test_the_same_data_give_the_same_chart_and_files(store, tmp_path):
    analysed_survey(store)
    found = analysis(store, tmp_path)
    wanted = Wanted(by=("age10", "sex"))
    for kind in ("png", "svg", "csv", "xlsx"):
        first = charts.file_of(found, wanted, kind, "zh-CN")
        charts.forget(found.version)
        assert charts.file_of(found, wanted, kind, "zh-CN") == first


@only_sqlite
def test_a_chart_of_simulated_data_says_so(store, tmp_path):
    analysed_survey(store, is_simulated=True)
    found = analysis(store, tmp_path)
    assert "模拟数据" in found.provenance.source("zh-CN")
    assert "模拟数据" in charts.file_of(found, Wanted(purpose="age"), "csv", "zh-CN").decode("utf-8-sig")


@only_sqlite
def test_population_counts_given_later_change_the_weights_of_the_next_look(store, tmp_path):
    made = analysed_survey(store, populations={})
    first = analysis(store, tmp_path)
    with store.writing() as session:
        for name, (_, size) in STRATA.items():
            session.execute(
                sa.update(Stratum)
                .where(Stratum.survey_id == made.id, Stratum.code == name)
                .values(population=size)
            )
    second = analysis(store, tmp_path)
    assert second.dataset.design.probability
    assert second.version != first.version
