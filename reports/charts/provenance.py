"""Where a table comes from and what it stands on: the lines above and below every chart and table."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.text import Text
from reports.dataset import Dataset
from reports.disclosure import ReleasedTable
from reports.layout import ONLY

NOT_WEIGHTED = "not weighted"


@dataclass(frozen=True)
class Provenance:
    """Where a table comes from: the survey, whether simulated, the version of the data, and the set of weights.

    ``weights`` is empty where these are the simple expansion that every version of the data carries.
    """

    survey: Text
    version: str
    simulated: bool = False
    weights: str = ""

    @classmethod
    def of(cls, dataset: Dataset, title: Text, *, simulated: bool) -> Provenance:
        """What a dataset says of itself; with another set of weights it still names the data it was made from."""
        version = dataset.source.get("data", "") or dataset.hash
        return cls(title, version, simulated, dataset.source.get("weights", ""))

    def source(self, language: str) -> str:
        """The source line under a table or a chart."""
        name, version = self.survey.say(language), self.version[:12]
        if language.startswith("zh"):
            simulated = "（模拟数据，不是真实调查）" if self.simulated else ""
            weights = f"；权数 {self.weights}" if self.weights else ""
            return f"来源：{name}{simulated}；数据版本 {version}{weights}"
        simulated = " (simulated data, not a real survey)" if self.simulated else ""
        weights = f"; weights {self.weights}" if self.weights else ""
        return f"Source: {name}{simulated}; data version {version}{weights}"


def base_line(table: ReleasedTable, language: str) -> str:
    """What a table stands on: base, weighting and n, and that intervals are indicative where they are."""
    sign = "≈" if table.base.about else "="
    n = f"{sign} {table.base.n:,}" if table.base.n is not None else f"< {table.threshold}"
    if table.base.n is None and not table.cells[-1].suppressed:
        n = "▪"  # so many that figures are told, but their number is not
    indicative = _is_indicative(table)
    filtered = any(note.get("en", "").startswith(ONLY) for note in table.notes)
    zh, en = ("筛选出的", "selected") if filtered else ("全部", "all")
    if any(NOT_WEIGHTED in note.get("en", "") for note in table.notes):
        return Text(
            zh=f"基数：{zh}有效答卷，按份数计，n {n}", en=f"Base: {en} valid responses, counted, n {n}"
        ).say(language)
    named = _has_named_weights(table)
    if language.startswith("zh"):
        if indicative and named:
            return f"基数：{zh}有效答卷，加权，区间仅供参考，n {n}"
        weighting = "未加权，区间仅供参考" if indicative else "加权，95 % 置信区间"
        return f"基数：{zh}有效答卷，{weighting}，n {n}"
    if indicative and named:
        return f"Base: {en} valid responses, weighted, intervals indicative, n {n}"
    weighting = "unweighted, intervals indicative" if indicative else "weighted, 95 % intervals"
    return f"Base: {en} valid responses, {weighting}, n {n}"


def stands_for_itself(table: ReleasedTable) -> bool:
    """Whether the answers of a table were neither drawn nor weighted: they tell of no more persons than gave them."""
    return _is_indicative(table) and not _has_named_weights(table)


def _is_indicative(table: ReleasedTable) -> bool:
    return any("not a probability sample" in note.get("en", "") for note in table.notes)


def _has_named_weights(table: ReleasedTable) -> bool:
    return any(note.get("en", "").startswith("Weights: ") for note in table.notes)
