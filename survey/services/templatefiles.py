"""Templates of reports as YAML files: what somebody brings, and what goes out."""

from __future__ import annotations

import yaml

from questionnaires.formats.error import FormatError
from questionnaires.formats.nodes import read
from questionnaires.text import Text
from reports.errors import ReportError
from reports.templates import Template, parse
from survey.errors import Refusal

#: What to do about a file, where the reader of YAML speaks of questionnaires.
REMEDIES = {
    "file_empty": Text(
        zh="请选“导出 YAML”得到的模板文件；也可以复制一个自带的模板再改",
        en="Choose a file that “Export YAML” has written, or copy a template that ships with the program and change it",
    ),
    "not_a_text": Text(
        zh="请选“导出 YAML”得到的模板文件，文件名以 .yaml 结尾",
        en="Choose a template that “Export YAML” has written; its name ends in .yaml",
    ),
    "file_too_large": Text(
        zh="模板文件通常只有几十 KB，请核对选的是不是它",
        en="A template has some tens of kilobytes: see whether this is the file you mean",
    ),
    "second_document": Text(zh="一个文件只写一个模板", en="Write one template to a file"),
}


def read_file(content: bytes) -> Template:
    """A template from the bytes of a YAML file.

    :raises Refusal: it is no YAML, or no template; the place is that of the first fault.
    """
    try:
        return parse(read(content)[0].data())
    except FormatError as error:
        first = error.findings[0]
        place = f"{first.line}" if first.line else ""
        remedy = REMEDIES.get(first.code, first.remedy)
        raise Refusal("template.file", place=place, reason=first.reason, remedy=remedy) from error
    except ReportError as error:
        raise Refusal(error.code, place=error.place, reason=error.reason, remedy=error.remedy) from error


def to_yaml(template: Template) -> str:
    """A template as a YAML file that :func:`read_file` reads again."""
    return str(yaml.safe_dump(template.document(), allow_unicode=True, sort_keys=False, width=110))
