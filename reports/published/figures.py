"""Published figures with their sources, read from the data file beside this module."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from questionnaires.text import Text
from reports.errors import ReportError

Weighting = Literal["weighted", "unweighted", "census", "unknown"]
Kind = Literal["distribution", "part", "share", "mean", "total"]
FILE = Path(__file__).parent / "figures.yaml"

WEIGHTINGS: dict[Weighting, Text] = {
    "weighted": Text(zh="加权", en="weighted"),
    "unweighted": Text(zh="未加权", en="unweighted"),
    "census": Text(zh="全面统计", en="full count"),
    "unknown": Text(zh="加权口径不详", en="weighting not known"),
}


@dataclass(frozen=True)
class Source:
    """Who published a figure, of what year and place, on what base and how weighted; ``read_at`` where it was seen."""

    name: str
    title: Text
    body: Text
    place: Text
    year: int
    weighting: Weighting
    basis: Text
    read_at: tuple[str, ...]
    issued: int | None = None
    valid: int | None = None

    def say(self, language: str) -> str:
        """The source in one line, with its weighting, as a table cites it."""
        weighting = WEIGHTINGS[self.weighting].say(language)
        title, body = self.title.say(language), self.body.say(language)
        if language.startswith("zh"):
            base = f"，有效 {self.valid:,} 份" if self.valid else ""
            return f"{body}《{title}》（{self.year}年{base}，{weighting}）"
        base = f", {self.valid:,} valid answers" if self.valid else ""
        return f"{body}: {title} ({self.year}{base}, {weighting})"


@dataclass(frozen=True)
class Value:
    """A published figure; ``code`` is that of our grouping where it has one. Shares are fractions."""

    code: str | None
    label: Text
    value: float


@dataclass(frozen=True)
class PublishedTable:
    """Published figures of one kind.

    A ``distribution`` adds up to 1 (the data file may give counts), a ``part`` of one does not, a ``share``
    is of a yes-or-no question, a ``mean`` or ``total`` has a ``unit``. ``base`` is the number of answers.
    """

    name: str
    source: Source
    label: Text
    kind: Kind
    values: tuple[Value, ...]
    unit: Text | None = None
    base: int | None = None

    def value(self, code: str) -> Value | None:
        """The figure of a category by its code, or None."""
        return next((one for one in self.values if one.code == code), None)


@cache
def published() -> tuple[PublishedTable, ...]:
    """Every published table, in the order of the data file."""
    data = yaml.safe_load(FILE.read_text("utf-8"))
    sources = {name: _source(name, given) for name, given in data["sources"].items()}
    return tuple(_table(given, sources[given["source"]]) for given in data["tables"])


@cache
def sources() -> tuple[Source, ...]:
    """Every source, those without a table too: their response counts are figures as well."""
    data = yaml.safe_load(FILE.read_text("utf-8"))
    return tuple(_source(name, given) for name, given in data["sources"].items())


def published_table(name: str, source: str) -> PublishedTable:
    """One table by name and source; an unknown one is refused with the ones there are."""
    for table in published():
        if (table.name, table.source.name) == (name, source):
            return table
    known = ", ".join(f"{table.source.name}:{table.name}" for table in published())
    raise ReportError(
        "published.unknown",
        f"{source}:{name}",
        Text(zh="没有这份已公布的数据。", en="There is no such published table."),
        Text(zh="可用的：{known}", en="There are: {known}").fill(known=known),
    )


def tables_for(name: str) -> tuple[PublishedTable, ...]:
    """The published tables a table by ``name`` (a grouping or role such as ``title5`` or ``sex``) compares with."""
    return tuple(table for table in published() if table.name == name)


def _source(name: str, given: dict[str, Any]) -> Source:
    return Source(
        name=name,
        title=Text(**given["title"]),
        body=Text(**given["body"]),
        place=Text(**given["place"]),
        year=int(given["year"]),
        weighting=given["weighting"],
        basis=Text(**given["basis"]),
        read_at=tuple(given["read_at"]),
        issued=given.get("issued"),
        valid=given.get("valid"),
    )


def _table(given: dict[str, Any], source: Source) -> PublishedTable:
    values = [float(one["value"]) for one in given["values"]]
    counted = given["kind"] == "distribution" and "unit" in given
    base = given.get("base", int(sum(values)) if counted else source.valid)
    scale = sum(values) if counted else 100.0 if given["kind"] in ("distribution", "part", "share") else 1.0
    return PublishedTable(
        name=given["name"],
        source=source,
        label=Text(**given["label"]),
        kind=given["kind"],
        values=tuple(
            Value(one.get("code"), Text(**one["label"]), value / scale)
            for one, value in zip(given["values"], values, strict=True)
        ),
        unit=None if counted or "unit" not in given else Text(**given["unit"]),
        base=base,
    )
