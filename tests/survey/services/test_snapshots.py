"""Snapshots: frozen, reused when nothing changed, rebuilt under a new name after an erasure."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from questionnaires.formats import yaml
from reports.dataset import Dataset
from reports.exports.origin import about
from survey.errors import Refusal
from survey.services import copies, datasets, exports, rebuilding, respond, review, snapshotfiles, snapshots
from survey.services.copies import Order
from survey.services.secrets import receipt_of
from survey.store import Store
from survey.store import copies as stored_copies
from survey.store import frame as stored_frame
from survey.store import snapshots as stored
from survey.store.reviews import ResponseFilter
from survey.store.tables import Response, Stratum, Survey, Unit
from tests.survey.analysed import analysed_survey, small
from tests.survey.exported import exported
from tests.survey.samples import (
    KEY,
    NOW,
    QUESTIONNAIRE,
    SYSTEM,
    Sample,
    answer,
    numbers,
    publish,
    small_survey,
)


@pytest.fixture
def sample(store: Store) -> Sample:
    """Five responses: three valid ones of health and school, one invalid, one not yet decided."""
    sample = small_survey(store)
    copies.issue(
        store, KEY, sample.id, [Order("health", 3, "县医院"), Order("school", 2)], actor=SYSTEM, at=NOW
    )
    with store.reading() as session:
        nonces = [row.nonce for row in stored_copies.listed(session, sample.id)]
    given = [
        {"sex": ["1"]},
        {
            "sex": ["2"],
            "hours": [],
            "hours.missing": ["unknown"],
            "suggest": ["=1+1 请打 13912345678"],
            "send": ["1"],
        },
        {"sex": ["9"]},
        {"sex": ["1"], "act": ["97"]},
        {"sex": ["2"]},
    ]
    tokens = [answer(store, nonce, answers) for nonce, answers in zip(nonces, given, strict=True)]
    numbers = ids(store, tokens)
    for place, verdict in enumerate(("valid", "valid", "invalid", "valid")):
        review.decide(store, sample.id, numbers[place], verdict, reason="试", actor=SYSTEM, at=NOW)
    return sample


def ids(store: Store, tokens: list[str]) -> list[int]:
    with store.reading() as session:
        return [session.query(Response.id).where(Response.token == token).scalar() for token in tokens]


def valid_ids(store: Store, sample: Sample) -> list[int]:
    """The numbers of the valid responses in the order in which they were begun."""
    valid = {row.id for row in review.overview(store, sample.id, ResponseFilter(outcome="valid")).rows}
    return [number for number in numbers(store) if number in valid]


def test_a_dataset_holds_the_valid_with_weights_n_over_n(store: Store, sample: Sample) -> None:
    dataset = datasets.dataset_of(store, sample.id)
    table = dataset.table
    assert len(dataset) == 3
    by_stratum = dict(zip(table["stratum"].astype("str"), table["weight"], strict=True))
    assert by_stratum == {"health": 500.0, "school": 400.0}
    assert sorted(table["sex"].astype("str")) == ["1", "1", "2"]
    assert sorted(table["act_97"].tolist()) == [0, 0, 1]
    assert table["hours"].isna().sum() == 1
    assert table["hours.missing"].astype("str").tolist().count("-8") == 1
    assert dataset.variable("sex").role == "sex"
    assert dataset.variable("sex").missing_kinds["9"] == "refused"
    group = dataset.group("sat")
    assert group is not None
    assert group.variables == ("sat_1", "sat_2", "sat_3")
    assert "suggest" not in dataset
    assert "act_oth" not in dataset
    assert dataset.design.probability
    assert not dataset.design.clustered


def test_a_column_that_is_not_on_the_path_is_not_shown_in_the_data(store: Store, sample: Sample) -> None:
    topics = datasets.dataset_of(store, sample.id).table["topic"].astype("str").tolist()
    assert sorted(topics) == ["-1", "-1", "-9"]


def test_a_snapshot_is_reused_until_something_changes(store: Store, sample: Sample, tmp_path: Path) -> None:
    first = snapshots.freeze(store, tmp_path, sample.id, at=NOW)
    assert first.is_new
    again = snapshots.freeze(store, tmp_path, sample.id, at=NOW + timedelta(hours=1))
    assert (again.name, again.is_new) == (first.name, False)
    (undecided,) = [
        row.id for row in review.overview(store, sample.id, ResponseFilter(outcome="submitted")).rows
    ]
    review.decide(store, sample.id, undecided, "valid", actor=SYSTEM, at=NOW)
    later = snapshots.freeze(store, tmp_path, sample.id, at=NOW + timedelta(hours=2))
    assert later.is_new
    assert later.name != first.name
    assert len(later.dataset) == 4
    loaded = snapshots.load(store, tmp_path, sample.id, first.name)
    assert loaded.dataset.hash == first.dataset.hash
    review.decide(store, sample.id, undecided, "open", actor=SYSTEM, at=NOW)
    assert (
        snapshots.freeze(store, tmp_path, sample.id, at=NOW + timedelta(hours=3)).dataset.hash
        == first.dataset.hash
    )


def test_units_that_come_to_the_frame_and_facts_that_labels_quote_are_changes_of_the_data(
    store: Store,
) -> None:
    survey = analysed_survey(store, 40, questionnaire=small()).id
    with store.writing() as session:
        session.execute(sa.update(Response).values(psu=Response.seed % 4))
    before = datasets.dataset_of(store, survey)
    assert before.design.clustered
    with store.writing() as session:
        stratum = session.scalars(sa.select(Stratum).where(Stratum.code == "1")).one()
        units = [
            {"survey_id": survey, "stratum_id": stratum.id, "number": number, "name": f"单位{number}"}
            for number in range(30)
        ]
        session.execute(sa.insert(Unit), units)
        earlier = stored.fingerprint(session, survey)
    after = datasets.dataset_of(store, survey)
    assert [one.units for one in (before.design.strata[0], after.design.strata[0])] == [None, 30.0]
    with store.writing() as session:
        session.execute(sa.update(Survey).values(organiser={"zh-CN": "另一个单位"}))
        assert stored.fingerprint(session, survey) != earlier


def test_after_an_erasure_snapshots_are_rebuilt_under_a_new_name_and_the_old_files_removed(
    store: Store, sample: Sample, tmp_path: Path
) -> None:
    old = snapshots.freeze(store, tmp_path, sample.id, at=NOW)
    erased = valid_ids(store, sample)[0]
    made = rebuilding.rebuild_without(store, tmp_path, sample.id, erased, at=NOW + timedelta(hours=1))
    assert len(made) == 1
    assert made[0] != old.name
    assert not old.path.exists()
    folder = snapshotfiles.folder_of(tmp_path, sample.code)
    assert sorted(path.name for path in folder.iterdir()) == [f"{made[0]}.parquet", f"{made[0]}.parquet.json"]
    rebuilt = Dataset.load(folder / f"{made[0]}.parquet")
    assert len(rebuilt) == 2
    by_stratum = dict(zip(rebuilt.table["stratum"].astype("str"), rebuilt.table["weight"], strict=True))
    assert by_stratum == {"health": 1000.0, "school": 400.0}
    with pytest.raises(Refusal):
        snapshots.load(store, tmp_path, sample.id, old.name)
    assert rebuilding.rebuild_without(store, tmp_path, sample.id, erased, at=NOW) == []


def test_two_versions_are_brought_together_by_name_and_what_differs_is_noted(
    store: Store, sample: Sample
) -> None:
    changed = QUESTIONNAIRE.replace("{zh-CN: 男, en: Male}", "{zh-CN: 男性, en: Man}").replace(
        "- {code: '3', label: {zh-CN: 维权, en: Rights}}",
        "- {code: '4', label: {zh-CN: 交流, en: Exchange}}",
    )
    with store.writing() as session:
        publish(session, sample.id, yaml.load(changed))
    copies.issue(store, KEY, sample.id, [Order("school", 1)], actor=SYSTEM, at=NOW)
    with store.reading() as session:
        nonce = stored_copies.listed(session, sample.id)[-1].nonce
    (number,) = ids(store, [answer(store, nonce, {"need": ["4"]})])
    review.decide(store, sample.id, number, "valid", actor=SYSTEM, at=NOW)
    dataset = datasets.dataset_of(store, sample.id)
    assert dataset.variable("sex").codes["1"].say("zh-CN") == "男性"
    assert set(dataset.variable("need_1").codes) >= {"1", "2", "3", "4"}
    assert dataset.variable("sex").versions == ("1", "2")
    assert any("sex" in note.say("en") for note in dataset.design.notes)


def test_answers_that_would_be_misread_under_the_newest_labels_stand_apart(
    store: Store, sample: Sample
) -> None:
    changed = QUESTIONNAIRE.replace("{zh-CN: 男, en: Male}", "{zh-CN: 女, en: Female}", 1)
    changed = changed.replace(
        "{code: '2', label: {zh-CN: 女, en: Female}}", "{code: '2', label: {zh-CN: 男, en: Male}}"
    )
    changed = changed.replace("kind: ranking\n        name: need", "kind: multiple\n        name: need")
    changed = changed.replace("kind: multiple\n        name: act", "kind: single\n        name: act", 1)
    changed = changed.replace("most: 120", "most: 120\n        unit: {zh-CN: 分钟, en: minutes}")
    with store.writing() as session:
        publish(session, sample.id, yaml.load(changed))
    copies.issue(store, KEY, sample.id, [Order("school", 1)], actor=SYSTEM, at=NOW)
    with store.reading() as session:
        nonce = stored_copies.listed(session, sample.id)[-1].nonce
    (number,) = ids(store, [answer(store, nonce, {"need": ["2"], "sex": ["1"]})])
    review.decide(store, sample.id, number, "valid", actor=SYSTEM, at=NOW)
    dataset = datasets.dataset_of(store, sample.id)
    # Nobody who said 男 is counted as 女: each version's answers stand under its own labels.
    assert dataset.variable("sex_v1").codes["1"].say("zh-CN") == "男"
    assert dataset.variable("sex").codes["1"].say("zh-CN") == "女"
    assert (dataset.variable("sex_v1").versions, dataset.variable("sex").versions) == (("1",), ("2",))
    assert (dataset.table["sex"] == "1").sum() == 1
    assert sorted(dataset.table["sex_v1"]) == ["-1", "1", "1", "2"]
    assert dataset.by_role("sex") == dataset.variable("sex")
    # A ranking that became a multiple choice: two questions, each whole.
    groups = {group.name: (group.kind, group.variables) for group in dataset.groups if "need" in group.name}
    assert groups == {
        "need": ("multiple", ("need_1", "need_2", "need_3")),
        "need_v1": ("ranking", ("need_1_v1", "need_2_v1")),
    }
    # What is now a single choice has the name of what was a group.
    assert dataset.variable("act").versions == ("2",)
    assert [group.name for group in dataset.groups if "act" in group.name] == ["act_v1"]
    assert dataset.variable("hours_v1").versions == ("1",)
    assert any("sex_v1" in note.say("zh-CN") for note in dataset.design.notes)


def test_without_valid_responses_there_is_nothing_to_freeze(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        snapshots.freeze(store, tmp_path, small_survey(store, "empty").id, at=NOW)
    assert refused.value.code == "no_valid_responses"


def test_rows_exported_are_the_responses_counted_and_the_files_say_so(
    store: Store, sample: Sample, tmp_path: Path
) -> None:
    frozen = snapshots.freeze(store, tmp_path, sample.id, at=NOW)
    assert exports.check_counts(store, sample.id, frozen) == 3
    parts = exported(store, sample.id, frozen)
    data = parts["data.csv"].decode("utf-8-sig")
    assert parts["data.csv"].startswith(b"\xef\xbb\xbf")
    assert len(data.splitlines()) == 1 + 3
    words = parts["about.txt"].decode("utf-8-sig")
    assert "导出 3 行 = 有效答卷 3 份" in words
    assert "该层人数 ÷ 该层有效份数" in words
    assert "13912345678" not in data
    review.decide(store, sample.id, valid_ids(store, sample)[0], "open", actor=SYSTEM, at=NOW)
    with pytest.raises(Refusal) as refused:
        exports.check_counts(store, sample.id, frozen)
    assert refused.value.code == "counts_differ"


def test_an_export_without_weights_says_so(store: Store, tmp_path: Path) -> None:
    sample = small_survey(store, "unweighted")
    with store.writing() as session:
        for stratum in stored_frame.strata(session, sample.id):
            stratum.population = None
    copies.issue(store, KEY, sample.id, [Order("school", 1)], actor=SYSTEM, at=NOW)
    with store.reading() as session:
        nonce = stored_copies.listed(session, sample.id)[0].nonce
    (number,) = ids(store, [answer(store, nonce)])
    review.decide(store, sample.id, number, "valid", actor=SYSTEM, at=NOW)
    frozen = snapshots.freeze(store, tmp_path, sample.id, at=NOW)
    released = exports.release(frozen)
    lines = about(released.dataset, released.origin, "en")
    assert any("Every weight is 1" in line for line in lines)
    assert not any("population of the stratum over" in line for line in lines)


def test_the_workbook_has_labels_and_a_codebook(store: Store, sample: Sample, tmp_path: Path) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    frozen = snapshots.freeze(store, tmp_path, sample.id, at=NOW)
    book = load_workbook(BytesIO(exported(store, sample.id, frozen, "xlsx")["data.xlsx"]))
    assert book.sheetnames == ["说明", "数据", "编码手册"]
    rows = list(book["数据"].iter_rows(values_only=True))
    assert len(rows) == 1 + 3
    place = rows[0].index("sex")
    assert sorted(str(row[place]) for row in rows[1:]) == ["女", "男", "男"]
    hours = rows[0].index("hours")
    assert sorted(str(row[hours]) for row in rows[1:]) == ["44", "44", "不清楚"]
    assert any(row[0] == "sex" and row[4] == "9" for row in book["编码手册"].iter_rows(values_only=True))


def test_texts_go_to_a_file_of_their_own_with_formulas_defused(store: Store, sample: Sample) -> None:
    found = exports.texts(store, sample.id, actor=SYSTEM, at=NOW).decode("utf-8-sig").splitlines()
    assert found == ["question,label,text", "suggest,意见建议,'=1+1 请打 13912345678"]


def test_what_was_read_while_somebody_was_erased_is_not_frozen(
    store: Store, sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased = valid_ids(store, sample)[0]
    real = Dataset.save
    done: list[bool] = []

    def save(dataset: Dataset, path: Path) -> Path:
        if not done:
            done.append(True)
            erase(store, tmp_path, erased)
        return real(dataset, path)

    monkeypatch.setattr(Dataset, "save", save)
    frozen = snapshots.freeze(store, tmp_path, sample.id, at=NOW)
    assert len(frozen.dataset) == 2
    assert files(tmp_path, sample) == {frozen.name}


def test_a_deletion_that_was_cut_short_is_completed_by_its_repeat(
    store: Store, sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = snapshots.freeze(store, tmp_path, sample.id, at=NOW)
    erased = valid_ids(store, sample)[0]
    with monkeypatch.context() as patch:

        def killed(*_arguments: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(rebuilding, "sweep", killed)
        with pytest.raises(KeyboardInterrupt):
            erase(store, tmp_path, erased)
    assert old.name in files(tmp_path, sample)
    erase(store, tmp_path, erased)
    assert old.name not in files(tmp_path, sample)
    assert len(files(tmp_path, sample)) == 1


def test_a_snapshot_whose_file_is_lost_keeps_nobody_from_being_erased(
    store: Store, sample: Sample, tmp_path: Path
) -> None:
    old = snapshots.freeze(store, tmp_path, sample.id, at=NOW)
    old.path.unlink()
    erase(store, tmp_path, valid_ids(store, sample)[0])
    assert files(tmp_path, sample) == set()
    with pytest.raises(Refusal):
        snapshots.load(store, tmp_path, sample.id, old.name)
    assert len(snapshots.freeze(store, tmp_path, sample.id, at=NOW).dataset) == 2


def test_a_damaged_snapshot_is_frozen_anew_and_keeps_nobody_from_being_erased(
    store: Store, sample: Sample, tmp_path: Path
) -> None:
    old = snapshots.freeze(store, tmp_path, sample.id, at=NOW)
    old.path.write_bytes(old.path.read_bytes()[:-9])
    assert snapshots.unchanged(store, tmp_path, sample.id) is None
    anew = snapshots.freeze(store, tmp_path, sample.id, at=NOW + timedelta(minutes=1))
    assert (anew.is_new, anew.dataset.hash) == (True, old.dataset.hash)
    assert snapshots.load(store, tmp_path, sample.id, anew.name).dataset.hash == old.dataset.hash
    erase(store, tmp_path, valid_ids(store, sample)[0])
    assert not {old.name, anew.name} & files(tmp_path, sample)


def erase(store: Store, instance: Path, number: int) -> None:
    with store.reading() as session:
        receipt = receipt_of(KEY, session.get_one(Response, number).token)
    respond.erase(store, KEY, instance, receipt, at=NOW + timedelta(hours=1))


def files(instance: Path, sample: Sample) -> set[str]:
    """The names of the snapshots that have a file."""
    folder = snapshotfiles.folder_of(instance, sample.code)
    return {path.name.partition(".")[0] for path in folder.iterdir()}
