"""The known totals a calibration meets: categories and numbers, as the columns of one matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy.linalg

from questionnaires.text import Text
from reports.errors import ReportError
from reports.weighting.adjustments import joint_cells
from reports.weighting.cells import Cells, agreeing
from reports.weighting.validity import Floats, Ints, filled, named

_MOST = 2_000  # columns; more are a mistake, such as a running number taken for a category
_RANK = 1e-10  # of the scaled cross products


@dataclass(frozen=True, eq=False)
class Controls:
    """``matrix`` (C, k) of the cells, ``totals`` (k,) of the population, ``labels`` (k,) for messages.

    ``cell`` (n,) is the cell of every row; None where each is its own, as with numbers. Rows of a cell get
    the same factor, so that a million rows in a few hundred cells cost no more than these.
    """

    matrix: Floats
    totals: Floats
    labels: tuple[Text, ...]
    cell: Ints | None = None

    @classmethod
    def of(
        cls,
        weights: Floats,
        margins: Sequence[Cells],
        numbers: Sequence[tuple[Text, npt.ArrayLike, float]] = (),
        population: float | None = None,
    ) -> Controls:
        """Controls from margins of categories, numbers (label, values (n,), total) and the population.

        Refused: margins that disagree with each other or with ``population``, categories that sample and
        totals do not share, numbers that are missing or do not vary around a total they cannot reach.
        """
        ready = [
            margin.resolved(weights).checked(weights) for margin in (agreeing(margins) if margins else ())
        ]
        _check_population(ready, population)
        _check_size(sum(len(margin.labels) for margin in ready) + len(numbers) + 1)
        cell, rows = None, np.arange(len(weights))
        if ready and not numbers:
            cell, rows = joint_cells(tuple(margin.codes for margin in ready))
        parts: list[Floats] = []
        totals: list[Floats] = []
        labels: list[Text] = []
        if population is not None and not ready:
            parts.append(np.ones((len(weights), 1)))
            totals.append(np.array([population]))
            labels.append(_EVERYONE)
        for margin in ready:
            parts.append((margin.codes[rows, None] == np.arange(len(margin.labels))).astype(np.float64))
            totals.append(margin.totals)
            labels += [filled(_CELL, margin=margin.name, label=label) for label in margin.labels]
        for label, values, total in numbers:
            parts.append(_checked_number(label, values, total)[:, None])
            totals.append(np.array([total], dtype=np.float64))
            labels.append(label)
        if not parts:
            raise ReportError(
                "weighting.no_controls",
                "calibration",
                Text(zh="没有给出任何总体数。", en="No known total was given."),
                Text(zh="请至少给出一个边际或一个总量。", en="Give at least one margin or total."),
            )
        return cls(np.hstack(parts), np.concatenate(totals), tuple(labels), cell)

    def shared(self, weights: Floats, margins: Sequence[Cells]) -> Controls:
        """The same for other weights, under which rows without an answer may have another share.

        ``margins`` are those the controls were made of.
        """
        totals, at = self.totals.copy(), 0
        for margin in margins:
            totals[at : at + len(margin.labels)] = margin.resolved(weights).totals
            at += len(margin.labels)
        return replace(self, totals=totals)

    def sums(self, weights: Floats) -> Floats:
        """Weights (n,) added up by cell, (C,)."""
        if self.cell is None:
            return weights
        return np.bincount(self.cell, weights, len(self.matrix)).astype(np.float64)

    def by_row(self, values: Floats) -> Floats:
        """Values by cell (C,) for every row, (n,)."""
        return values if self.cell is None else values[self.cell]

    def independent(self, weights: Floats) -> Controls:
        """The columns that do not follow from others, so that a category's totals need no base category.

        ``weights`` (C,) are by cell. Columns with no weight on any of them fall away too. Rank by pivoted
        QR of the scaled cross products.
        """
        gram = (self.matrix * weights[:, None]).T @ self.matrix
        size = np.sqrt(np.diag(gram))
        used = np.flatnonzero(size > 0)
        scaled = gram[np.ix_(used, used)] / np.outer(size[used], size[used])
        _, upper, order = scipy.linalg.qr(scaled, pivoting=True)
        rank = int(np.sum(np.abs(np.diag(upper)) > _RANK))
        kept = np.sort(used[order[:rank]])
        labels = tuple(self.labels[index] for index in kept)
        return Controls(self.matrix[:, kept], self.totals[kept], labels, self.cell)

    def gap(self, weights: Floats) -> Floats:
        """Known totals less weighted sums, over 1 + |known total|, (k,) (R ``grake``: misfit); by cell."""
        return np.asarray((self.totals - weights @ self.matrix) / (1 + np.abs(self.totals)), dtype=np.float64)


def _check_population(margins: Sequence[Cells], population: float | None) -> None:
    if population is None:
        return
    if not np.isfinite(population) or population <= 0:
        raise ReportError(
            "weighting.total",
            "total",
            Text(zh="总体总数必须是正数。", en="The size of the population must be positive."),
            Text(zh="请填写总体总数。", en="Fill in the size of the population."),
        )
    everyone = Cells(_EVERYONE, np.zeros(0, dtype=np.int64), np.array([population]), (_EVERYONE,))
    agreeing([*margins, everyone])


def _checked_number(label: Text, values: npt.ArrayLike, total: float) -> Floats:
    value = np.asarray(values, dtype=np.float64)
    empty = int(np.sum(~np.isfinite(value)))
    if empty:
        raise ReportError(
            "weighting.number_missing",
            "calibration",
            filled(
                Text(
                    zh="“{label}”有{n}份答卷没有数值，不能用来校准。",
                    en="{n} answers have no value of “{label}”, so that it cannot be calibrated to.",
                ),
                label=label,
                n=empty,
            ),
            Text(
                zh="请改用人人都答了的变量，或把它分组后按类别校准（未作答的保持其占比）。",
                en="Choose a variable that everybody answered, or put it into classes and calibrate to these.",
            ),
        )
    if not np.isfinite(total):
        raise ReportError(
            "weighting.total",
            "calibration",
            filled(
                Text(zh="“{label}”的总量不是有限数。", en="The total of “{label}” is not finite."),
                label=label,
            ),
            Text(zh="请填写总量。", en="Fill in the total."),
        )
    if not value.any() and total != 0:
        raise ReportError(
            "weighting.no_variation",
            "calibration",
            filled(
                Text(
                    zh="“{label}”在全部答卷中都是零，怎样加权都达不到总量。",
                    en="“{label}” is zero in every answer: no weights reach its total.",
                ),
                label=label,
            ),
            Text(zh="请去掉这个总量。", en="Leave this total out."),
        )
    return value


def _check_size(columns: int) -> None:
    if columns > _MOST:
        raise ReportError(
            "weighting.too_many",
            "calibration",
            Text(
                zh="要满足的总体数有{n}个，超过{most}个。",
                en="There are {n} totals to meet, more than {most}.",
            ).fill(n=columns, most=_MOST),
            Text(
                zh="请先把类别归并成少数几类；若只有类别，可用边际迭代加权。",
                en="Put the categories into fewer classes; with categories alone, rake instead.",
            ),
        )


def unmet(controls: Controls, weights: Floats, limit: float) -> Text:
    """The controls that the weights, by cell, miss by more than ``limit``, the worst first."""
    gap = np.abs(controls.gap(weights))
    order = [int(index) for index in np.argsort(-gap) if gap[index] > limit]
    return named([controls.labels[index] for index in order] or [controls.labels[int(np.argmax(gap))]])


_EVERYONE = Text(zh="总体总数", en="population")
_CELL = Text(zh="{margin}：{label}", en="{margin}: {label}")
