"""Whether a backup, or the running database, is whole and unaltered. Nothing is changed by asking."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from questionnaires.formats.canonical import version_hash
from questionnaires.model import Questionnaire
from survey.errors import Refusal, Refusals
from survey.services.archives import damaged, opened
from survey.settings import Settings
from survey.store import backup as copies
from survey.store import require_current
from survey.store import surveys as stored_surveys
from survey.store.engine import Store
from survey.store.migration import current_revision
from survey.store.readonly import open_to_read


@dataclass(frozen=True)
class Verified:
    """What was found in order: an archive or the running database."""

    what: str
    revision: str | None
    rows: Mapping[str, int]
    files: int


def verify(settings: Settings, source: Path | None = None) -> Verified:
    """Check that an archive, or the running database, is whole and unaltered; both may be read-only.

    Of an archive: every sum, and the database in it. Of the database: its files and
    references, and the hash of every published questionnaire.

    :raises Refusals: what is wrong, all of it.
    """
    if source is not None:
        return _archive(source)
    problems = [damaged("DATABASE_URL", fault) for fault in copies.faults(settings.database_url)]
    with closing(open_to_read(settings.database_url)) as store:
        problems += _altered_versions(store)
        if problems:
            raise Refusals(problems)
        return Verified("database", current_revision(store), copies.rows_of(store), 0)


def _archive(source: Path) -> Verified:
    with opened(source) as (manifest, folder):
        database = folder / manifest["database"]
        if database.suffix == ".sqlite3":
            faults = copies.file_faults(database)
            if faults:
                raise Refusals([damaged(manifest["database"], fault) for fault in faults])
        return Verified(str(source), manifest["revision"], manifest["rows"], len(manifest["files"]))


def _altered_versions(store: Store) -> list[Refusal]:
    with store.reading() as session:
        require_current(store)
        return [
            damaged(f"version {version.id}", "SHA-256")
            for version in stored_surveys.all_versions(session)
            if version_hash(Questionnaire.model_validate(version.document)) != version.hash
        ]
