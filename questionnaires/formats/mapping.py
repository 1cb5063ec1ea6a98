"""How the columns of a data file become questions: the mapping file, as typed objects."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError

from questionnaires.findings import Finding
from questionnaires.formats.error import FormatError
from questionnaires.formats.nodes import read
from questionnaires.formats.problems import problems
from questionnaires.model import Name, Part, Privacy, Role
from questionnaires.text import Text


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a pattern: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class Source(Part):
    """The columns that make one question (or, for ``numbers``, one question each).

    A column is named or matched by ``*``. ``codes: position`` numbers the options from 1 in
    ``order``; ``codes: value`` takes the values themselves. ``missing`` finds options that mean
    no answer, ``last`` those that stay at the end of the order, both by patterns.
    """

    name: Name
    columns: tuple[str, ...] = Field(min_length=1)
    kind: Literal["single", "multiple", "matrix", "number", "numbers", "text", "date"] = "single"
    role: Role | None = None
    privacy: Privacy = Privacy.PLAIN
    order: Literal["appearance", "frequency", "number", "alphabet"] = "appearance"
    arrange: tuple[int, ...] = Field((), description="places, from 1, in the order of appearance")
    codes: Literal["position", "value"] = "position"
    missing: dict[Literal["refused", "unknown", "not_applicable"], Pattern] = Field(default_factory=dict)
    last: Pattern | None = None
    least: float | None = None
    most: float | None = None
    decimals: int = 0


class DataMapping(Part):
    """The whole mapping file."""

    title: Text
    language: str = "en"
    second_header: bool = False
    strip: tuple[Pattern, ...] = Field((), description="what is cut out of the question texts")
    seconds: str | None = Field(None, description="the column with the time taken, in seconds")
    ignore: tuple[str, ...] = Field((), description="columns left aside, named or matched by *")
    ignored_because: Text = Text()
    questions_per_page: int = Field(5, ge=1)
    introduction: Text = Text()
    questions: tuple[Source, ...] = Field(min_length=1)

    def columns_of(self, source: Source, header: tuple[str, ...]) -> list[str]:
        """The columns of the file that a source names, in the order of the file for each pattern."""
        found: list[str] = []
        for wanted in source.columns:
            found += [
                name
                for name in header
                if fnmatchcase(name, wanted) and name not in found and not self._ignored(name, wanted)
            ]
        return found

    def _ignored(self, name: str, wanted: str) -> bool:
        return name != wanted and any(fnmatchcase(name, each) for each in self.ignore)

    def check(self, header: tuple[str, ...]) -> None:
        """Refuse a file that lacks columns of the mapping or has columns it does not speak of."""
        findings: list[Finding] = []
        used: set[str] = {self.seconds} if self.seconds else set()
        for source in self.questions:
            columns = self.columns_of(source, header)
            used.update(columns)
            if not columns:
                findings.append(
                    _finding(source.name, f"没有列 {source.columns}", f"No column {source.columns}")
                )
        if self.seconds and self.seconds not in header:
            findings.append(_finding("seconds", f"没有列 {self.seconds}", f"No column {self.seconds}"))
        findings.extend(
            _finding(name, "映射文件没有说明这一列。", "The mapping does not speak of this column.")
            for name in header
            if name not in used and not any(fnmatchcase(name, each) for each in self.ignore)
        )
        if findings:
            raise FormatError(tuple(findings))


def _finding(place: str, zh: str, en: str) -> Finding:
    remedy = Text(
        zh="请在映射文件中写明该列，或列入 ignore。",
        en="Name the column in the mapping, or list it under ignore.",
    )
    return Finding("mapping_column", place, Text(zh=zh, en=en), remedy)


def load_mapping(content: str | bytes) -> DataMapping:
    """The mapping a YAML text holds; raises FormatError with all that is wrong with it."""
    root, findings = read(content)
    try:
        data: Any = root.data()
        mapping = DataMapping.model_validate(data)
    except ValidationError as error:
        findings = findings + problems(error, root)
    if findings:
        raise FormatError(tuple(findings))
    return mapping


def shipped_mapping(name: str) -> Path:
    """Where a mapping that comes with the project lies."""
    return Path(__file__).parent / "mappings" / f"{name}.yaml"
