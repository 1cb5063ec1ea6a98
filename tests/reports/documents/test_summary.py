"""The summary is one page in every form, however much there is to say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from questionnaires.text import Text
from reports.dataset import Dataset
from reports.documents.chapters.findings import lines_of, on_a_page
from reports.documents.chapters.summary import LATIN_ROOM, ROOM
from reports.documents.content import Paragraph
from reports.documents.filling import investigation_report
from reports.documents.investigation import Investigation
from reports.templates import parse
from reports.weighting import weighted
from tests.reports.documents.county import county, investigation
from tests.reports.documents.test_pdf import needs_reader, text_of

FULL = {
    "name": "own",
    "label": {"zh-CN": "自拟"},
    "title": {"zh-CN": "{title}"},
    "parts": [
        {"what": "heading", "text": {"zh-CN": "摘要"}, "numbered": False, "new_page": True},
        {"what": "summary", "most": 12},
        {"what": "heading", "text": {"zh-CN": "后面"}, "new_page": True},
        {"what": "crossed", "by": ["sex"], "question": "sat_2", "chart": "none", "table": False},
        {"what": "crossed", "by": ["sex"], "question": "title_lv", "chart": "none", "table": False},
    ],
}


def wordy() -> Investigation:
    """A county with clear differences, and labels as long as questionnaires have them."""
    given = county()
    long = Text(
        zh="自然科学教学（数理化生地、信息、通用技术、科学、职教理工农医类专业课）",
        en="Teaching of natural science " * 4,
    )
    is_woman = (given.table["sex"] == "2").to_numpy()
    table = given.table.drop(columns="weight").assign(
        sat_2=np.where(is_woman, "3", "1"),
        title_lv=np.where(is_woman, "420", given.table["title_lv"].astype(str)),
    )
    variables = tuple(
        replace(
            one,
            label=long,
            codes={
                code: Text(zh=f"{long.say('zh-CN')}{code}", en=f"{long.say('en')}{code}")
                for code in one.codes
            },
        )
        if one.kind == "code"
        else one
        for one in given.variables
    )
    return investigation(
        dataset=weighted(Dataset(given.title, table, variables, given.design, given.groups))[0],
        simulated=True,
    )


@needs_reader
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_summary_is_never_more_than_one_page(language: str, tmp_path: Path) -> None:
    document = investigation_report(wordy(), language, parse(FULL))
    pages = text_of(document, tmp_path).rstrip("\f").split("\f")
    # Cover, contents, the summary, what follows: one page each.
    assert len(pages) == 4
    assert ("自愿填答" if language == "zh-CN" else "Participation was voluntary") in pages[2]
    shown = [one for one in document.blocks if isinstance(one, Paragraph) and one.style == "finding"]
    assert 1 < len(shown) < 12
    assert sum(lines_of(one.text, language) for one in shown) <= (
        ROOM if language == "zh-CN" else LATIN_ROOM
    ) + len(shown)


def test_a_page_of_english_type_holds_as_many_findings_as_one_of_chinese() -> None:
    english = "By Title level, Middle is the largest part with 39.9 % [38.3, 41.5], followed by Junior with 29.5 % [27.8, 31.3]."
    chinese = "按职称看，中级最多，占 39.9 % [38.3, 41.5]；其次是初级，占 29.5 % [27.8, 31.3]。"
    assert lines_of(english, "en") == lines_of(chinese, "zh-CN") == 2
    assert len(on_a_page([(english, "")] * 20, 24, "en")) == 12
    # What stands on two lines of Latin type would take three at the width of Chinese letters.
    longer = english.replace("Junior", "General public of the county")
    assert lines_of(longer, "en") == 2 < lines_of(longer, "zh-CN")
    # A word that does not fit goes to the next line whole, and the number of the table is reckoned.
    assert lines_of("a" * 60 + " " + "b" * 60, "en") == 2
    assert lines_of("a" * 70, "en") == 2


def test_the_summary_lists_differences_only_where_they_stand_among_all_tests_of_the_report() -> None:
    found = [
        one.text
        for one in investigation_report(wordy(), "zh-CN", parse(FULL)).blocks
        if isinstance(one, Paragraph) and one.style == "finding"
    ]
    assert found[0].startswith("1. 按各层填报的人数汇总")
    assert any("差异有统计学意义" in one and "全书 2 项检验" in one for one in found)
    calm = [
        one.text
        for one in investigation_report(investigation(), "zh-CN", parse(FULL)).blocks
        if isinstance(one, Paragraph) and one.style == "finding"
    ]
    assert not any("差异" in one for one in calm)
