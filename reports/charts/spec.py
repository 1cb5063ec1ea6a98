"""What a person decided about a chart, as plain data that a page or a report template can keep.

A specification names nothing of the data but codes and figures, so that it fits the next version of the
data too: a category that is gone is passed over, one that is new stands at the end.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from questionnaires.text import CHINESE, ENGLISH, Text
from reports.errors import ReportError

VERSION: Final = 1
GIVEN, SIZE = "given", "size"
LONGEST = {"title": 200, "subtitle": 300, "label": 200, "name": 120}
MOST_CODES = 2000
LANGUAGES = (CHINESE, ENGLISH)
KEYS = {"kind", "version", "form", "title", "subtitle", "figure", "series", "order", "labels", "intervals"}

Order = str | tuple[str, ...]


@dataclass(frozen=True)
class ChartSpec:
    """A chart as it is kept: what is empty is chosen from the table when it is drawn.

    ``figure`` names which figure of the cells is drawn, ``series`` the dimension whose categories become
    colours. ``order`` gives by dimension ``given`` (that of the codebook), ``size`` or codes; ``labels`` by
    dimension and code what is written instead of the label. ``intervals`` says whether whiskers are drawn.
    """

    form: str = ""
    title: Text | None = None
    subtitle: Text | None = None
    figure: str = ""
    series: str = ""
    order: Mapping[str, Order] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    intervals: bool = True

    def to_json(self) -> dict[str, Any]:
        """Plain data for :func:`json.dumps`, with the version of its own form."""
        return {
            "kind": "chart",
            "version": VERSION,
            "form": self.form,
            "title": dict(self.title) if self.title else None,
            "subtitle": dict(self.subtitle) if self.subtitle else None,
            "figure": self.figure,
            "series": self.series,
            "order": {
                name: one if isinstance(one, str) else list(one) for name, one in sorted(self.order.items())
            },
            "labels": {
                name: {code: dict(text) for code, text in sorted(held.items())}
                for name, held in sorted(self.labels.items())
            },
            "intervals": self.intervals,
        }

    @property
    def key(self) -> str:
        """The same for equal specifications, whatever they were made from: for caches and hashes."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, raw: object) -> ChartSpec:
        """Read what :meth:`to_json` wrote.

        :raises ReportError: something in it is no specification; ``place`` names the part.
        """
        data = _mapping(raw, "chart")
        if data.get("kind", "chart") != "chart" or data.get("version") != VERSION:
            raise _wrong(
                "version",
                f"这不是第 {VERSION} 版的图表设置",
                f"this is no chart specification of version {VERSION}",
            )
        for name in data:
            if name not in KEYS:
                raise _wrong(name, "没有这样的设置", "there is no such setting")
        intervals = data.get("intervals", True)
        if not isinstance(intervals, bool):
            raise _wrong("intervals", "应为是或否", "true or false is expected")
        return cls(
            form=_name(data.get("form", ""), "form"),
            title=_text(data.get("title"), "title"),
            subtitle=_text(data.get("subtitle"), "subtitle"),
            figure=_name(data.get("figure", ""), "figure"),
            series=_name(data.get("series", ""), "series"),
            order={
                _name(name, "order"): _order(one, f"order.{name}")
                for name, one in _mapping(data.get("order", {}), "order").items()
            },
            labels={
                _name(name, "labels"): _labels(held, f"labels.{name}")
                for name, held in _mapping(data.get("labels", {}), "labels").items()
            },
            intervals=intervals,
        )


def _mapping(raw: object, place: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
        raise _wrong(place, "应为名称与值的对照", "a mapping of names is expected")
    if len(raw) > MOST_CODES:
        raise _wrong(place, f"多于 {MOST_CODES} 项", f"there are more than {MOST_CODES} entries")
    return raw


def _name(raw: object, place: str) -> str:
    if not isinstance(raw, str) or len(raw) > LONGEST["name"]:
        raise _wrong(place, "应为简短的名称", "a short name is expected")
    return raw


def _text(raw: object, place: str) -> Text | None:
    if raw is None:
        return None
    longest = LONGEST.get(place, LONGEST["label"])
    found = _mapping(raw, place)
    for language, wording in found.items():
        if language not in LANGUAGES or not isinstance(wording, str) or len(wording) > longest:
            raise _wrong(
                place,
                f"应为中文或英文文字，各不超过 {longest} 字",
                f"texts in Chinese or English are expected, each of at most {longest} characters",
            )
    kept = {language: wording.strip() for language, wording in found.items() if wording.strip()}
    return Text(kept) if kept else None


def _order(raw: object, place: str) -> Order:
    if raw in (GIVEN, SIZE):
        return str(raw)
    if not isinstance(raw, (list, tuple)) or len(raw) > MOST_CODES:
        raise _wrong(place, "次序应为 given、size 或代码的列表", "an order is given, size or a list of codes")
    codes = tuple(_name(code, place) for code in raw)
    if len(set(codes)) != len(codes):
        raise _wrong(place, "同一代码出现两次", "a code is named twice")
    return codes


def _labels(raw: object, place: str) -> dict[str, Text]:
    found = {code: _text(text, f"{place}.{code}") for code, text in _mapping(raw, place).items()}
    return {code: text for code, text in found.items() if text is not None}


def _wrong(place: str, zh: str, en: str) -> ReportError:
    return ReportError(
        "chart.spec",
        place,
        Text(zh=f"图表设置“{place}”：{zh}。", en=f"Chart setting “{place}”: {en}."),
        Text(
            zh="请在图表设置中改正，或去掉这一项。",
            en="Mend it in the settings of the chart, or leave it out.",
        ),
    )
