"""Snapshots: the valid answers of a survey, frozen as a dataset that tables and reports cite.

A snapshot never changes. When nothing changed since the newest one, that one is used again.
After an erasure each snapshot that held the response is rebuilt without it under a new
name, and the old files are removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from questionnaires.text import Text
from reports.dataset import Dataset
from survey.errors import Refusal
from survey.services import surroundings
from survey.services.datasets import dataset_seen, state_of
from survey.services.events import SYSTEM, Actor
from survey.services.snapshotfiles import folder_of, keep, path_of, readable, state_path_of
from survey.services.surroundings import Surroundings
from survey.store import snapshots as stored
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store

TRIES = 5


@dataclass(frozen=True)
class Frozen:
    """A snapshot: its name, where its file is, the moment it was frozen, and its content.

    ``surroundings`` is None in a snapshot from before they were kept.
    """

    name: str
    path: Path
    created_at: datetime
    dataset: Dataset
    surroundings: Surroundings | None
    is_new: bool


def freeze(store: Store, instance: Path, survey_id: int, *, at: datetime, actor: Actor = SYSTEM) -> Frozen:
    """The snapshot of a survey as it is now: the newest if nothing changed, else a new one.

    Where only what stands around the answers has changed, it is a new one of the same data.

    What was read while somebody's answers were erased is discarded and read again.

    :raises Refusal: there is no valid response.
    """
    for _attempt in range(TRIES):
        with store.reading() as session:
            erasures = stored.erasures(session, survey_id)
            survey = stored_surveys.get(session, survey_id)
            folder = folder_of(instance, survey.code)
            state = state_of(session, survey_id)
            around = surroundings.seen(store, session, survey_id)
            newest = _newest(session, survey_id, around)
            if newest is not None and _kept_state(folder, newest.name) == state:
                path = path_of(folder, newest.name)
                found = readable(path)
                if found is not None:
                    return Frozen(newest.name, path, newest.created_at, found, around, is_new=False)
                newest = None  # lost or damaged: frozen anew under another name
            dataset = dataset_seen(store, session, survey_id, instance)
        if newest is not None and newest.hash == dataset.hash and path_of(folder, newest.name).exists():
            _keep_state(folder, newest.name, state)
            path = path_of(folder, newest.name)
            return Frozen(newest.name, path, newest.created_at, dataset, around, is_new=False)
        name = keep(store, folder, survey_id, dataset, around, erasures, at, actor)
        if name is not None:
            _keep_state(folder, name, state)
            return Frozen(name, path_of(folder, name), at, dataset, around, is_new=True)
    raise Refusal(
        "erasing",
        reason=Text(
            zh="正有人要求删除答卷，数据没有冻结", en="Responses are being erased; nothing was frozen"
        ),
        remedy=Text(zh="请稍后再试", en="Please try again in a moment"),
    )


@dataclass(frozen=True)
class _Standing:
    name: str
    hash: str
    created_at: datetime


def _newest(session: Session, survey_id: int, around: Surroundings) -> _Standing | None:
    """The newest snapshot, None where there is none or it was frozen among other returns or suggestions."""
    standing = stored.standing(session, survey_id)
    if not standing or standing[0].surroundings != around.to_json():
        return None
    return _Standing(standing[0].name, standing[0].hash, standing[0].created_at)


def load(store: Store, instance: Path, survey_id: int, name: str) -> Frozen:
    """A snapshot by its name.

    :raises Refusal: there is none, or it was replaced after an erasure.
    """
    with store.reading() as session:
        survey_code = stored_surveys.get(session, survey_id).code
        found = stored.by_name(session, survey_id, name)
        if found is None or found.withdrawn_at is not None:
            raise Refusal(
                "snapshot_unknown",
                place=name,
                reason=Text(
                    zh="没有这份数据快照，或者它在有人要求删除后已重建",
                    en="There is no such snapshot, or it was rebuilt after an erasure",
                ),
                remedy=Text(zh="请使用最新的数据快照", en="Use the newest snapshot"),
            )
        created_at, around = found.created_at, _kept(found.surroundings)
    path = path_of(folder_of(instance, survey_code), name)
    return Frozen(name, path, created_at, Dataset.load(path), around, is_new=False)


def unchanged(store: Store, instance: Path, survey_id: int) -> Frozen | None:
    """The newest snapshot if nothing has changed since it was frozen and its file is whole, else None. Nothing is written."""
    with store.reading() as session:
        folder = folder_of(instance, stored_surveys.get(session, survey_id).code)
        standing = stored.standing(session, survey_id)
        if not standing or _kept_state(folder, standing[0].name) != state_of(session, survey_id):
            return None
        name, created_at = standing[0].name, standing[0].created_at
        around = _kept(standing[0].surroundings)
    path = path_of(folder, name)
    dataset = readable(path)
    return None if dataset is None else Frozen(name, path, created_at, dataset, around, is_new=False)


def _kept(given: Mapping[str, Any] | None) -> Surroundings | None:
    return None if given is None else Surroundings.from_json(given)


def _kept_state(folder: Path, name: str) -> str | None:
    path = state_path_of(folder, name)
    return path.read_text("ascii") if path.exists() and path_of(folder, name).exists() else None


def _keep_state(folder: Path, name: str, state: str) -> None:
    state_path_of(folder, name).write_text(state, "ascii")
