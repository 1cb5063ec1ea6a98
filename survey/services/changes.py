"""Which numbers of a report moved between two versions of the data, and why.

What a report printed is kept beside its files as plain data. Two such are set side by side: nothing is reckoned
anew and nothing is shown that the two reports did not give already. Why figures moved is counted from the frozen
data and the decisions made since, as numbers of responses, never as who they are.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from questionnaires.text import Text
from reports.dataset import Dataset
from reports.documents.changes import Changes, changes
from reports.documents.printed import Printed
from reports.templates import USUAL
from survey.errors import Refusal
from survey.services import snapshots
from survey.services.memory import Memory
from survey.services.outcomes import OUTCOMES
from survey.services.reportfiles import PRINTED, file_of, put
from survey.services.surveys import Card
from survey.services.tabulation import number_of
from survey.store import snapshots as stored
from survey.store import surveys as stored_surveys
from survey.store.engine import Store

#: Columns that say how a response counts, not what was answered.
NOT_ANSWERS = ("response", "weight", "stratum", "psu", "mode")

KEPT = 60
_read: Memory[tuple[str, int], Printed] = Memory(KEPT)

SUBMITTED = Text(
    zh="新增 {count} 份有效答卷，在前一版之后提交。",
    en="{count} valid responses are new: they were submitted after the earlier version.",
)
DECIDED = Text(
    zh="新增 {count} 份有效答卷，提交得更早，审核时判为有效。",
    en="{count} valid responses are new: submitted before, found valid in review since.",
)
LEFT = Text(
    zh="{count} 份原来有效的答卷不再计入，现在是“{outcome}”。",
    en="{count} responses that were valid no longer count; they are now “{outcome}”.",
)
CORRECTED = Text(
    zh="{count} 份答卷的回答有更正。",
    en="The answers of {count} responses were corrected.",
)
POPULATION = Text(
    zh="“{stratum}”层的总体人数由 {before} 改为 {after}，权数随之改变。",
    en="The population of “{stratum}” went from {before} to {after}, and the weights with it.",
)
REWEIGHTED = Text(
    zh="各层有效份数变了，按层的权数（人数 ÷ 有效份数）随之改变。",
    en="The valid responses of strata changed, and with them the weights (persons ÷ valid responses).",
)
OTHER_WEIGHTS = Text(
    zh="权数由“{before}”换成“{after}”。", en="The set of weights “{before}” was exchanged for “{after}”."
)
OTHER_TEMPLATE = Text(
    zh="两次之间模板改过，有的表和句子因此出现或消失。",
    en="The template was changed in between: some tables and sentences came or went because of that.",
)
SAME_DATA = Text(
    zh="数据没有变化：变的是发放回收数、意见建议的核可，或程序的版本。",
    en="The data are the same: returns, cleared suggestions or the version of the program have changed.",
)
BASE = Text(zh="基础权数", en="base weights")


@dataclass(frozen=True)
class Compared:
    """Two reports after one template: what they printed, what differs, and why."""

    before: Printed
    after: Printed
    changes: Changes
    reasons: tuple[Text, ...]


def keep(store: Store, instance: Path, survey: Card, name: str, template: str, printed: Printed) -> None:
    """Keep what a report printed beside its files, unless an erasure took its version of the data away."""
    path = _path(instance, survey.code, name, printed.language, template)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with store.writing() as session:  # whoever erases comes before or after
        stored_surveys.locked(session, survey.id)
        if any(one.name == name for one in stored.standing(session, survey.id)):
            put(path, json.dumps(printed.to_json(), ensure_ascii=False).encode())


def kept(instance: Path, survey_code: str, name: str, language: str, template: str = USUAL) -> Printed | None:
    """What the report of a version printed, None where none was made since this is kept."""
    path = _path(instance, survey_code, name, language, template)
    try:
        key = (str(path), path.stat().st_mtime_ns)
        return _read.get(key, lambda: Printed.from_json(json.loads(path.read_text("utf-8"))))
    except (FileNotFoundError, ValueError, KeyError):
        return None


def previous(
    store: Store, instance: Path, survey: Card, name: str, language: str, template: str = USUAL
) -> tuple[str, Printed] | None:
    """The newest version frozen before another of which a report after the template is kept, with what it printed."""
    for other in _older(store, survey.id, name):
        found = kept(instance, survey.code, other, language, template)
        if found is not None:
            return other, found
    return None


def compared(
    store: Store, instance: Path, survey: Card, before: str, after: str, language: str, template: str = USUAL
) -> Compared:
    """Two versions by what their reports printed. Nothing is written.

    :raises Refusal: one of the reports was not made, or its data were rebuilt.
    """
    datasets, printed = [], []
    for name in (before, after):
        frozen = snapshots.load(store, instance, survey.id, name)
        found = kept(instance, survey.code, name, language, template)
        if found is None:
            raise _not_made(name)
        datasets.append((frozen.dataset, frozen.created_at))
        printed.append(found)
    with store.reading() as session:
        fates = {
            number_of(token): (outcome, submitted)
            for token, outcome, submitted in stored.fates(session, survey.id)
        }
    (older, since), (newer, _) = datasets
    reasons = _reasons(printed[0], printed[1], older, newer, since, fates)
    return Compared(printed[0], printed[1], changes(printed[0], printed[1]), tuple(reasons))


def newest_two(
    store: Store, instance: Path, survey: Card, language: str, template: str = USUAL
) -> tuple[str, str]:
    """The newest two versions of which reports after a template are kept, the older first.

    :raises Refusal: there are not two.
    """
    with store.reading() as session:
        names = [one.name for one in stored.standing(session, survey.id)]
    found = [name for name in names if kept(instance, survey.code, name, language, template) is not None]
    if len(found) < 2:
        raise Refusal(
            "changes.two",
            place=template,
            reason=Text(
                zh="用这个模板和语言生成过报告的数据版本不足两个，无从比较",
                en="Fewer than two versions of the data have a report after this template in this language",
            ),
            remedy=Text(
                zh="请先在“报告”一页为两个数据版本各生成一次", en="Make a report of two versions first"
            ),
        )
    return found[1], found[0]


def _older(store: Store, survey_id: int, name: str) -> list[str]:
    with store.reading() as session:
        names = [one.name for one in stored.standing(session, survey_id)]
    return names[names.index(name) + 1 :] if name in names else []


def _path(instance: Path, survey_code: str, name: str, language: str, template: str) -> Path:
    return file_of(instance, survey_code, name, language, template, PRINTED)


def _not_made(name: str) -> Refusal:
    return Refusal(
        "changes.not_made",
        place=name,
        reason=Text(
            zh="这个数据版本还没有用这个模板和语言生成过报告，或生成时还不保存比较用的内容",
            en="No report of this version was made after this template in this language, or before what it printed was kept",
        ),
        remedy=Text(zh="请在“报告”一页再生成一次", en="Make it again on the page Report"),
    )


def _reasons(
    before: Printed,
    after: Printed,
    older: Dataset,
    newer: Dataset,
    since: datetime,
    fates: dict[int, tuple[str, datetime | None]],
) -> list[Text]:
    was, now = numbers(older), numbers(newer)
    found = [*_added(now - was, since, fates), *_left(was - now, fates)]
    differing = corrected(older, newer)
    if differing:
        found.append(CORRECTED.fill(count=f"{differing:,}"))
    populations = _populations(before, after, newer)
    found += populations
    if was != now and not populations and _are_reweighted(older, newer):
        found.append(REWEIGHTED)
    if before.weights != after.weights:
        found.append(OTHER_WEIGHTS.fill(before=before.weights or BASE, after=after.weights or BASE))
    if not found and before.version == after.version:
        found.append(SAME_DATA)
    if before.template != after.template:
        found.append(OTHER_TEMPLATE)
    return found


def _added(numbers: set[int], since: datetime, fates: dict[int, tuple[str, datetime | None]]) -> list[Text]:
    moments = [fates[number][1] for number in numbers if number in fates]
    later = sum(moment is not None and moment > since for moment in moments)
    counts = ((SUBMITTED, later), (DECIDED, len(numbers) - later))
    return [words.fill(count=f"{count:,}") for words, count in counts if count]


def _left(numbers: set[int], fates: dict[int, tuple[str, datetime | None]]) -> list[Text]:
    labels = {one.name: one.label for one in OUTCOMES}
    outcomes = Counter(fates[number][0] for number in numbers if number in fates)
    return [
        LEFT.fill(count=f"{count:,}", outcome=labels.get(outcome, outcome))
        for outcome, count in outcomes.most_common()
    ]


def _populations(before: Printed, after: Printed, newer: Dataset) -> list[Text]:
    labels = {one.code: one.label for one in newer.design.strata}
    return [
        POPULATION.fill(stratum=labels.get(code, code), before=_said(was), after=_said(now))
        for code, now in after.populations.items()
        if code in before.populations and (was := before.populations[code]) != now
    ]


def _said(population: float | None) -> str:
    return "–" if population is None else f"{population:,.0f}"


def numbers(dataset: Dataset) -> set[int]:
    """The numbers of the responses that count."""
    return set(dataset.column("response").tolist())


def _are_reweighted(older: Dataset, newer: Dataset) -> bool:
    """Whether a response of both versions has another base weight; without population counts all are 1."""
    first, second = (one.table.set_index("response")["weight"] for one in (older, newer))
    common = first.index.intersection(second.index)
    return not np.allclose(first.loc[common], second.loc[common])


def corrected(older: Dataset, newer: Dataset) -> int:
    """How many responses of both versions say something else in a column that both have."""
    first = older.table.set_index("response")
    second = newer.table.set_index("response")
    common = first.index.intersection(second.index)
    names = [name for name in first.columns if name in second.columns and name not in NOT_ANSWERS]
    differ = np.zeros(len(common), dtype=bool)
    first, second = first.loc[common, names], second.loc[common, names]
    for name in names:
        one, other = first[name].astype(object), second[name].astype(object)
        absent, missing = one.isna().to_numpy(), other.isna().to_numpy()
        same = (absent & missing) | (~absent & ~missing & (one == other).fillna(False).to_numpy(dtype=bool))
        differ |= ~same
    return int(differ.sum())
