"""Sets of weights: kept as recipes, frozen before use, never mixed; the set of today stays what it is."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import docx
import numpy as np
import pytest
import sqlalchemy as sa

from reports.exports.files import Place
from reports.weighting import Recipe
from reports.weighting.recipe import Margin, PostStratification, Raking
from survey.errors import Refusal
from survey.services import (
    exports,
    margins,
    reporting,
    results,
    review,
    surveys,
    totals,
    weighting,
    weightsets,
)
from survey.services.events import SYSTEM
from survey.services.weighting import Choices
from survey.store.tables import Event
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, STRATA, analysed_survey, small

PEOPLE = sum(size for _, size in STRATA.values())
SEX = Margin.of("sex", {"1": 1_900, "2": 1_595}, unanswered="share", source="人口普查")
STRATUM = Margin.of("stratum", {code: float(size) for code, (_, size) in STRATA.items()})


def analysis(store, path, weights="", code="county"):
    return results.current(store, path, surveys.named(store, code, at=NOW), weights=weights)


def kept(store, path, survey_id, name="raked", recipe=None, *, frozen=True):
    recipe = recipe or Recipe(calibration=Raking((STRATUM, SEX)))
    data = analysis(store, path, "base").dataset
    made = weightsets.save(store, survey_id, name, "按层和性别校准", recipe, data, at=NOW)
    return weightsets.freeze(store, survey_id, name, data, at=NOW) if frozen else made


def test_a_set_is_kept_as_a_draft_and_serves_once_it_is_frozen(store, tmp_path):
    made = analysed_survey(store, questionnaire=small())
    draft = kept(store, tmp_path, made.id, frozen=False)
    assert not draft.is_frozen
    with pytest.raises(Refusal) as refused:
        analysis(store, tmp_path, "raked")
    assert refused.value.code == "weights_draft"
    base = analysis(store, tmp_path)
    weightsets.freeze(store, made.id, "raked", base.dataset, at=NOW + timedelta(hours=1))
    found = analysis(store, tmp_path, "raked")
    assert (found.weights, found.data_version) == ("raked", base.version)
    (one,) = weightsets.listed(store, made.id)
    assert (one.digest, one.hash, one.rows) == (draft.recipe.digest, base.version, len(base.dataset))
    assert [step.kind for step in one.steps] == ["base", "raking"]
    with store.reading() as session:
        actions = session.scalars(
            sa.select(Event.action).where(Event.action.like("weights.%")).order_by(Event.id)
        ).all()
    assert actions == ["weights.saved", "weights.frozen"]


def test_a_raked_set_reproduces_its_margins_in_the_breakdown_and_base_stays_as_it_was(store, tmp_path):
    made = analysed_survey(store, questionnaire=small())
    before = analysis(store, tmp_path)
    whole = results.breakdown(before, ["stratum"]).table
    other = {"1": 1_000.0, "2": 200.0, "3": 600.0, "4": 500.0, "6": 1_195.0}
    kept(store, tmp_path, made.id, recipe=Recipe(calibration=Raking((Margin.of("stratum", other), SEX))))
    found = analysis(store, tmp_path, "raked")
    codes, weights = found.dataset.column("sex").astype(str).to_numpy(), found.dataset.weights
    assert weights[codes == "1"].sum() / weights[codes == "2"].sum() == pytest.approx(1_900 / 1_595)
    strata = results.breakdown(found, ["stratum"]).table
    for code, size in other.items():
        # Published shares are rounded.
        assert strata.cell(stratum=code).figure("share").value == pytest.approx(size / PEOPLE, abs=6e-4)
        assert strata.cell(stratum=code).figure("share").se == pytest.approx(0, abs=1e-9)
    after = analysis(store, tmp_path)
    assert (after.weights, after.version) == ("base", before.version)
    assert results.breakdown(after, ["stratum"]).table.cells == whole.cells


@only_sqlite
def test_what_the_margins_say_for_sure_has_no_error_left_and_the_rest_has_less(store, tmp_path):
    made = analysed_survey(store, questionnaire=small())
    recipe = Recipe(calibration=PostStratification(SEX))
    kept(store, tmp_path, made.id, recipe=recipe)
    after = results.breakdown(analysis(store, tmp_path, "raked"), ["sex"]).table.cell(sex="1").figure("share")
    before = results.breakdown(analysis(store, tmp_path), ["sex"]).table.cell(sex="1").figure("share")
    assert before.se > 0.01
    assert after.se < before.se / 4  # but for the few who did not answer


@only_sqlite
def test_two_sets_are_never_in_one_table_and_every_table_says_which_it_is(store, tmp_path):
    made = analysed_survey(store, questionnaire=small())
    kept(store, tmp_path, made.id)
    kept(store, tmp_path, made.id, "sexes", Recipe(calibration=PostStratification(SEX)))
    found = {name: analysis(store, tmp_path, name) for name in ("base", "raked", "sexes")}
    assert len({one.version for one in found.values()}) == 3
    assert len({one.data_version for one in found.values()}) == 1
    for name, one in found.items():
        table = results.breakdown(one, ["sex"]).table
        assert table.source == one.version
        said = " ".join(note.say("en") for note in table.notes)
        assert ("recipe" in said) == (name != "base")
        assert [other for other in found if f"({other}, recipe" in said] == ([] if name == "base" else [name])
        assert ("weights " + name in one.provenance.source("en")) == (name != "base")


@only_sqlite
def test_the_usual_set_is_taken_where_none_is_named_and_base_by_its_name(store, tmp_path):
    made = analysed_survey(store, questionnaire=small())
    kept(store, tmp_path, made.id)
    weightsets.make_usual(store, made.id, "raked", at=NOW)
    assert analysis(store, tmp_path).weights == "raked"
    assert analysis(store, tmp_path, "base").weights == "base"
    weightsets.make_usual(store, made.id, "base", at=NOW)
    assert analysis(store, tmp_path).weights == "base"
    assert not any(one.is_usual for one in weightsets.listed(store, made.id))


@only_sqlite
def test_a_frozen_recipe_is_worked_out_anew_when_the_data_change_and_never_changes_itself(store, tmp_path):
    made = analysed_survey(store, questionnaire=small())
    frozen = kept(store, tmp_path, made.id)
    with store.reading() as session:
        response = session.scalar(sa.text("SELECT min(id) FROM response"))
    review.decide(store, made.id, response, "invalid", actor=SYSTEM, at=NOW, reason="测试")
    found = analysis(store, tmp_path, "raked")
    assert len(found.dataset) == frozen.rows - 1
    assert found.data_version != frozen.hash
    assert found.dataset.weights.sum() == pytest.approx(PEOPLE)
    again = weightsets.freeze(store, made.id, "raked", found.dataset, at=NOW)
    assert (again.hash, again.frozen_at) == (frozen.hash, frozen.frozen_at)


@only_sqlite
def test_names_that_are_taken_or_cannot_be_and_frozen_sets_are_refused_and_nothing_changes(store, tmp_path):
    made = analysed_survey(store, questionnaire=small())
    kept(store, tmp_path, made.id)
    data = analysis(store, tmp_path).dataset
    for name, label, code in (
        ("raked", "再来", "weights_name"),
        ("base", "再来", "weights_name"),
        ("Raked 2", "再来", "weights_name"),
        ("other", "  ", "form"),
    ):
        with pytest.raises(Refusal) as refused:
            weightsets.save(store, made.id, name, label, Recipe(), data, at=NOW)
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        weightsets.remove(store, made.id, "raked", at=NOW)
    assert refused.value.code == "weights_frozen"
    with pytest.raises(Refusal) as refused:
        analysis(store, tmp_path, "nothing")
    assert (refused.value.code, "raked" in refused.value.remedy.say("en")) == ("weights_unknown", True)
    assert [one.name for one in weightsets.listed(store, made.id)] == ["raked"]


def chosen(store, path, survey_id, **more):
    dataset = analysis(store, path, "base").dataset
    return weighting.recipe_of(Choices(**more), margins.asked(store, survey_id, dataset)), dataset


@only_sqlite
def test_copies_issued_give_the_base_and_classes_stand_for_who_did_not_answer(store, tmp_path):
    made = analysed_survey(store, questionnaire=small())
    (recipe, words), dataset = chosen(store, tmp_path, made.id, base="issued", classes="suggested")
    found = weightsets.work_out(recipe, dataset)
    assert [step.kind for step in found.steps] == ["base", "nonresponse"]
    assert found.weights.sum() == pytest.approx(PEOPLE, rel=0.02)
    assert words
    (alone, _), _ = chosen(store, tmp_path, made.id, base="issued", classes="strata")
    assert np.ptp(weightsets.work_out(alone, dataset).weights) > 0
    with pytest.raises(Refusal) as refused:
        chosen(store, tmp_path, made.id, classes="strata")
    assert refused.value.place == "classes"


@only_sqlite
def test_totals_are_read_from_lines_by_label_or_code_and_what_is_wrong_is_named(store, tmp_path):
    analysed_survey(store, questionnaire=small())
    offers = {one.name: one for one in margins.offers(analysis(store, tmp_path))}
    sex = offers["sex"]
    first, second = (label.say("zh-CN") for _, label in sex.categories[:2])
    assert totals.read_lines(sex, f"{first}\t1,900\n\n{second}：1595") == {"1": 1900, "2": 1595}
    assert totals.read_lines(sex, "1 54.3%\n2 45.7 %") == pytest.approx({"1": 0.543, "2": 0.457})
    for typed, part in (("男人们 3", "没有这个类别"), (first, "没有看到类别和数"), ("1 3\n1 4", "填了两次")):
        with pytest.raises(Refusal) as refused:
            totals.read_lines(sex, typed)
        assert (refused.value.place, part in refused.value.reason.say("zh-CN")) == ("sex", True)
    csv = f"变量,类别,总体数\n{sex.label.say('zh-CN')},{first},1900\nsex,2,1595\n".encode()
    assert totals.read_file({"sex": sex}, "t.csv", csv) == {"sex": {"1": 1900, "2": 1595}}
    strata = offers["stratum"]
    assert totals.read_lines(strata, totals.lines_of(strata, strata.known, "zh-CN")) == strata.known


@only_sqlite
def test_a_file_of_data_takes_one_set_and_the_log_says_which(store, tmp_path):
    made = analysed_survey(store, questionnaire=small())
    kept(store, tmp_path, made.id)
    card = surveys.named(store, "county", at=NOW)
    weights = {}
    for name in ("base", "raked"):
        place = Place(tmp_path, name)
        wanted = exports.Wanted("csv", weights=name)
        done = exports.export(store, tmp_path / "instance", card, wanted, place, at=NOW)
        assert done.detail["weights"] == name
        rows = csv.DictReader(io.StringIO(place.data("csv").read_text("utf-8-sig")))
        weights[name] = np.array([float(row["weight"]) for row in rows])
    np.testing.assert_allclose(weights["base"], analysis(store, tmp_path, "base").dataset.weights)
    np.testing.assert_allclose(weights["raked"], analysis(store, tmp_path, "raked").dataset.weights)


@only_sqlite
def test_a_report_takes_one_set_and_says_which(store, tmp_path):
    made = analysed_survey(store, questionnaire=small())
    kept(store, tmp_path, made.id)
    card = surveys.named(store, "county", at=NOW)
    frozen = reporting.freeze(store, tmp_path, card, at=NOW)
    report = reporting.report_of(store, tmp_path, card, frozen.name, weights="raked", template="brief")
    assert report.version == frozen.dataset.hash
    document = docx.Document(io.BytesIO(report.contents["docx"]))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert " ".join(frozen.dataset.hash[place : place + 8] for place in range(0, 64, 8)) in words
    assert "按层和性别校准（raked，方案摘要" in words
    with pytest.raises(Refusal):
        reporting.report_of(store, tmp_path, card, frozen.name, weights="nothing")
