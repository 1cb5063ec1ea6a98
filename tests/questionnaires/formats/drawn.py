"""Questionnaires of every kind of question with every property, drawn by Hypothesis."""

from typing import Any

from hypothesis import strategies as st

from questionnaires.model import Questionnaire, Role

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,5}", fullmatch=True)
CODES = st.from_regex(r"-?[A-Za-z0-9][A-Za-z0-9_.]{0,4}", fullmatch=True)
WORDINGS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["性别", "=1+1", "=cmd|' /C calc'!A0", "${a}", "${b} 和 ${m}", "<script>alert(1)</script>", "1.0", "TRUE", " 空格 ",
     "两\n行", "_x0041_", "{label}", "-", "''", "A1 题"]
)  # fmt: skip
TEXTS = st.dictionaries(st.sampled_from(["zh-CN", "en", "zh-TW", "fr", ""]), WORDINGS, max_size=3)
RULES = st.sampled_from(
    ["${a} = '1'", "${n} >= 18 and selected(${m}, '1')", "not(${a} = '2')", "count(${x}) > 1", ". > 3", "", "-", "yes",
     "${nowhere} = 1", "sum(${s}) = 100", "${d} < '2020-01-01'", "if(${a} = '1', 1, 0) = 1", " ${a}='1' ", "((",
     "selected(${r}, '1')", "${a} = \"it's\"", "coalesce(${n}, 0, 1) > 0"]
) | st.text(st.characters(codec="utf-8"), max_size=8)  # fmt: skip
NUMBERS = st.floats(-1e9, 1e9) | st.integers(-1000, 1000).map(float)
FLAGS = st.booleans()


def maybe(**properties):
    """A mapping with any of the properties."""
    return st.fixed_dictionaries({}, optional=properties)


OPTIONS = st.lists(
    st.builds(
        lambda need, more: {**need, **more},
        st.fixed_dictionaries({"code": CODES, "label": TEXTS}),
        maybe(
            show=RULES,
            exclusive=FLAGS,
            write_in=FLAGS,
            missing=st.sampled_from(["refused", "unknown"]),
            only=NAMES,
        ),
    ),
    max_size=4,
)
ROWS = st.lists(
    st.builds(
        lambda need, more: {**need, **more},
        st.fixed_dictionaries({"name": NAMES, "label": TEXTS}),
        maybe(show=RULES, only=NAMES, reverse=FLAGS, expect=CODES),
    ),
    max_size=3,
)
CHECKS = st.lists(
    st.fixed_dictionaries(
        {"code": NAMES, "require": RULES, "message": TEXTS},
        optional={"level": st.sampled_from(["hard", "soft"])},
    ),
    max_size=2,
)
COMMON: dict[str, Any] = {
    "hint": TEXTS, "why": TEXTS, "required": FLAGS, "show": RULES, "only": NAMES, "checks": CHECKS,
    "offers": st.lists(st.sampled_from(["refused", "unknown"]), max_size=2, unique=True),
    "role": st.sampled_from([role.value for role in Role]),
    "privacy": st.sampled_from(["plain", "sensitive", "identifying"]),
    "number": WORDINGS,
    "origin": st.fixed_dictionaries({"questionnaire": NAMES, "version": st.just("0a" * 32), "question": NAMES}),
}  # fmt: skip
TWO = st.tuples(OPTIONS.filter(len), OPTIONS.filter(len)).map(lambda pair: [pair[0][0], pair[1][0]])
DATES = st.sampled_from(["2000", "2000-02", "2000-02-29"])
LEVELS = st.lists(
    st.fixed_dictionaries({"name": NAMES, "label": TEXTS}, optional={"role": st.just("town")}),
    min_size=1,
    max_size=3,
)
CHOICE: dict[str, Any] = {"options": OPTIONS, "list": NAMES, "shuffle": FLAGS}
KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "single": (CHOICE | {"appearance": st.sampled_from(["cards", "dropdown"])}, {}),
    "multiple": (CHOICE | {"least": st.integers(0, 3), "most": st.integers(1, 4)}, {}),
    "ranking": (CHOICE | {"least": st.integers(0, 3), "most": st.integers(1, 4)}, {}),
    "matrix": ({"scale": FLAGS}, {"rows": ROWS, "options": OPTIONS}),
    "number": (
        {"decimals": st.integers(0, 6), "step": st.floats(0.001, 100), "unit": TEXTS, "least": NUMBERS, "most": NUMBERS,
         "usual_least": NUMBERS, "usual_most": NUMBERS}, {}),
    "split": ({"total": st.floats(1, 1e6), "step": st.floats(0.01, 10), "unit": TEXTS}, {"rows": ROWS}),
    "date": ({"precision": st.sampled_from(["year", "month", "day"]), "earliest": DATES, "latest": DATES | st.just("today")}, {}),
    "text": ({"long": FLAGS, "limit": st.integers(1, 10000), "pattern": WORDINGS, "warn_numbers": FLAGS}, {}),
    "scale": ({"least": st.integers(-5, 5), "most": st.integers(-5, 10), "low_label": TEXTS, "high_label": TEXTS}, {}),
    "cascade": ({"write_in": FLAGS}, {"list": NAMES, "levels": LEVELS}),
    "note": ({}, {}),
    "consent": ({"agree": CODES, "statement": TEXTS}, {"options": TWO}),
    "calculated": ({"type": st.sampled_from(["number", "text", "date", "boolean"]), "list": NAMES}, {"value": RULES}),
}  # fmt: skip


def question(kind):
    """A question of one kind."""
    optional, needed = KINDS[kind]
    needed = {"kind": st.just(kind), "name": NAMES | st.sampled_from("abnmsxdr"), "label": TEXTS, **needed}
    return st.fixed_dictionaries(needed, optional={**COMMON, **optional})


QUESTIONS = st.sampled_from(sorted(KINDS)).flatmap(question)
ENTRIES = st.lists(
    st.fixed_dictionaries({"code": CODES, "label": TEXTS}, optional={"parent": CODES, "search": WORDINGS}),
    max_size=4,
)
LISTS = st.fixed_dictionaries(
    {"name": NAMES},
    optional={
        "title": TEXTS, "standard": WORDINGS, "version": WORDINGS, "levels": st.lists(NAMES, max_size=3),
        "entries": ENTRIES, "shared": NAMES | st.just("gbt2261_1"),
    },
)  # fmt: skip
PAGES = st.fixed_dictionaries(
    {"name": NAMES, "questions": st.lists(QUESTIONS, max_size=4)},
    optional={
        "title": TEXTS, "intro": TEXTS, "show": RULES, "only": NAMES,
        "endings": st.lists(
            st.fixed_dictionaries(
                {"when": RULES, "outcome": st.sampled_from(["refused", "ineligible"]), "reason": NAMES, "message": TEXTS},
                optional={"ask": st.lists(NAMES, max_size=2)},
            ), max_size=2),
    },
)  # fmt: skip
QUESTIONNAIRES = st.fixed_dictionaries(
    {"name": NAMES, "title": TEXTS, "pages": st.lists(PAGES, max_size=3)},
    optional={
        "languages": st.lists(st.sampled_from(["zh-CN", "en", "fr", ""]), max_size=2),
        "introduction": TEXTS, "thanks": TEXTS,
        "settings": st.lists(st.fixed_dictionaries({"name": NAMES, "label": TEXTS}, optional={"default": FLAGS}), max_size=2),
        "lists": st.lists(LISTS, max_size=2),
        "reviews": st.lists(st.fixed_dictionaries({"code": NAMES, "when": RULES, "label": TEXTS}), max_size=2),
        "complete_when": st.lists(NAMES, max_size=2),
    },
).map(Questionnaire.model_validate)  # fmt: skip
