"""A Qualtrics file (``.qsf``) as it is: questions by their number, blocks, the flow, the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias

from questionnaires.expressions.numbers import number_to_text
from questionnaires.findings import Finding
from questionnaires.formats.decoding import read_json
from questionnaires.formats.error import FormatError
from questionnaires.formats.qualtrics.tracking import tracked
from questionnaires.text import Text

Payload: TypeAlias = Mapping[str, Any]

#: What Qualtrics keeps for itself: the project, statistics, counts, sets of responses, links to previews.
_OWN = frozenset("PROJ STAT QC RS PL BR".split())  # noqa: SIM905 (codes of elements)
_TOLD: dict[str, tuple[str, str]] = {
    "QO": ("配额", "Quotas"),
    "TR": ("触发器", "Triggers"),
    "SCR": ("评分", "Scoring"),
    "QG": ("配额组", "Groups of quotas"),
    "QGO": ("配额组的顺序", "The order of groups of quotas"),
    "SCO": ("评分", "Scoring"),
    "PX": ("页面脚本", "Scripts"),
    "ED": ("嵌入数据的目录", "The list of embedded data"),
}


@dataclass(slots=True)
class Source:
    """The whole file."""

    entry: Payload
    questions: dict[str, Payload] = field(default_factory=dict)
    blocks: dict[str, Payload] = field(default_factory=dict)
    flow: Any = None
    options: Payload = field(default_factory=dict)
    notes: int = 0
    repeated: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    beside: dict[str, tuple[str, str]] = field(default_factory=dict)

    def asked_in(self, key: str) -> Iterator[str]:
        """The numbers of the questions of a block."""
        for each in items(self.blocks[key].get("BlockElements")):
            yield said(mapping(each).get("QuestionID"))


def read_source(content: bytes, place: str) -> Source:
    """The parts of a ``.qsf`` file; raises FormatError."""
    whole = read_json(content, place)
    if not isinstance(whole, dict) or "SurveyElements" not in whole:
        _refuse("not_qualtrics", place, "这不是 Qualtrics 的问卷文件。", "This is no survey of Qualtrics.")
    source = Source(mapping(whole.get("SurveyEntry")))
    for element in items(whole["SurveyElements"]):
        _element(source, mapping(element))
    if not source.questions:
        _refuse("no_questions", place, "文件里没有题。", "There are no questions in the file.")
    return source


def _element(source: Source, element: Payload) -> None:
    kind, payload = said(element.get("Element")), element.get("Payload")
    if kind == "SQ":
        held = mapping(payload)
        key = said(held.get("QuestionID")) or said(element.get("PrimaryAttribute"))
        _once(source, source.questions, key, mapping(tracked(held)))
    elif kind == "BL":
        for each in items(payload):
            block = mapping(each)
            _once(source, source.blocks, said(block.get("ID")) or f"#{len(source.blocks)}", block)
    elif kind == "FL":
        source.flow = mapping(payload).get("Flow")
    elif kind == "SO":
        source.options = mapping(payload)
    elif kind == "NT":
        source.notes += 1
    elif not kind:
        source.beside.setdefault("SurveyElements", ("没有种类的部分", "Parts of no kind"))
    elif kind in _OWN:
        source.own.add(kind)
    elif kind != "SCO" or mapping(payload).get("ScoringCategories"):
        source.beside.setdefault(kind, _TOLD.get(kind, (f"“{kind}”", f"“{kind}”")))


def _once(source: Source, parts: dict[str, Payload], key: str, part: Payload) -> None:
    """Keep the first part of a number; others of the same number are remembered as repeated."""
    if key in parts:
        source.repeated.append(key or "?")
    else:
        parts[key] = part


def mapping(value: Any) -> Payload:
    """An object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> Iterator[Any]:
    """The values of a list, or of an object whose keys are their places."""
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict):
        yield from value.values()


def said(value: Any) -> str:
    """A text or a number as a text; empty for anything else."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        try:
            return number_to_text(float(value))
        except OverflowError:
            return ""
    return value if isinstance(value, str) else ""


def is_on(value: Any) -> bool:
    """Whether a switch is on, however it is written."""
    return value is True or said(value).lower() in ("true", "on", "1", "yes")


def ordered(parts: Any, order: Any) -> list[tuple[str, Payload]]:
    """Choices or answers with their numbers, in the order they are shown."""
    found = (
        {str(place): each for place, each in enumerate(parts)}
        if isinstance(parts, list)
        else {str(key): each for key, each in mapping(parts).items()}
    )
    keys = [said(key) for key in order] if isinstance(order, list) else []
    listed = [key for key in dict.fromkeys(keys) if key in found]
    rest = [key for key in found if key not in listed] if not listed or len(listed) < len(found) else []
    return [(key, mapping(found[key])) for key in (*listed, *rest)]


def _refuse(code: str, place: str, zh: str, en: str) -> NoReturn:
    remedy = Text(
        zh="请在 Qualtrics 里选“工具 › 导入/导出 › 导出调查”，得到 .qsf 文件。",
        en="In Qualtrics choose Tools › Import/Export › Export survey for a .qsf file.",
    )
    raise FormatError((Finding(code, place, Text(zh=zh, en=en), remedy),))
