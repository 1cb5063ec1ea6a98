"""Two reports side by side: the figures that moved, and nothing that neither of them printed."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from reports.documents.changes import changes
from reports.documents.content import Paragraph, Table
from reports.documents.filling import investigation_report, printed
from reports.documents.investigation import Investigation
from reports.documents.printed import Printed
from reports.documents.referring import with_places, without_places
from reports.templates import Template, parse
from reports.weighting import weighted
from tests.reports.documents.county import county, investigation

PARTS = [
    {"what": "words", "text": {"zh-CN": "有效 {valid} 份，中级占 {title/middle}。"}},
    {"what": "structure", "by": "title", "chart": "none"},
    {"what": "structure", "by": "sex", "chart": "none"},
]


def template(*more: dict[str, object]) -> Template:
    return parse(
        {"name": "own", "label": {"zh-CN": "自拟"}, "title": {"zh-CN": "{title}"}, "parts": [*PARTS, *more]}
    )


def said(given: Investigation, chosen: Template | None = None) -> Printed:
    used = chosen or template()
    return printed(given, investigation_report(given, "zh-CN", used), used)


def later() -> Investigation:
    """The county after ten people of middle title became deputies; nothing else changed."""
    given = county()
    title = given.table["title_lv"].astype(str).to_numpy().copy()
    title[np.flatnonzero(title == "420")[:10]] = "412"
    table = given.table.drop(columns="weight").assign(title_lv=title)
    return investigation(dataset=weighted(replace(given, table=table))[0])


def test_only_figures_that_moved_are_listed_with_what_stood_there() -> None:
    found = changes(said(investigation()), said(later()))
    assert {one.caption for one in found.moved} == {"职称结构"}
    assert {(one.row, one.column, one.before, one.after) for one in found.moved if one.column == "n"} == {
        ("副高级", "n", "131", "141"),
        ("中级", "n", "322", "312"),
    }
    assert all(one.row != "合计" for one in found.moved)
    (sentence, *_) = found.sentences
    assert "53.1 %" in sentence.before
    assert "51.5 %" in sentence.after


def test_a_report_set_beside_itself_has_no_changes() -> None:
    found = changes(said(investigation()), said(investigation()))
    assert (found.moved, found.sentences) == ((), ())
    assert found.figures > 20


def test_the_number_of_a_table_alone_is_no_change() -> None:
    moved = template()
    moved = moved.model_copy(update={"parts": (*template({"what": "returns"}).parts[-1:], *moved.parts)})
    found = changes(said(investigation()), said(investigation(), moved))
    assert {one.kind for one in found.moved} == {"new"}
    assert not any("职称" in one.after for one in found.sentences)
    assert without_places(with_places("占 3 %。", ["表 1", "表 12"], "zh-CN")) == "占 3 %。"
    assert without_places(with_places("3 %.", ["Table 1"], "en")) == "3 %."


def test_what_a_report_printed_is_the_same_after_it_was_written_down() -> None:
    given = said(investigation())
    again = Printed.from_json(json.loads(json.dumps(given.to_json(), ensure_ascii=False)))
    assert again == given


def test_hidden_figures_stay_hidden_on_both_sides() -> None:
    kept = json.dumps(
        said(investigation(), template({"what": "structure", "by": "age"})).to_json(), ensure_ascii=False
    )
    over_60 = json.loads(kept)["tables"][-1]["rows"][-2]
    assert over_60 == ["61岁及以上", "▪", "▪", "▪", "▪"]


def test_an_appendix_says_what_changed_since_the_version_before() -> None:
    with_changes = template({"what": "changes"})
    alone = investigation_report(later(), "zh-CN", with_changes).blocks[-1]
    assert isinstance(alone, Paragraph)
    assert "没有用同一模板生成过的更早版本" in alone.text
    given = replace(later(), before=said(investigation(), with_changes))
    document = investigation_report(given, "zh-CN", with_changes)
    (table,) = [one for one in document.blocks if isinstance(one, Table) and one.key == "changes"]
    assert table.rows[0][:2] == ("1　职称结构", "副高级")
    assert ("1", "中级", "n", "322", "312") in table.rows
    same = replace(investigation(), before=said(investigation(), with_changes))
    last = investigation_report(same, "zh-CN", with_changes).blocks[-1]
    assert isinstance(last, Paragraph)
    assert "都没有变化" in last.text


def test_reports_in_two_languages_are_not_compared() -> None:
    chosen = template()
    english = printed(investigation(), investigation_report(investigation(), "en", chosen), chosen)
    with pytest.raises(ValueError, match="languages"):
        changes(said(investigation()), english)
