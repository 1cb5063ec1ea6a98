"""Templates that ship with the program, and reading one from a file or a form."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from questionnaires.text import Text
from reports.errors import ReportError
from reports.templates.model import Template
from reports.templates.wording import KINDS

#: Kinds of faults in a template, in the words of who wrote it.
WHY = {
    "model_type": "这不是报告模板，最外层要有 name、label、title 和 parts",
    "dict_type": "文字要按语言写，例如 {{zh-CN: 队伍结构}}",
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "union_tag_not_found": "没有写 what（是哪种部分）",
    "too_short": "至少要有 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "int_parsing": "要填整数",
    "bool_parsing": "要填 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "literal_error": "只能是 {expected}",
    "string_too_long": "最多 {max_length} 个字",
}
FOLDER = Path(__file__).parent
USUAL = "county"  # the template of a report where none is chosen


def shipped_names() -> tuple[str, ...]:
    """The names of the templates that ship with the program."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def shipped(name: str) -> Template:
    """A shipped template by its name.

    :raises ReportError: there is none of that name.
    """
    if name not in shipped_names():
        known = ", ".join(shipped_names())
        raise ReportError(
            "template.unknown",
            name,
            Text(zh="没有这个报告模板。", en="There is no such template of a report."),
            Text(zh="可用的模板：{known}", en="The templates are: {known}").fill(known=known),
        )
    return parse(yaml.safe_load(FOLDER.joinpath(f"{name}.yaml").read_text("utf-8")))


def parse(document: Any) -> Template:
    """A template from plain values, such as YAML or JSON gives.

    :raises ReportError: something does not belong there; the place is that of the first fault.
    """
    try:
        return Template.model_validate(document)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        place = "/".join(str(step) for step in first["loc"]) or "template"
        raise ReportError(
            "template.invalid",
            place,
            Text(
                zh=f"模板在 {place} 处不对：{_why(first)}。",
                en=f"The template is not right at {place}: {first['msg']}.",
            ),
            Text(
                zh="请改正该处，或换回原来的模板。",
                en="Mend that place, or take the template that was there before.",
            ),
        ) from fault


def _why(fault: ErrorDetails) -> str:
    """What is wrong, in Chinese; the English is that of the library."""
    facts = fault.get("ctx", {})
    if fault["type"] == "union_tag_invalid":
        return f"没有“{facts.get('tag')}”这种部分，可用的有：{', '.join(KINDS)}"
    return WHY.get(fault["type"], "不是这里能填的值").format(**facts)
