"""One tiny bad questionnaire for every finding."""

import re
from time import perf_counter

import pytest

from questionnaires.checks import CATALOGUE, Severity, check
from questionnaires.checks.names import RESERVED
from questionnaires.model import Questionnaire

ZH = {"zh-CN": "文字"}
YES_NO = [{"code": "1", "label": ZH}, {"code": "2", "label": ZH}]


def single(name="a", **more):
    return {"kind": "single", "name": name, "label": ZH, "options": YES_NO, **more}


def number(name="n", **more):
    return {"kind": "number", "name": name, "label": ZH, **more}


def of(kind, name="x", **more):
    return {"kind": kind, "name": name, "label": ZH, **more}


def opts(*codes, **more):
    return [{"code": code, "label": ZH, **more} for code in codes]


def rows(*names, **more):
    return [{"name": name, "label": ZH, **more} for name in names]


def rule(require, **more):
    return {"code": "c", "require": require, "message": ZH, **more}


def ending(when, **more):
    return {"when": when, "outcome": "ineligible", "reason": "r", "message": ZH, **more}


def form(*questions, pages=None, **whole):
    pages = [{"name": "p", "questions": list(questions)}] if pages is None else pages
    return Questionnaire.model_validate({"name": "q", "title": ZH, "pages": pages, **whole})


def pages(*found, **more):
    """One page for each list of questions."""
    return [{"name": f"p{n}", "questions": page, **more} for n, page in enumerate(found)]


def listed(entries, levels=(), name="l", **more):
    return {"name": name, "levels": levels, "entries": entries, **more}


MULTI = of("multiple", "m", options=opts("1", "2", "3"))
TWO_LEVELS = of("cascade", list="l", levels=rows("top", "low"))
THERE = [{"code": "A", "label": ZH}, {"code": "a1", "label": ZH, "parent": "A"}]

BAD = [
    ("name_repeated", form(single(), single())),
    ("name_repeated", form(pages=[*pages([single()]), *pages([number()])])),
    ("name_repeated", form(single("a"), of("matrix", "b", rows=rows("a"), options=YES_NO))),
    ("name_repeated", form(single(), settings=[{"name": "s", "label": ZH}] * 2)),
    ("name_repeated", form(number(checks=[rule(". > 1"), rule(". > 2")]))),
    ("name_reserved", form(single("weight"))),
    ("name_reserved", form(single("key"))),
    ("name_reserved", form(single("survey_place"))),
    ("column_repeated", form(MULTI, single("m_1"))),
    ("column_repeated", form(single("a"), single("A"))),
    ("unknown_name", form(single(), number(show="${nobody} = '1'"))),
    ("unknown_name", form(single(), reviews=[{"code": "R", "when": "${nobody} = '1'", "label": ZH}])),
    ("reference_later", form(number(show="${a} = '1'"), single())),
    ("reference_later", form(pages=[{"name": "p", "show": "${a} = '1'", "questions": [single()]}])),
    ("reference_later", form(pages=[{"name": "o", "questions": [number()], "endings": [ending("${a} = '1'")]},
                                    {"name": "p", "questions": [single()]}])),
    ("circular", form(number(show="${a} = '1'"), single(show="${n} = 1"))),
    ("circular", form(number(show="${n} = 1"))),
    ("quote_unknown", form(single(hint={"zh-CN": "见 ${nobody}"}))),
    ("quote_unknown", form(single(), title={"zh-CN": "${nobody}"})),
    ("quote_later", form(number(hint={"zh-CN": "见 ${a}"}), single())),
    ("quote_broken", form(single(hint={"zh-CN": "见 ${a b}"}))),
    ("quote_differs", form(single(), title={"zh-CN": "${survey_place}", "en": "a"}, languages=["zh-CN", "en"])),
    ("rule_unreachable", form(single(), number(show="${a} = '1' and ${a} = '2'"))),
    ("rule_unreachable", form(number(most=150), single(show="${n} > 200"))),
    ("rule_unreachable", form(number(least=1, most=5, checks=[rule(". > 5")]))),
    ("rule_unreachable", form(number(), single(show="${n} < 3 and ${n} > 5"))),
    ("rule_idle", form(single(), number(show="${a} != '1' or ${a} != '2'"))),
    ("rule_idle", form(number(least=1, checks=[rule(". >= 1")]))),
    ("page_unreachable", form(pages=[*pages([single()]), {"name": "z", "show": "${a} = '1' and ${a} = '2'",
                                                           "questions": [number()]}])),
    ("page_unreachable", form(pages=[{"name": "o", "questions": [single()],
                                      "endings": [ending("${a} = '1' or ${a} != '1'")]}, *pages([number()])])),
    ("question_unreachable", form(pages=[*pages([single()]), {"name": "z", "show": "${a} = '1'", "questions": [
        number(), number("k", show="${a} = '2'")]}])),
    ("questionnaire_empty", form(pages=[])),
    ("page_empty", form(pages=[*pages([single()]), {"name": "z", "questions": []}])),
    ("page_silent", form(pages=pages([single()], [of("calculated", value="1 + 1")]))),
    ("label_empty", form(single(label={}))),
    ("label_empty", form(single(options=[{"code": "1", "label": {"zh-CN": " "}}, *opts("2")]))),
    ("label_empty", form(of("matrix", rows=[{"name": "r", "label": {}}], options=YES_NO))),
    ("translation_missing", form(single(), languages=["zh-CN", "en"])),
    ("translation_partial", form(single(), languages=["zh-CN", "en"], settings=[{"name": "s", "label": ZH}])),
    ("language_unlisted", form(single(hint={"zh-CN": "甲", "fr": "a"}))),
    ("languages_wrong", form(single(), languages=[])),
    ("languages_wrong", form(single(), languages=["zh-CN", "zh-CN"])),
    ("code_repeated", form(single(options=opts("1", "1")))),
    ("code_repeated", form(single(options=[], list="l"), lists=[listed(opts("1", "1"))])),
    ("code_reserved", form(single(options=opts("1", "-9")))),
    ("code_unmarked", form(single(options=opts("1", "-8")))),
    ("missing_twice", form(single(offers=["refused"], options=[*opts("1"), *opts("9", missing="refused")]))),
    ("options_missing", form(single(options=[]))),
    ("options_missing", form(of("matrix", rows=rows("r"), options=[]))),
    ("options_twice", form(single(list="l"), lists=[listed(opts("1"))])),
    ("options_few", form(single(options=opts("1")))),
    ("exclusive_all", form(of("multiple", options=opts("1", "2", exclusive=True)))),
    ("exclusive_idle", form(single(options=[*opts("1"), *opts("2", exclusive=True)]))),
    ("write_in_idle", form(of("matrix", rows=rows("r"), options=opts("1", "2", write_in=True)))),
    ("list_missing", form(single(options=[], list="l"))),
    ("list_empty", form(single(options=[], list="l"), lists=[listed([])])),
    ("shared_unknown", form(single(options=[], list="l"), lists=[{"name": "l", "shared": "nothing"}])),
    ("list_unused", form(single(), lists=[listed(opts("1"))])),
    ("list_levels", form(TWO_LEVELS, lists=[listed(opts("1"))])),
    ("list_levels", form(single(options=[], list="l"), lists=[listed(THERE, ["top", "low"])])),
    ("list_levels", form(single(options=[], list="l"), lists=[listed(THERE)])),
    ("list_level_names", form(TWO_LEVELS, lists=[listed(THERE, ["town", "unit"])])),
    ("parent_missing", form(TWO_LEVELS, lists=[listed([*THERE, *opts("b1", parent="B")], ["top", "low"])])),
    ("parent_ambiguous", form(of("cascade", list="l", levels=rows("top", "low", "last")), lists=[listed(
        [*opts("A", "B"), *opts("5", parent="A"), *opts("5", parent="B"), *opts("u", parent="5")],
        ["top", "low", "last"])])),
    ("entry_childless", form(TWO_LEVELS, lists=[listed([*THERE, *opts("B")], ["top", "low"])])),
    ("agree_unknown", form(of("consent", options=YES_NO, agree="9"))),
    ("rows_missing", form(of("split", rows=[]))),
    ("expect_unknown", form(of("matrix", rows=rows("r", expect="9"), options=YES_NO))),
    ("reverse_idle", form(of("matrix", rows=rows("r", reverse=True), options=YES_NO, scale=False))),
    ("bounds_crossed", form(number(least=5, most=1))),
    ("bounds_crossed", form(of("multiple", options=opts("1", "2", "3"), least=3, most=2))),
    ("bounds_crossed", form(of("scale", least=5, most=1))),
    ("bounds_beyond", form(of("ranking", options=opts("1", "2"), least=3, most=3))),
    ("most_beyond", form(of("multiple", options=opts("1", "2"), most=5))),
    ("usual_outside", form(number(least=0, usual_least=-1))),
    ("usual_outside", form(number(most=10, usual_most=11))),
    ("step_fine", form(number(step=0.5))),
    ("step_fine", form(number(step=5, least=0, most=3))),
    ("total_unreachable", form(of("split", rows=rows("r"), total=100, step=7))),
    ("date_invalid", form(of("date", earliest="2026-02-30"))),
    ("date_crossed", form(of("date", earliest="2026-02", latest="2025"))),
    ("pattern_wrong", form(of("text", pattern="[a"))),
    ("scale_long", form(of("scale", most=50))),
    ("number_is_code", form(number())),
    ("number_is_code", form(number(least=-8, most=-8))),
    ("number_is_code", form(of("scale", least=-2, most=2))),
    ("required_idle", form(of("note", required=True), single())),
    ("check_idle", form(of("note", checks=[rule("1 = 1")]), single())),
    ("role_repeated", form(single(role="sex"), single("b", role="sex"))),
    ("role_unfit", form(number(role="suggestion"))),
    ("ending_idle", form(pages=[{"name": "p", "questions": [single()], "endings": [ending("${a} = '1'")]}])),
    ("ending_asks", form(pages=[{"name": "o", "questions": [single()],
                                 "endings": [ending("${a} = '1'", ask=["nobody"])]}, *pages([number()])])),
    ("complete_unknown", form(single(), complete_when=["nobody"])),
    ("setting_unknown", form(single(), number(only="s"))),
    ("nothing_left", form(single(only="s"), settings=[{"name": "s", "label": ZH}])),
    ("setting_unused", form(single(), settings=[{"name": "s", "label": ZH}])),
    ("rule_empty", form(single(), number(show=" "))),
    ("rule_unexpected", form(single(), number(show="${a} = "))),
    ("rule_unknown_function", form(single(), number(show="twice(${a})"))),
    ("rule_unknown_code", form(single(), number(show="${a} = '9'"))),
    ("rule_unknown_code", form(MULTI, number(show="selected(${m}, '9')"))),
    ("rule_code_not_quoted", form(single(), number(show="${a} = 1"))),
    ("rule_types_differ", form(number(), single(show="${n} = 'many'"))),
    ("rule_not_a_condition", form(number(), single(show="${n} and ${n} > 1"))),
    ("rule_wrong_result", form(number(), single(show="${n} + 1"))),
    ("rule_wrong_result", form(number(), of("calculated", value="${n} + 1", type="date"), single())),
    ("rule_codes_compared", form(MULTI, number(show="${m} = '1'"))),
    ("rule_code_as_number", form(single(), number(show="${a} > 1"))),
    ("rule_division_by_zero", form(number(), single(show="${n} div 0 > 1"))),
    ("rule_wrong_argument", form(of("date"), single(show="sum(${x}) > 1"))),
    ("rule_unreadable_date", form(of("date"), single(show="${x} > 'soon'"))),
    ("rule_unknown_date_field", form(of("date"), single(show="format-date(${x}, '%Q') = '1'"))),
    ("rule_argument_count", form(single(), number(show="not()"))),
    ("rule_bare_name", form(single(), number(show="a = '1'"))),
    ("rule_bad_pattern", form(of("text"), number(show="regex(${x}, '[a')"))),
    ("rule_always_true", form(single(show="1 = 1"))),
    ("rule_always_false", form(single(show="1 = 2"))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "questionnaire"), BAD, ids=[f"{n}-{code}" for n, (code, _) in enumerate(BAD)]
)
def test_a_bad_questionnaire_is_found_out(code, questionnaire):
    found = check(questionnaire)
    assert code in {finding.code for finding in found}
    for finding in found:
        assert finding.place
        for text in (finding.reason, finding.remedy):
            assert text["zh-CN"]
            assert text["en"]
            assert not re.search(r"(?<!\$)\{[a-z_]+\}", text["zh-CN"] + text["en"])


def test_every_kind_of_finding_has_its_bad_questionnaire():
    assert set(CATALOGUE) <= {code for code, _ in BAD}


def test_a_good_questionnaire_has_no_findings():
    good = form(
        pages=[
            {"name": "one", "questions": [single(), number(least=0, most=9, checks=[rule(". < 5", level="soft")]), MULTI]},
            {"name": "two", "show": "${a} = '1' and ${n} > 3", "questions": [
                of("date", "d", hint={"zh-CN": "见 ${a} 与 ${survey_place}"}, show="selected(${m}, '2')"),
                of("text", "t", pattern="[0-9]+"), of("calculated", "k", value="${n} * 2")]},
            {"name": "three", "questions": [TWO_LEVELS]},
        ],
        lists=[listed(THERE, ["top", "low"])],
        reviews=[{"code": "R", "when": "${k} > 10 and ${a} = '2'", "label": ZH}],
        complete_when=["a", "n"],
    )  # fmt: skip
    assert check(good) == ()


def test_errors_come_before_warnings():
    severities = [
        finding.severity for finding in check(form(single(options=opts("1")), number(least=5, most=1)))
    ]
    assert severities == [Severity.ERROR, Severity.WARNING]


def test_what_only_one_form_gets_wrong_names_the_settings():
    questionnaire = form(
        single(only="long"),
        number(show="${a} = '1'"),
        settings=[{"name": "long", "label": ZH}, {"name": "late", "label": ZH}],
    )
    (finding,) = (finding for finding in check(questionnaire) if finding.code == "unknown_name")
    assert finding.place == "question:n/show"
    assert "all off" in finding.reason["en"]
    assert "全部关闭" in finding.reason["zh-CN"]


def test_the_place_of_a_broken_rule_names_the_character():
    (finding,) = check(form(single(), number(least=0, show="${a} = '9'")))
    assert "character 8" in finding.reason["en"]


@pytest.mark.parametrize(
    "show",
    [
        "${n} > 3",
        "${n} >= 0",
        "${n} = '' or ${n} > 3",
        "${n} * 2 = 35",
        "not(${n} > 3)",
        "${n} != 3",
        "${n} div 2 < 1",
    ],
)
def test_a_condition_that_can_go_both_ways_is_left_alone(show):
    assert check(form(number(least=0, most=9), single(show=show))) == ()


@pytest.mark.parametrize("decimals", [0, 1])
def test_a_whole_number_between_two_fractions_is_found(decimals):
    assert check(form(number(least=0, decimals=decimals), single(show="${n} > 2.5 and ${n} < 3.2"))) == ()


def test_no_whole_number_lies_between_two_close_fractions():
    codes = {finding.code for finding in check(form(number(), single(show="${n} > 2.1 and ${n} < 2.9")))}
    assert "rule_unreachable" in codes


@pytest.mark.parametrize(
    ("show", "possible"),
    [
        ("selected(${m}, '1') and selected(${m}, '2')", True),
        ("selected(${m}, '1') and selected(${m}, '97')", False),
        ("selected(${m}, '1') and selected(${m}, '2') and selected(${m}, '3')", False),
        ("count-selected(${m}) = 2", True),
        ("count-selected(${m}) > 2", False),
        ("${m} = '' and selected(${m}, '1')", False),
    ],
)
def test_a_multiple_choice_knows_its_bounds(show, possible):
    question = of("multiple", "m", options=[*opts("1", "2", "3"), *opts("97", exclusive=True)], most=2)
    codes = {finding.code for finding in check(form(question, single(show=show)))}
    assert ("rule_unreachable" not in codes) is possible


def test_a_rule_that_names_many_options_is_checked_at_once():
    # Listing the sets of 24 options takes minutes and gigabytes.
    codes = [str(code) for code in range(1, 25)]
    show = " and ".join(f"selected(${{m}}, '{code}')" for code in codes)
    began = perf_counter()
    assert check(form(of("multiple", "m", options=opts(*codes)), single(show=show))) == ()
    assert perf_counter() - began < 10


@pytest.mark.parametrize("bounds", [{"least": 0}, {"least": -100, "step": 10}, {"most": -10}])
def test_numbers_that_are_no_missing_codes_are_left_alone(bounds):
    assert "number_is_code" not in {finding.code for finding in check(form(number(**bounds)))}


def test_figures_are_told_in_full():
    split = of("split", "x", rows=rows("x_1"), total=1234567.5)
    (told,) = (finding for finding in check(form(split)) if finding.code == "total_unreachable")
    assert "1234567.5" in told.reason["en"]
    (told,) = (
        finding for finding in check(form(number(least=0, step=0.00002))) if finding.code == "step_fine"
    )
    assert "0.00002" in told.reason["zh-CN"]


def test_the_reserved_names_are_lower_case():
    assert all(name == name.lower() for name in RESERVED)
