"""What a profile does to a dataset, and how many persons look alike afterwards."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reports.codebook import DesignInfo, Stratum, Variable
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.exports.anonymity import anonymity_of
from reports.exports.deidentify import deidentified
from reports.exports.profile import OTHERS, OWN, PROFILES, Treatment, profile_of
from reports.exports.suggesting import suggested
from tests.reports.exports.everything import everything, let_out, said
from tests.reports.samples import county


def marked(dataset: Dataset, **privacy: str) -> Dataset:
    """The dataset with other classes of privacy."""
    variables = tuple(replace(one, privacy=privacy.get(one.name, one.privacy)) for one in dataset.variables)
    return replace(dataset, variables=variables)


def test_own_analysis_gets_everything_as_it_was_frozen():
    dataset = everything()
    released, origin = let_out(dataset, OWN)
    pd.testing.assert_frame_equal(released.table, dataset.table)
    assert released.variables == dataset.variables
    assert origin.anonymity.smallest == 1


def test_others_get_no_identifying_variable_coarser_quasi_identifiers_and_no_open_text():
    dataset = marked(county(), sex="identifying", ind="quasi_identifying", birth_ym="quasi_identifying")
    released, origin = let_out(dataset, OTHERS)
    assert "sex" not in released
    assert "words" not in released
    assert origin.profile.variables["ind"] == Treatment("coarsen", grouping="sector")
    assert origin.profile.variables["birth_ym"] == Treatment("coarsen", grouping="age10")
    assert set(released.variable("ind").substantive) <= {
        "industry",
        "agriculture",
        "education",
        "health",
        "science",
        "other",
    }
    assert released.variable("birth_ym").kind == "code"
    assert released.variable("title_lv") == dataset.variable("title_lv")


@pytest.mark.parametrize("how", ["keep", "coarsen"])
def test_an_identifying_variable_is_never_let_out_whatever_the_profile_says(how):
    dataset = marked(county(), sex="identifying")
    with pytest.raises(ReportError) as refused:
        let_out(dataset, replace(OWN, variables={"sex": Treatment(how)}))
    assert (refused.value.code, refused.value.place) == ("profile.identifying", "sex")


def test_masked_values_tell_who_is_alike_and_nothing_else():
    dataset = county()
    released, _ = let_out(
        dataset, replace(OWN, variables={"ind": Treatment("mask"), "birth_ym": Treatment("mask")})
    )
    before, after = dataset.table["ind"].astype("str"), released.table["ind"].astype("str")
    assert pd.crosstab(before, after).gt(0).sum(axis=1).eq(1).all()
    assert after.str.fullmatch(r"\d+").all()
    again, _ = let_out(dataset, replace(OWN, variables={"ind": Treatment("mask")}), seed=2)
    assert again.table["ind"].astype("str").tolist() != after.tolist()


def test_a_mask_keeps_every_kind_of_missing():
    dataset = everything()
    released, _ = let_out(
        dataset, replace(OWN, variables={"polit": Treatment("mask"), "hours": Treatment("mask")})
    )
    for name, column in (("polit", dataset.table["polit"]), ("hours", dataset.table["hours.missing"])):
        kinds = dataset.variable(name).missing_kinds
        made = released.variable(name)
        for code, kind in kinds.items():
            rows = column.astype("str").eq(code)
            if rows.any():
                there = set(released.table[name][rows].astype("str"))
                assert {made.missing_kinds[one] for one in there} == {kind}
        assert not set(released.table[name][~column.isin(list(kinds))].astype("str")) & set(
            made.missing_kinds
        )


def test_first_letters_ends_and_rare_answers():
    dataset = county()
    variables = {
        "birth_ym": Treatment("coarsen", letters=4),
        "hours": Treatment("coarsen", bottom=35, top=60),
        "title_lv": Treatment("coarsen", letters=2),
        "polit": Treatment("coarsen", least=60),
    }
    released, _ = let_out(dataset, replace(OWN, variables=variables))
    assert released.table["birth_ym"].str.len().eq(4).all()
    assert released.table["birth_ym"].tolist() == dataset.table["birth_ym"].str.slice(0, 4).tolist()
    hours = released.numbers("hours")
    assert [np.nanmin(hours), np.nanmax(hours)] == [35, 60]
    assert (np.isnan(hours) == np.isnan(dataset.numbers("hours"))).all()
    assert set(released.table["title_lv"].astype("str")) == {"41", "42", "43", "49"}
    counts = released.table["polit"].value_counts()
    assert counts[list(released.variable("polit").substantive)].min() >= 60
    assert (released.table["polit"] == "-7").sum() == (dataset.table["polit"] == "-7").sum()


def test_a_number_is_by_default_closed_and_put_into_a_few_round_steps():
    dataset = marked(county(), hours="quasi_identifying")
    released, origin = let_out(dataset, replace(OTHERS, response="keep"))
    treatment = origin.profile.variables["hours"]
    assert (treatment.how, treatment.step) == ("coarsen", 5)
    hours, before = released.numbers("hours"), dataset.numbers("hours")
    there = np.isfinite(before)
    inside = there & (before >= treatment.bottom + 5) & (before <= treatment.top)
    assert (hours[inside] == np.floor(before[inside] / 5) * 5).all()
    assert np.nanmin(hours) >= treatment.bottom
    assert np.nanmax(hours) <= treatment.top
    assert len(np.unique(hours[there])) <= 9
    assert "每 5 一组" in released.variable("hours").label.say("zh-CN")


def test_rare_answers_are_never_joined_to_a_group_that_is_itself_too_small():
    table = pd.DataFrame({"town": ["a"] * 50 + ["b"] * 8 + ["c"] * 2})
    town = Variable(
        "town", said("town"), "code", {code: said(code) for code in "abcd"}, privacy="quasi_identifying"
    )
    released, origin = let_out(Dataset(said("towns"), table, (town,)), OTHERS)
    assert released.table["town"].value_counts().to_dict() | {"a": 50, "joined": 10} == (
        released.table["town"].value_counts().to_dict()
    )
    assert "d" not in released.variable("town").codes
    assert origin.anonymity.smallest == 10


def test_new_numbers_break_every_tie_to_the_snapshot():
    dataset = everything(400)
    released, _ = let_out(dataset, OTHERS)
    assert sorted(released.table["response"]) == list(range(1, 401))
    assert released.table["change"].tolist() != dataset.table["change"].tolist()
    assert released.table["psu"].nunique() == dataset.table["psu"].nunique()
    pairs = pd.crosstab(released.table["psu"], released.table["stratum"])
    assert sorted(pairs.to_numpy().ravel()) == sorted(
        pd.crosstab(dataset.table["psu"], dataset.table["stratum"]).to_numpy().ravel()
    )


def test_a_design_left_out_is_left_out_of_the_codebook_too():
    dataset = everything()
    released, _ = let_out(dataset, replace(OTHERS, stratum="mask", weight="drop", psu="drop"))
    assert all(one.population is None for one in released.design.strata)
    assert "教育" not in {one.label.say("zh-CN") for one in released.design.strata}
    assert released.weights.tolist() == [1.0] * len(released)
    assert released.table["psu"].isna().all()
    assert not released.design.probability


def test_k_is_the_smallest_class_counted_by_hand():
    table = pd.DataFrame(
        {"sex": list("111112222212"), "age": ["20"] * 5 + ["30"] * 5 + ["30", "-9"], "town": ["x"] * 12}
    )
    variables = tuple(
        Variable(name, said(name), "code", {code: said(code) for code in codes})
        for name, codes in {"sex": ("1", "2"), "age": ("20", "30"), "town": ("x",)}.items()
    )
    found = anonymity_of(Dataset(said("few"), table, variables), ("sex", "age", "town"), 5)
    assert (found.classes, found.smallest, found.single) == (4, 1, 2)
    assert (found.below, found.share_below) == (2, 2 / 12)
    assert not found.holds
    assert "k = 1" in found.lines()[0].say("en")


def test_the_stratum_counts_as_known_where_it_is_let_out():
    table = pd.DataFrame({"sex": ["1"] * 20, "stratum": ["health"] * 17 + ["school"] * 3})
    sex = Variable("sex", said("sex"), "code", {"1": said("1")}, privacy="quasi_identifying")
    strata = (Stratum("health", said("health"), 100.0), Stratum("school", said("school"), 90.0))
    dataset = Dataset(said("two"), table, (sex,), DesignInfo(strata))
    assert let_out(dataset, OWN)[1].anonymity.smallest == 3
    assert let_out(dataset, replace(OWN, stratum="drop"))[1].anonymity.smallest == 20


def test_many_quasi_identifiers_do_not_run_over():
    draw = np.random.default_rng(1)
    names = [f"q{number}" for number in range(40)]
    table = pd.DataFrame({name: draw.integers(0, 50, 500).astype(str) for name in names})
    codes = {str(code): said(str(code)) for code in range(50)}
    variables = tuple(Variable(name, said(name), "code", codes) for name in names)
    found = anonymity_of(Dataset(said("wide"), table, variables), names, 5)
    assert (found.classes, found.smallest, found.below) == (500, 1, 500)


def test_a_profile_is_written_and_read_as_it_was():
    for profile in PROFILES.values():
        assert profile_of({**profile.to_json(), "base": profile.name}) == profile
    own = profile_of(
        {"base": "deidentified", "name": "minister", "k": 10, "variables": {"sex": {"how": "drop"}}}
    )
    assert (own.k, own.variables["sex"].how, own.response) == (10, "drop", "mask")


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"base": "nothing"}, "base"),
        ({"anything": 1}, "anything"),
        ({"variables": {"sex": {"how": "burn"}}}, "variables.sex"),
        ({"variables": {"sex": {"how": "coarsen", "letters": "two"}}}, "variables.sex.letters"),
        ({"variables": ["sex"]}, "variables"),
        ({"weight": "burn"}, "weight"),
        ({"response": "drop"}, "response"),
        ({"k": 0}, "k"),
    ],
)
def test_a_profile_that_cannot_be_read_names_the_part(data, place):
    with pytest.raises(ReportError) as refused:
        profile_of(data)
    assert (refused.value.code, refused.value.place) == ("profile.data", place)


@pytest.mark.parametrize(
    ("name", "treatment"),
    [
        ("hours", Treatment("coarsen", grouping="age10")),
        ("hours", Treatment("coarsen", letters=2)),
        ("sex", Treatment("coarsen", top=3)),
        ("hours", Treatment("coarsen", bottom=9, top=3)),
        ("sex", Treatment("coarsen", grouping="nothing")),
    ],
)
def test_a_variable_that_cannot_be_treated_so_is_refused_by_name(name, treatment):
    with pytest.raises(ReportError) as refused:
        let_out(county(), replace(OWN, variables={name: treatment}))
    assert (refused.value.code, refused.value.place) == ("profile.coarsen", name)


def test_an_unknown_variable_is_refused():
    with pytest.raises(ReportError):
        let_out(county(), replace(OWN, variables={"nobody": Treatment("drop")}))


def test_a_profile_says_in_words_what_it_did():
    dataset = marked(county(), ind="quasi_identifying", sex="identifying")
    _, origin = let_out(dataset, OTHERS)
    said_zh = "\n".join(one.say("zh-CN") for one in origin.profile.lines())
    assert "去掉：sex, words。" in said_zh
    assert "变粗（按 sector 归组）：ind。" in said_zh


@pytest.mark.parametrize("base", [OWN, OTHERS])
def test_the_way_to_k_is_told_and_leads_there(base):
    dataset = everything(400)
    _, _, found, _ = deidentified(dataset, base, np.random.default_rng(1))
    assert not found.holds
    settled_profile = deidentified(dataset, base, np.random.default_rng(1))[1]
    way = suggested(dataset, settled_profile, found.variables)
    assert way is not None
    assert way.treatments
    assert way.lines()[0] in found.lines()
    changed = {name: one for name, one in way.treatments.items() if name != "stratum"}
    stratum = "mask" if "stratum" in way.treatments else base.stratum
    after = replace(base, variables={**base.variables, **changed}, stratum=stratum)
    reached = deidentified(dataset, after, np.random.default_rng(1))[2]
    assert reached.holds
    assert reached.smallest == way.k >= base.k
    assert reached.lines()[1:] == []
