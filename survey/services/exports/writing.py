"""An export: a snapshot, what protects the persons in it, and the files of a format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from questionnaires.text import CHINESE, Text
from reports.dataset import Dataset
from reports.errors import ReportError
from reports.exports import files
from reports.exports.anonymity import Anonymity
from reports.exports.deidentify import deidentified
from reports.exports.files import Format, Place
from reports.exports.origin import Origin
from reports.exports.profile import OWN, PROFILES, Profile, profile_of
from reports.weighting.choice import Choice, Replicates
from survey.errors import Refusal
from survey.services import snapshots, weightsets
from survey.services.events import SYSTEM, Actor, log
from survey.services.exports import ddi, replicating
from survey.services.modes import MODES
from survey.services.snapshots import Frozen
from survey.services.surveys import Card
from survey.store import reviews as stored_reviews
from survey.store.engine import Store

FORMATS: Mapping[str, Format] = files.FORMATS
DDI = Text(
    zh="DDI-Codebook 2.5（含频数，没有逐份数据）", en="DDI-Codebook 2.5 (frequencies, no single answers)"
)
PACKAGE = Text(
    zh="数据包（CSV、SPSS、编码手册、DDI、R 和 Python 程序）",
    en="Package (CSV, SPSS, codebook, DDI, scripts for R and Python)",
)
#: Every format by name, with the ending of its file and its words.
NAMES: Mapping[str, tuple[str, Text]] = {
    **{one.name: (one.suffix, one.label) for one in FORMATS.values()},
    "package": ("zip", PACKAGE),
    "ddi": ("xml", DDI),
}


@dataclass(frozen=True)
class Wanted:
    """What is to be exported: a format by name, a profile, the language of labels, and the set of weights.

    ``weights`` names the one set that goes into the column of weights, the usual one where it is empty.
    ``replicates`` are replicate weights of that set, which go with the package only.
    """

    format: str = "csv"
    profile: Profile = OWN
    language: str = CHINESE
    weights: str = ""
    replicates: Choice | None = None


@dataclass(frozen=True, eq=False)
class Released:
    """What a profile let out of a snapshot, and all that its files say of themselves."""

    dataset: Dataset
    origin: Origin

    @property
    def anonymity(self) -> Anonymity:
        """How many persons look alike in it."""
        return self.origin.anonymity


@dataclass(frozen=True)
class Exported:
    """The files of an export, how many rows are in it, and what it was made from."""

    files: list[Path]
    rows: int
    snapshot: str
    hash: str
    profile: Profile
    anonymity: Anonymity
    detail: Mapping[str, Any] = field(default_factory=dict)


def format_named(name: str) -> str:
    """A format by its name.

    :raises Refusal: there is none of that name.
    """
    if name not in NAMES:
        raise Refusal(
            "form",
            place=name,
            reason=Text(zh="没有这种数据格式", en="There is no such format of data"),
            remedy=Text(zh=f"可用的是 {', '.join(NAMES)}", en=f"There are {', '.join(NAMES)}"),
        )
    return name


def profile_from(given: str | Mapping[str, Any]) -> Profile:
    """A shipped profile by its name, or one that was written as JSON.

    :raises Refusal: there is none of that name, or it cannot be read.
    """
    if isinstance(given, str):
        if given not in PROFILES:
            raise Refusal(
                "profile_unknown",
                place=given,
                reason=Text(zh="没有这个去标识化方案", en="There is no such de-identification profile"),
                remedy=Text(zh=f"可用的是 {', '.join(PROFILES)}", en=f"There are {', '.join(PROFILES)}"),
            )
        return PROFILES[given]
    with refusals():
        return profile_of(given)


def check_counts(store: Store, survey_id: int, frozen: Frozen) -> int:
    """How many responses count as valid now, which must be the rows of the snapshot.

    :raises Refusal: decisions were made since the snapshot was frozen.
    """
    with store.reading() as session:
        counted = stored_reviews.outcomes(session, survey_id).get("valid", 0)
    if counted != len(frozen.dataset):
        raise Refusal(
            "counts_differ",
            place=frozen.name,
            reason=Text(
                zh=f"有效答卷现有 {counted} 份，数据快照有 {len(frozen.dataset)} 行",
                en=f"{counted} responses are valid now, the snapshot has {len(frozen.dataset)} rows",
            ),
            remedy=Text(zh="请重新生成数据快照后再导出", en="Freeze a new snapshot and export again"),
        )
    return counted


def release(
    frozen: Frozen,
    profile: Profile = OWN,
    draw: np.random.Generator | None = None,
    replicates: Replicates | None = None,
) -> Released:
    """Let out of a snapshot what a profile allows; ``replicates`` of its rows go along in their new order.

    :raises Refusal: the profile names a variable that is not there, or treats it as it cannot be.
    """
    with refusals():
        dataset, settled, anonymity, order = deidentified(frozen.dataset, profile, draw)
    carried = None if replicates is None else replicates.in_order(order)
    return Released(dataset, Origin(frozen.name, frozen.created_at, settled, anonymity, MODES, carried))


def write_files(store: Store, survey_id: int, released: Released, wanted: Wanted, place: Place) -> list[Path]:
    """Write the files of a format; the data first.

    :raises Refusal: a format has no room for the data.
    """
    with refusals():
        if wanted.format == "package":
            described = ddi.described(store, survey_id, released.dataset, wanted.language)
            path = place.data("zip")
            more = {"ddi.xml": described}
            return [files.write_package(released.dataset, released.origin, path, wanted.language, more)]
        if wanted.format == "ddi":
            path = place.data("xml")
            path.write_bytes(ddi.described(store, survey_id, released.dataset, wanted.language, alone=True))
            return [path]
        return FORMATS[wanted.format].write(released.dataset, released.origin, place, wanted.language)


def export(
    store: Store,
    instance: Path,
    survey: Card,
    wanted: Wanted,
    place: Place,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
) -> Exported:
    """Freeze the data if anything changed, write them as wanted, and put in the log what was let out.

    :raises Refusal: nothing is valid, the counts do not agree, or the profile, the format, the set of weights or
        the replicates of it do not fit.
    """
    format_named(wanted.format)
    replicating.check(wanted.replicates, wanted.format, wanted.profile)
    frozen = snapshots.freeze(store, instance, survey.id, at=at, actor=actor)
    rows = check_counts(store, survey.id, frozen)
    chosen = weightsets.usable(store, survey.id, wanted.weights)
    replicates = replicating.replicated(frozen, chosen, wanted.replicates, wanted.profile)
    released = release(weightsets.reweighted(frozen, chosen), wanted.profile, replicates=replicates)
    made = write_files(store, survey.id, released, wanted, place)
    profile, anonymity = released.origin.profile, released.anonymity
    detail: dict[str, Any] = {
        "format": wanted.format,
        "rows": rows,
        "hash": frozen.dataset.hash,
        "profile": profile.to_json(),
        "anonymity": anonymity.to_json(),
        "weights": weightsets.BASE if chosen is None else chosen.name,
    }
    if replicates is not None:
        detail["replicates"] = {**replicates.choice.to_json(), "number": replicates.number}
    with store.writing() as session:
        log(
            session,
            actor,
            "data.exported",
            at=at,
            survey_id=survey.id,
            subject=("snapshot", frozen.name),
            detail=detail,
        )
    return Exported(made, rows, frozen.name, frozen.dataset.hash, profile, anonymity, detail)


@contextmanager
def refusals() -> Iterator[None]:
    """Refusals of the analysis as those of a use case."""
    try:
        yield
    except ReportError as error:
        raise Refusal(error.code, place=error.place, reason=error.reason, remedy=error.remedy) from error
