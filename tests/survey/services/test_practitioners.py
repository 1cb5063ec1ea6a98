"""The real answers of 23,859 practitioners: stored as they are in the source, counted by pandas.

The texts are not ours to keep: everything is read where it lies and forgotten with the test. Every day the
first answers of the file are enough; `make prove` stores all of them.
"""

import csv
import io
import itertools
import os
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from questionnaires.formats.canonical import version_hash
from reports.crosstabs import breakdown
from reports.dataset import Dataset
from survey.services import imports, questionnaires, snapshots
from survey.store import Store, versions
from survey.store.tables import Survey
from tests.fixtures.counts import Count
from tests.fixtures.databases import only_sqlite
from tests.survey.samples import NOW, SYSTEM

SOURCE = Path(os.environ.get("KEWEN_SHARED", "../shared")) / "data" / "practitioners2018" / "answers.csv.zip"

EVERY = 23_859
HEADERS = 2

pytestmark = [
    only_sqlite,
    pytest.mark.skipif(not SOURCE.exists(), reason=f"left out: the real answers are absent ({SOURCE})"),
]


@pytest.fixture
def file(tmp_path: Path, count: Count) -> Path:
    """The answers with both their headers: the first of them, or all."""
    rows = count(2_400, EVERY)
    if rows == EVERY:
        return SOURCE
    path = tmp_path / "first.csv"
    with zipfile.ZipFile(SOURCE) as archive, path.open("w", encoding="utf-8", newline="") as target:
        lines = csv.reader(io.TextIOWrapper(archive.open(archive.namelist()[0]), "utf-8"))
        csv.writer(target).writerows(itertools.islice(lines, rows + HEADERS))
    return path


@pytest.fixture
def source(file: Path) -> pd.DataFrame:
    return pd.read_csv(file, skiprows=[1], dtype="str", keep_default_na=False)


@pytest.fixture
def dataset(store: Store, tmp_path: Path, file: Path, source: pd.DataFrame) -> Dataset:
    mapping = questionnaires.mapping_named("practitioners2018")
    questionnaire = questionnaires.from_data(file, mapping, "practitioners2018")
    path = questionnaires.keep(tmp_path, questionnaire)
    assert questionnaires.named(tmp_path, "practitioners2018") == questionnaire
    assert path.exists()
    with store.writing() as session:
        survey = Survey(
            code="practitioners2018",
            title={"en": "Practitioners"},
            place={},
            organiser={},
            processor={},
            settings={},
            draft=None,
            created_at=NOW,
        )
        session.add(survey)
        session.flush()
        survey_id = survey.id
        versions.add(
            session,
            survey_id=survey_id,
            document=questionnaire.model_dump(mode="json", exclude_defaults=True),
            digest=version_hash(questionnaire),
            published_at=NOW,
            published_by=None,
        )
    done = imports.import_responses(store, survey_id, file, mapping, actor=SYSTEM, at=NOW, valid=True)
    assert (done.stored, done.left_out, done.off_path) == (len(source), 0, 0)
    frozen = snapshots.freeze(store, tmp_path, survey_id, at=NOW)
    return frozen.dataset


def said(dataset: Dataset, name: str) -> list[str]:
    variable = dataset.variable(name)
    labels = {code: label.say("en") for code, label in variable.codes.items()} | {"-9": ""}
    return [labels[code] for code in dataset.table[name].astype("str")]


def test_the_stored_answers_are_those_of_the_source(dataset: Dataset, source: pd.DataFrame) -> None:
    assert len(dataset) == len(source) >= 2_400
    if len(source) == EVERY:
        sex = pd.Series(said(dataset, "Q1")).value_counts().to_dict()
        assert sorted(sex.values()) == [79, 340, 4_010, 19_430]
    for name in ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9", "Q10", "Q26", "Q40", "Q43"):
        stored = pd.Series(said(dataset, name)).value_counts().to_dict()
        assert stored == source[name].str.strip().value_counts().to_dict(), name
    for name in ("Q11", "Q16", "Q19", "Q28", "Q38", "Q45"):
        parts = [column for column in source if str(column).startswith(f"{name}_Part_")]
        for place, column in enumerate(parts, 1):
            assert (dataset.table[f"{name}_{place}"] == 1).sum() == (source[column] != "").sum(), column
    for column in ("Q34_Part_1", "Q35_Part_6"):
        given = pd.to_numeric(source[column].replace("", None))
        assert dataset.table[column].sum() == pytest.approx(given.sum())
        assert dataset.table[column].notna().sum() == given.notna().sum()

    table = pd.DataFrame({name: said(dataset, name) for name in ("Q2", "Q6", "Q7")})
    stored = table.value_counts().to_dict()
    expected = source[["Q2", "Q6", "Q7"]].apply(lambda column: column.str.strip()).value_counts().to_dict()
    assert stored == expected
    assert {dataset.variable(name).role for name in ("Q2", "Q6", "Q7")} == {"age", "title", "sector"}
    assert not dataset.design.probability

    crossed = breakdown(dataset, ["age", "title", "sector"]).table
    printed = sum(cell.n or 0 for cell in crossed.inner() if not cell.suppressed)
    assert printed > (0.5 if len(source) == EVERY else 0.2) * len(source)
