"""Questionnaires as YAML files that people can read, write and compare.

``load`` reads a file or says all that is wrong with it; ``dump`` writes one in a fixed
form, so that ``load(dump(q)) == q`` and a second dump changes nothing. Codes are always
quoted (YAML would read ``01`` as a number and ``no`` as false); short lines such as
options stand in one line; defaults are left out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import yaml
from pydantic import ValidationError

from questionnaires.formats.error import FormatError
from questionnaires.formats.nodes import read
from questionnaires.formats.problems import problems
from questionnaires.model import Questionnaire

LINE_CELLS = 108  # a Chinese character fills two
LONG_LINE_CELLS = 160  # of options, rows and entries

_FIRST = ("name", "kind", "number", "code", "title", "label", "statement", "hint", "why", "role", "privacy")
_LAST = ("questions", "entries", "checks", "endings", "reviews", "complete_when", "thanks", "lists")
_QUOTED = frozenset({"code", "parent", "expect", "agree"})
_ONE_LINE = frozenset({"options", "rows", "levels", "entries", "settings", "origin"})
_PLAIN_LINES = re.compile(r"\S(?:[^\n\x85\u2028\u2029\ufeff]*[^\s\x85\u2028\u2029\ufeff])?")
_STR = "tag:yaml.org,2002:str"


def load(content: str | bytes) -> Questionnaire:
    """The questionnaire a YAML text holds.

    Raises FormatError with every problem found: code, path, line, reason and remedy.
    Rules are not judged here but by :mod:`questionnaires.checks`.
    """
    root, findings = read(content)
    try:
        questionnaire = Questionnaire.model_validate(root.data())
    except ValidationError as error:
        findings = findings + problems(error, root)
    if findings:
        raise FormatError(tuple(sorted(findings, key=lambda finding: finding.line or 0)))
    return questionnaire


def dump(questionnaire: Questionnaire) -> str:
    """The questionnaire as YAML in the fixed form."""
    content = questionnaire.model_dump(mode="json", exclude_defaults=True)
    node = _mapping(content, "")
    return yaml.serialize(node, Dumper=_Writer, allow_unicode=True, width=2**30, indent=2)


class _Writer(yaml.SafeDumper):
    """Indents list items under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _node(value: Any, key: str) -> yaml.Node:
    if isinstance(value, dict):
        return _mapping(value, key)
    if isinstance(value, list):
        return _sequence(value, key)
    if isinstance(value, bool):
        return yaml.ScalarNode("tag:yaml.org,2002:bool", "true" if value else "false")
    if isinstance(value, int):
        return yaml.ScalarNode("tag:yaml.org,2002:int", str(value))
    if isinstance(value, float):
        return _number(value)
    return yaml.ScalarNode(_STR, value, style=_style(value, key))


def _style(value: str, key: str) -> str | None:
    if key in _QUOTED:
        return "'"
    if "\n" in value:
        lines = value.split("\n")
        plain = all(not line or _PLAIN_LINES.fullmatch(line) for line in lines)
        return "|" if plain and lines[0] and lines[-1] else '"'
    return '"' if re.search(r"[\x85\u2028\u2029\ufeff]", value) else None


def _number(value: float) -> yaml.Node:
    if value.is_integer() and abs(value) < 1e15:
        return yaml.ScalarNode("tag:yaml.org,2002:int", str(int(value)))
    said = repr(value)
    if "e" in said and "." not in said:
        said = said.replace("e", ".0e", 1)
    return yaml.ScalarNode("tag:yaml.org,2002:float", said)


def _mapping(value: dict[str, Any], key: str) -> yaml.MappingNode:
    order = [name for name in _FIRST if name in value]
    order += [name for name in value if name not in _FIRST and name not in _LAST]
    order += [name for name in _LAST if name in value]
    pairs = [(yaml.ScalarNode(_STR, name), _node(value[name], name)) for name in order]
    wording = bool(value) and all(isinstance(item, str) for item in value.values()) and "code" not in value
    flow = not value or (wording and _fits(value)) or (key in _ONE_LINE and _fits(value, LONG_LINE_CELLS))
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=flow)


def _sequence(value: list[Any], key: str) -> yaml.SequenceNode:
    items = [_node(item, key) for item in value]
    flow = not any(isinstance(item, dict) for item in value) and _fits(value)
    return yaml.SequenceNode("tag:yaml.org,2002:seq", items, flow_style=flow)


def _fits(value: Any, cells_allowed: int = LINE_CELLS) -> bool:
    said = str(value)
    if "\\n" in said:
        return False
    cells = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in said)
    return cells - 2 * said.count("': ") <= cells_allowed
