"""Constructs of LimeSurvey files."""

from __future__ import annotations

from collections.abc import Iterable

from questionnaires.formats.carried import Fate
from tests.questionnaires.formats import lime
from tests.questionnaires.formats.constructs.case import CARRIED, REFUSED, C, Case, L


def cases() -> Iterable[Case]:
    def one(
        construct: str,
        fate: Fate | str,
        code: str,
        kind: str,
        *rows: dict[str, str],
        becomes: str = "",
        **more: str,
    ) -> Case:
        return Case(
            "limesurvey", construct, lime.lss(lime.question("q", kind, **more), *rows), fate, code, becomes
        )

    answers = (lime.answer("q", "A"), lime.answer("q", "B"))
    parts = (lime.sub("q", "A"), lime.sub("q", "B"))

    def has(name: str, value: str) -> dict[str, str]:
        return lime.attribute("q", name, value)

    yield one("list (`L`, `!`)", CARRIED, "", "L", *answers, becomes="single choice")
    yield one("yes/no (`Y`), gender (`G`)", CARRIED, "", "Y", becomes="single choice")
    yield one("multiple choice (`M`)", CARRIED, "", "M", *parts, becomes="multiple choice")
    yield one("array (`F`, `A`, `B`, `C`, `E`, `H`)", CARRIED, "", "F", *parts, *answers, becomes="matrix")
    yield one(
        "5 points (`5`), date (`D`), text (`S`, `T`, `U`), display (`X`), number (`N`)",
        CARRIED,
        "",
        "N",
        becomes="scale, date, text, note, number",
    )
    yield one("array by column (`H`)", C, "by_column", "H", *parts, *answers)
    yield one("dual scale (`1`)", C, "dual_scale", "1", *parts, *answers, lime.answer("q", "C", scale=1))
    yield one("several texts or numbers (`Q`, `K`)", C, "fields", "Q", *parts)
    yield one("array of texts or numbers (`;`, `:`)", C, "cells", ";", *parts, lime.sub("q", "X", scale=1))
    yield one("multiple choice with comments (`P`)", C, "comment", "P", *parts)
    yield one("equation (`*`)", C, "equation", "*", text="{1+1}")
    yield one("rows at random", L, "row_order", "F", *parts, *answers, has("random_order", "1"))
    yield one("time of day", C, "time", "D", has("date_format", "yyyy-mm-dd HH:MM"))
    yield one("a bound that is no number", L, "bounds", "N", has("max_num_value_n", "q2 + 1"))
    yield one("ranking (`R`)", CARRIED, "", "R", *answers, becomes="ranking")
    yield one("upload (`|`)", L, "kind", "|")
    yield one("an unknown type", L, "kind", "^")
    yield one("`hidden`", L, "hidden", "S", has("hidden", "1"))
    yield one("relevance", CARRIED, "", "S", becomes="condition", relevance="1")
    yield one("relevance without an equal here", L, "rule", "S", relevance="myFunction(q) == 1")
    yield one("soft mandatory", C, "soft_mandatory", "S", mandatory="S")
    yield one("`time_limit`, `prefix` and any other attribute", L, "property", "S", has("time_limit", "60"))
    yield one("`cssclass`, `hide_tip` and other looks", L, "looks", "S", has("cssclass", "wide"))
    yield one("default answers", L, "default", "S", {"table": "defaultvalues", "of": "q"})
    yield one(
        "the script of a question",
        L,
        "script",
        "S",
        {"table": "question_l10ns", "of": "q", "question": "q", "script": "alert()", "language": "en"},
    )
    yield one("scores of answers", L, "assessment", "L", {**lime.answer("q", "A"), "assessment_value": "5"})
    yield one("encryption, themes and any other column", L, "columns", "S", encrypted="Y")
    yield one("rows that belong to no question", L, "loose", "S", lime.answer("nowhere", "A"))
    yield one("HTML in texts", C, "text_markup", "S", text="<b>Which?</b>")
    yield one("pictures in texts", L, "text_media", "S", text="Which? <img src='x.png'>")
    yield one("`{name}` of no question in a text", L, "piping", "S", text="Dear {nobody}")
    plain = lime.question("q", "S")
    yield Case("limesurvey", "quotas, assessments and other tables", lime.lss(plain, quota=2), L, "table")
    yield Case(
        "limesurvey", "settings of the survey", lime.lss(plain, settings={"format": "S"}), L, "settings"
    )
    mails = {
        "table": "surveys_languagesettings",
        "surveyls_language": "en",
        "surveyls_policy_notice": "We keep it.",
    }
    yield Case(
        "limesurvey",
        "mails, privacy notices, addresses of the survey",
        lime.lss(plain, mails),
        L,
        "survey_texts",
    )
    yield Case(
        "limesurvey",
        "a group without questions",
        lime.lss(plain, groups={"1": "1", "2": "1"}),
        L,
        "empty_group",
    )
    head = "id\trelated_id\tclass\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tvalidation\tmandatory\tother\tdefault\n"
    asked = f"{head}\t\tG\tG0\tFirst\t1\t\t\ten\n1\t\tQ\tL\tq\t1\tWhich?\t\ten\n\t\tA\t0\tA1\t%s\tYes\t\ten\n"
    yield Case("limesurvey", "tab-separated: scores of answers", (asked % "5").encode(), L, "assessment")
    yield Case(
        "limesurvey",
        "tab-separated: a column of an answer that nothing reads",
        asked.replace("Yes\t\ten", "Yes\ttip\ten").encode().replace(b"%s", b""),
        L,
        "columns",
    )
    mail = asked.replace("\t\tG\tG0", "\t\tSL\t\tsurveyls_url\t\thttp://x\t\ten\n\t\tG\tG0").replace("%s", "")
    yield Case("limesurvey", "tab-separated: texts of the survey", mail.encode(), L, "survey_texts")
    quota = asked.replace("%s", "") + "\t\tQTA\t\tquota\n"
    yield Case("limesurvey", "tab-separated: quotas and other classes of lines", quota.encode(), L, "table")
    yield Case(
        "limesurvey",
        "part of a survey (`.lsg`, `.lsq`)",
        b"<document><LimeSurveyDocType>Group</LimeSurveyDocType></document>",
        REFUSED,
        "limesurvey_part",
    )
