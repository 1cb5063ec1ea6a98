"""The files of an export as tests look at them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from reports.exports.files import Place
from reports.exports.profile import OWN, Profile
from survey.services import exports
from survey.services.snapshots import Frozen
from survey.store import Store


def exported(
    store: Store,
    survey_id: int,
    frozen: Frozen,
    name: str = "csv",
    profile: Profile = OWN,
    language: str = "zh-CN",
) -> dict[str, bytes]:
    """The content of every file of an export by its name."""
    with tempfile.TemporaryDirectory() as folder:
        released = exports.release(frozen, profile)
        wanted = exports.Wanted(name, profile, language)
        made = exports.write_files(store, survey_id, released, wanted, Place(Path(folder)))
        return {path.name: path.read_bytes() for path in made}
