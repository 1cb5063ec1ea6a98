"""Where exported data come from: the snapshot, the ways they came in, and what was done to protect persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from questionnaires.text import Text
from reports.dataset import Dataset
from reports.exports.anonymity import Anonymity
from reports.exports.cells import needs_companion
from reports.exports.profile import Profile
from reports.exports.replicates import lines as replicate_lines
from reports.weighting.choice import Replicates


@dataclass(frozen=True)
class Origin:
    """What a file says of itself.

    ``snapshot`` names the frozen data and ``modes`` gives the ways of answering their words.
    ``profile`` was applied already and ``anonymity`` is what came of it. ``replicates`` are those of the rows
    as they are written, where they were asked for.
    """

    snapshot: str
    frozen_at: datetime
    profile: Profile
    anonymity: Anonymity
    modes: Mapping[str, Text] = field(default_factory=dict)
    replicates: Replicates | None = None

    def mode_label(self, mode: str) -> Text:
        """A way of answering in words; one that is not known by its code."""
        return self.modes.get(mode, Text(zh=mode or "—", en=mode or "—"))


def about(dataset: Dataset, origin: Origin, language: str = "zh-CN") -> list[str]:
    """What an export says of itself, one sentence a line."""
    chinese = language.startswith("zh")
    lines = [
        dataset.title.say(language),
        f"数据快照 {origin.snapshot}，冻结于 {origin.frozen_at:%Y-%m-%d %H:%M} UTC"
        if chinese
        else f"Snapshot {origin.snapshot}, frozen at {origin.frozen_at:%Y-%m-%d %H:%M} UTC",
        f"导出 {len(dataset):,} 行 = 有效答卷 {len(dataset):,} 份"
        if chinese
        else f"{len(dataset):,} rows exported = {len(dataset):,} responses counted as valid",
        "缺失码：-1 未显示，-3 不适用，-7 不愿回答，-8 不清楚，-9 未答。"
        if chinese
        else "Missing codes: -1 not shown, -3 not applicable, -7 refused, -8 don't know, -9 left out.",
        "开放题文字和可识别个人的列不在本文件中。以 = + - @ 等开头的文字前加了撇号，以免被当作公式。"
        if chinese
        else "Open texts and identifying columns are not in this file. Texts that begin like a formula have an "
        "apostrophe before them.",
        _weight(dataset, origin).say(language),
        _units(origin).say(language),
    ]
    beside = ", ".join(one.companion for one in dataset.variables if needs_companion(dataset, one))
    if beside:
        lines.append(
            f"这些列的缺失码也可能是答案，所以 CSV 中单独成列：{beside}。"
            if chinese
            else f"Missing codes that might be answers stand in columns of their own in the CSV: {beside}."
        )
    known = (f"{mode} {label.say(language)}" for mode, label in origin.modes.items())
    lines.append(
        ("mode 是填答方式：" if chinese else "mode is how it came in: ")
        + ("、" if chinese else ", ").join(known)
    )
    lines += [one.say(language) for one in origin.profile.lines()]
    lines += [one.say(language) for one in origin.anonymity.lines()]
    if origin.replicates is not None:
        lines += [one.say(language) for one in replicate_lines(origin.replicates, origin.profile)]
    return lines + [note.say(language) for note in dataset.design.notes]


def _weight(dataset: Dataset, origin: Origin) -> Text:
    if origin.profile.weight == "drop":
        return Text(
            zh="权数没有导出：weight 都是 1，未加权的占比不代表总体。",
            en="Weights were not exported: every weight is 1, and unweighted shares do not stand for the whole.",
        )
    if dataset.design.probability:
        return Text(
            zh="weight 为按层扩大权数（该层人数 ÷ 该层有效份数）。",
            en="weight is the population of the stratum over its valid responses.",
        )
    return Text(
        zh="weight 都是 1：没有加权，因为不是每份有效答卷的层都有总体人数。",
        en="Every weight is 1: nothing is weighted, because not every valid response is in a stratum with a "
        "population count.",
    )


def _units(origin: Origin) -> Text:
    if origin.profile.psu == "drop":
        return Text(
            zh="单位代号没有导出；按整群抽样的误差无法由本文件算出。",
            en="Units were not exported; errors of a sample of units cannot be worked out from this file.",
        )
    if origin.profile.psu == "mask":
        return Text(
            zh="psu 为单位的随机代号，只在本文件内有效。",
            en="psu is a random number of the unit, of this file only.",
        )
    return Text(zh="psu 为单位的随机代号。", en="psu is a random number of the unit.")
