"""What one process read of a large survey: taken by the others, gone with an erasure, never of another state."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from reports.dataset import Dataset
from survey.services import datasets, readings, respond
from survey.services.secrets import receipt_digests, receipt_of
from survey.store import Store, open_store
from survey.store.tables import Response
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import KEY, NOW, Analysed, analysed_survey, small

pytestmark = only_sqlite


@pytest.fixture
def survey(store: Store, monkeypatch: pytest.MonkeyPatch) -> Analysed:
    """A survey that counts as large."""
    monkeypatch.setattr(readings, "LEAST_VALUES", 1)
    return analysed_survey(store, 12, questionnaire=small())


def kept(instance: Path, survey: Analysed) -> list[Path]:
    folder = readings.folder_of(instance, survey.code)
    return sorted(folder.glob("*.parquet")) if folder.exists() else []


def erase_one(store: Store, instance: Path) -> None:
    with store.writing() as session:
        one = session.scalars(sa.select(Response).where(Response.seed == 1)).one()
        receipt = receipt_of(KEY, one.token)
        one.receipt_digest = receipt_digests(KEY, receipt)[0]
    respond.erase(store, KEY, instance, receipt, at=NOW)


def test_another_process_takes_what_the_first_has_read(
    store: Store, database_url: str, survey: Analysed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = datasets.dataset_of(store, survey.id, tmp_path)
    assert len(kept(tmp_path, survey)) == 1

    def read_again(*_arguments: object) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr(datasets, "_dataset_read", read_again)
    other = open_store(database_url)  # what a process remembers is kept by its store
    try:
        assert datasets.dataset_of(other, survey.id, tmp_path).hash == first.hash
    finally:
        other.close()


def test_a_small_survey_leaves_no_file(store: Store, tmp_path: Path) -> None:
    survey = analysed_survey(store, 12, questionnaire=small())
    datasets.dataset_of(store, survey.id, tmp_path)
    assert not readings.folder_of(tmp_path, survey.code).exists()


def test_a_change_of_the_survey_is_read_anew_and_takes_the_place_of_what_was_kept(
    store: Store, survey: Analysed, tmp_path: Path
) -> None:
    datasets.dataset_of(store, survey.id, tmp_path)
    (before,) = kept(tmp_path, survey)
    with store.writing() as session:
        session.execute(sa.update(Response).where(Response.seed == 1).values(outcome="invalid"))
    assert len(datasets.dataset_of(store, survey.id, tmp_path)) == 11
    (after,) = kept(tmp_path, survey)
    assert after != before


def test_an_erasure_leaves_nothing_of_what_was_read(store: Store, survey: Analysed, tmp_path: Path) -> None:
    datasets.dataset_of(store, survey.id, tmp_path)
    assert kept(tmp_path, survey)
    erase_one(store, tmp_path)
    assert list(readings.folder_of(tmp_path, survey.code).iterdir()) == []
    assert len(datasets.dataset_of(store, survey.id, tmp_path)) == 11


def test_what_was_read_while_somebody_was_erased_is_not_kept(
    store: Store, survey: Analysed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Dataset.save

    def save(dataset: Dataset, path: Path) -> Path:
        monkeypatch.setattr(Dataset, "save", real)
        erase_one(store, tmp_path)
        return real(dataset, path)

    monkeypatch.setattr(Dataset, "save", save)
    datasets.dataset_of(store, survey.id, tmp_path)
    assert list(readings.folder_of(tmp_path, survey.code).iterdir()) == []


def test_rows_that_are_not_the_valid_responses_are_never_taken(
    store: Store, survey: Analysed, tmp_path: Path
) -> None:
    datasets.dataset_of(store, survey.id, tmp_path)
    (path,) = kept(tmp_path, survey)
    with store.reading() as session:
        tokens = list(session.scalars(sa.select(Response.token)))
    assert readings.find(tmp_path, survey.code, path.stem, lambda: tokens) is not None
    assert readings.find(tmp_path, survey.code, path.stem, lambda: [*tokens[1:], "f" * 32]) is None


def test_a_damaged_file_is_passed_over(
    store: Store, database_url: str, survey: Analysed, tmp_path: Path
) -> None:
    first = datasets.dataset_of(store, survey.id, tmp_path)
    (path,) = kept(tmp_path, survey)
    path.write_bytes(path.read_bytes()[:100])
    other = open_store(database_url)
    try:
        assert datasets.dataset_of(other, survey.id, tmp_path).hash == first.hash
    finally:
        other.close()
    assert len(Dataset.load(*kept(tmp_path, survey))) == 12
