"""Snapshots without the answers of a person who asked for them to be erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from reports.dataset import Dataset
from reports.weighting import weighted
from survey.services import made as made_files
from survey.services import readings
from survey.services.events import SYSTEM, Actor
from survey.services.snapshotfiles import folder_of, keep, path_of, readable, sweep, withdraw
from survey.services.surroundings import Surroundings
from survey.services.tabulation import number_of
from survey.store import snapshots as stored
from survey.store import surveys as stored_surveys
from survey.store.engine import Store


def rebuild_without(
    store: Store, instance: Path, survey_id: int, response_id: int, *, at: datetime, actor: Actor = SYSTEM
) -> list[str]:
    """Rebuild every snapshot that holds a response without it, under new names; gives those names.

    Whatever else was erased is left out too. The files of the old ones and every report are
    removed, and any file that a freezing or a rebuilding which was cut off has left. A
    snapshot of which nothing is left, or whose file is lost or damaged, is only removed.
    """
    # A version that is being frozen now is either seen here, or sees what was erased.
    with store.writing() as session:
        code = stored_surveys.locked(session, survey_id).code
        erasures = stored.erasures(session, survey_id)
        tokens = stored.erased_tokens(session, survey_id, response_id)
        standing = [(one.id, one.name, one.surroundings) for one in stored.standing(session, survey_id)]
    made_files.forget(instance, code)  # any report may quote the person, any export hold the answers
    folder, numbers, made = folder_of(instance, code), [number_of(token) for token in tokens], []
    for snapshot_id, name, around in reversed(standing):
        dataset = readable(path_of(folder, name))
        kept = None if dataset is None else ~dataset.table["response"].isin(numbers)
        if kept is not None and bool(kept.all()):
            continue
        if dataset is None or kept is None or not bool(kept.any()):
            with store.writing() as session:
                stored_surveys.locked(session, survey_id)
                withdraw(session, survey_id, snapshot_id, at, actor, None)
            continue
        source = {**dataset.source, "rows": str(int(kept.sum()))}
        left = replace(dataset, table=dataset.table[kept].drop(columns="weight"), source=source)
        rebuilt = weighted(left, missing_population="unweighted")[0]
        found = None if around is None else Surroundings.from_json(around).without(_places(dataset, ~kept))
        instead = keep(store, folder, survey_id, rebuilt, found, erasures, at, actor, replaces=snapshot_id)
        if instead is not None:
            made.append(instead)
    # One may have been put in place before its snapshot was withdrawn.
    made_files.forget(instance, code, ["exports", readings.FOLDER])
    with store.writing() as session:
        stored_surveys.locked(session, survey_id)
        overtaken = stored.erasures(session, survey_id) != erasures
        left_standing = {one.name for one in stored.standing(session, survey_id)}
        sweep(folder, left_standing)
    for _, name, _ in standing:
        if name not in left_standing:  # a report of it may have been put in place before it was withdrawn
            made_files.forget(instance, code, ["reports"], of=name)
    if overtaken:  # somebody else was erased meanwhile
        made += rebuild_without(store, instance, survey_id, response_id, at=at, actor=actor)
    return made


def _places(dataset: Dataset, gone: pd.Series[bool]) -> list[tuple[str, bool]]:
    """The stratum of each row that goes, and whether it came in a file."""
    rows = dataset.table.loc[gone, ["stratum", "mode"]]
    return [(str(stratum), mode == "import") for stratum, mode in rows.itertuples(index=False)]
