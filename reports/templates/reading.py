"""Templates that ship with the program, and reading one from a file or a form."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from questionnaires.text import Text
from reports.errors import ReportError
from reports.templates.model import Template

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
                zh=f"模板在 {place} 处不对（{first['msg']}）。",
                en=f"The template is not right at {place} ({first['msg']}).",
            ),
            Text(
                zh="请改正该处，或换回原来的模板。",
                en="Mend that place, or take the template that was there before.",
            ),
        ) from fault
