"""Margins and response classes of a recipe, read from the answers of a dataset."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.classification import Category, Classification, classify
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.weighting.cells import Cells, without_total
from reports.weighting.recipe import Margin, Nonresponse
from reports.weighting.validity import Ints, filled, named

_MANY = 20_000  # crossed categories; more are running numbers taken for categories


def cells_of(dataset: Dataset, margin: Margin) -> Cells:
    """The category of every answer and the totals of a margin; totals of merged codes are added up.

    Refused: totals for a code the variable has not, answers in a category without a total, answers that
    are missing (unless they keep their share), a crossing of too many categories.
    """
    found = [classify(dataset, name) for name in margin.variables]
    _check_size(margin, found)
    read = [
        _Categories.of(one, margin.merged.get(name, {}))
        for name, one in zip(margin.variables, found, strict=True)
    ]
    totals = _totals(margin, read)
    keys = list(totals)
    shape = tuple(len(one.codes) for one in read)
    index = np.full(shape, -1, dtype=np.int64)
    for number, key in enumerate(keys):
        index[tuple(one.position[code] for one, code in zip(read, key, strict=True))] = number
    codes = index[tuple(one.place for one in read)]
    missing = np.any([one.missing[one.place] for one in read], axis=0)
    lost = codes < 0
    wrong = lost if margin.unanswered == "refuse" else lost & ~missing
    if wrong.any():
        places = np.unique(np.array([one.place[wrong] for one in read]), axis=1).T
        raise without_total("×".join(margin.variables), [_label(read, place) for place in places.tolist()])
    labels = [
        _label(read, place) for place in np.argwhere(index >= 0)[np.argsort(index[index >= 0])].tolist()
    ]
    known = np.array([totals[key] for key in keys], dtype=np.float64)
    if lost.any():
        codes = np.where(lost, len(keys), codes)
        labels.append(_UNANSWERED)
        known = np.append(known, np.nan)
    return Cells(_name(read), codes, known, tuple(labels), "×".join(margin.variables))


@dataclass(frozen=True, eq=False)
class _Categories:
    """A variable with its codes merged: ``place`` (n,) in ``codes``, which of these are no answer."""

    label: Text
    place: Ints
    codes: tuple[str, ...]
    position: Mapping[str, int]
    labels: tuple[Text, ...]
    missing: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, found: Classification, merged: Mapping[str, str]) -> _Categories:
        joins: dict[str, list[Category]] = {}
        for category in found.categories:
            joins.setdefault(merged.get(category.code, category.code), []).append(category)
        codes = tuple(joins)
        position = {code: index for index, code in enumerate(codes)}
        lookup = [position[merged.get(category.code, category.code)] for category in found.categories]
        return cls(
            label=found.label,
            place=np.array(lookup, dtype=np.int64)[found.codes],
            codes=codes,
            position=position,
            labels=tuple(_together([one.label for one in parts], "＋", " + ") for parts in joins.values()),
            missing=np.array([all(one.missing is not None for one in parts) for parts in joins.values()]),
        )


def _check_size(margin: Margin, found: Sequence[Classification]) -> None:
    """Refuse a crossing of so many categories that it must be a running number."""
    crossed = float(np.prod([float(len(one.categories)) for one in found]))
    if crossed > _MANY:
        raise ReportError(
            "weighting.too_many",
            ", ".join(margin.variables),
            Text(
                zh="这一边际有{n:,.0f}个类别，太多。", en="The margin has {n:,.0f} categories, too many."
            ).fill(n=crossed),
            Text(zh="请先归并类别，或少交叉几个变量。", en="Merge categories, or cross fewer variables."),
        )


def _totals(margin: Margin, read: list[_Categories]) -> dict[tuple[str, ...], float]:
    """The totals by merged codes; a total of zero for a code that does not exist is passed over."""
    if not read or not margin.totals:
        raise ReportError(
            "weighting.no_controls",
            ", ".join(margin.variables),
            Text(zh="这一边际没有变量或没有总体数。", en="The margin has no variable or no totals."),
            Text(zh="请选择变量并填写各类的总体数。", en="Choose a variable and fill in its totals."),
        )
    if not np.isfinite(list(margin.totals.values())).all():
        raise ReportError(
            "weighting.total",
            ", ".join(margin.variables),
            Text(zh="有的类别没有总体数。", en="Some categories have no total."),
            Text(
                zh="请填写每一类的总体数；没有的类请并入相近的类。",
                en="Fill in the total of every category; merge those without one with a similar one.",
            ),
        )
    found: dict[tuple[str, ...], float] = {}
    for given, total in margin.totals.items():
        if len(given) != len(read):
            raise _unknown(margin, given)
        names = zip(margin.variables, given, strict=True)
        key = tuple(margin.merged.get(name, {}).get(code, code) for name, code in names)
        unknown = [code for one, code in zip(read, key, strict=True) if code not in one.position]
        if unknown and total != 0:
            raise _unknown(margin, unknown)
        if not unknown:
            found[key] = found.get(key, 0.0) + total
    return found


def _unknown(margin: Margin, codes: Sequence[str]) -> ReportError:
    return ReportError(
        "weighting.unknown_category",
        ", ".join(margin.variables),
        filled(
            Text(
                zh="总体数中的类别{names}，变量里没有。",
                en="The totals name {names}, which the variable does not have.",
            ),
            names=named([Text(zh=code, en=code) for code in codes]),
        ),
        Text(
            zh="请核对类别的编码，或把它并入已有的类。",
            en="Check the codes of the categories, or merge this one with another.",
        ),
    )


def _label(read: list[_Categories], place: Sequence[int]) -> Text:
    return _together([one.labels[at] for one, at in zip(read, place, strict=True)], "×", " × ")


def _name(read: list[_Categories]) -> Text:
    return _together([one.label for one in read], "×", " × ")


def _together(labels: Sequence[Text], zh: str, en: str) -> Text:
    return Text(
        zh=zh.join(label.say("zh-CN") for label in labels), en=en.join(label.say("en") for label in labels)
    )


def response_cells(dataset: Dataset, step: Nonresponse) -> Cells:
    """The response class of every answer, and the sums of base weights of those asked.

    An answer in no class or in two is refused.
    """
    names = list(dict.fromkeys(itertools.chain.from_iterable(one.rules for one in step.classes)))
    read = {name: classify(dataset, name) for name in names}
    codes = np.full(len(dataset), -1, dtype=np.int64)
    doubled = np.zeros(len(dataset), dtype=bool)
    labels = []
    for number, one in enumerate(step.classes):
        inside = np.ones(len(dataset), dtype=bool)
        for name, allowed in one.rules.items():
            fits = np.array([category.code in allowed for category in read[name].categories], dtype=bool)
            inside &= fits[read[name].codes]
        doubled |= inside & (codes >= 0)
        codes[inside] = number
        labels.append(_class_label(read, one.rules))
    _check_classes(codes, doubled)
    totals = np.array([one.asked for one in step.classes], dtype=np.float64)
    return Cells(_RESPONSE, codes, totals, tuple(labels), "nonresponse")


def _check_classes(codes: Ints, doubled: npt.NDArray[np.bool_]) -> None:
    for wrong, reason in ((codes < 0, _IN_NONE), (doubled, _IN_TWO)):
        if wrong.any():
            raise ReportError(
                "weighting.response_class",
                "nonresponse",
                reason.fill(n=int(wrong.sum()), row=int(np.flatnonzero(wrong)[0]) + 1),
                Text(
                    zh="请使各类互不重叠，并包括所有答卷。",
                    en="Make the classes cover every answer once.",
                ),
            )


def _class_label(read: Mapping[str, Classification], rules: Mapping[str, tuple[str, ...]]) -> Text:
    parts = []
    for name, allowed in rules.items():
        labels = [category.label for category in read[name].categories if category.code in allowed]
        parts.append(filled(_IS, label=read[name].label, names=_together(labels, "、", ", ")))
    return _together(parts, "，", "; ") if parts else _EVERYONE


_IS = Text(zh="{label}：{names}", en="{label}: {names}")
_EVERYONE = Text(zh="全部", en="everyone")
_RESPONSE = Text(zh="回收类别", en="response classes")
_UNANSWERED = Text(zh="未作答", en="no answer")
_IN_NONE = Text(
    zh="有{n}份答卷不属于任何一类（第一份在第{row}行）。",
    en="{n} answers are in no class (the first is row {row}).",
)
_IN_TWO = Text(
    zh="有{n}份答卷同时属于两类（第一份在第{row}行）。",
    en="{n} answers are in two classes (the first is row {row}).",
)
