"""Exports: the rows are the responses counted, persons are protected, and the log says how."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pyreadstat
import pytest
from lxml import etree  # type: ignore[import-untyped]
from openpyxl import load_workbook
from pyarrow import parquet

from questionnaires.formats.codebook.ddi import SPACE
from reports.codebook import Variable
from reports.exports.files import Place
from reports.exports.profile import OTHERS, OWN, Treatment
from survey.errors import Refusal
from survey.services import exports, happenings, snapshots, surveys
from survey.services.events import SYSTEM
from survey.services.exports import choosing
from survey.services.snapshots import Frozen
from survey.store import Store
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, analysed_survey
from tests.survey.exported import exported

SCHEMA = Path(__file__).parents[2] / "reference" / "ddi-codebook-2.5" / "schemas" / "codebook.xsd"
COUNT = 120


@pytest.fixture
def frozen(store: Store, tmp_path: Path) -> Frozen:
    """The frozen answers of a survey with the whole questionnaire of a county."""
    found = analysed_survey(store, COUNT)
    return snapshots.freeze(store, tmp_path / "instance", found.id, at=NOW)


@pytest.fixture
def survey_id(store: Store, frozen: Frozen) -> int:
    return surveys.named(store, "county", at=NOW).id


def rows_of(name: str, files: dict[str, bytes], folder: Path) -> int:
    """How many rows a file of data has."""
    path = folder / f"data.{exports.NAMES[name][0]}"
    content = files[path.name]
    path.write_bytes(content)
    if name == "csv":
        return len(list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))) - 1
    if name == "xlsx":
        return load_workbook(path)["数据"].max_row - 1
    if name in ("sav", "dta"):
        read = pyreadstat.read_sav if name == "sav" else pyreadstat.read_dta
        return len(read(path)[0])
    return parquet.ParquetFile(path).metadata.num_rows


def test_rows_exported_are_the_responses_counted_in_every_format(
    store: Store, survey_id: int, frozen: Frozen, tmp_path: Path
) -> None:
    assert exports.check_counts(store, survey_id, frozen) == COUNT
    for profile in (OWN, OTHERS):
        for name in exports.FORMATS:
            files = exported(store, survey_id, frozen, name, profile)
            assert rows_of(name, files, tmp_path) == COUNT, (name, profile.name)


@only_sqlite
def test_a_ddi_of_the_data_validates_and_counts_what_is_in_the_file(
    store: Store, survey_id: int, frozen: Frozen
) -> None:
    for profile in (OWN, OTHERS):
        released = exports.release(frozen, profile)
        root = etree.fromstring(in_package(exported(store, survey_id, frozen, "package", profile)))
        etree.XMLSchema(etree.parse(SCHEMA)).assertValid(root)
        names = {"d": SPACE}
        assert root.findtext(".//d:caseQnty", namespaces=names) == str(COUNT)
        found = {one.get("name"): one for one in root.iterfind(".//d:var", names)}
        assert set(found) == {one.name for one in released.dataset.variables}
        for one in released.dataset.variables:
            counted = frequencies(found[one.name])
            assert sum(counted.values()) == (
                COUNT if one.kind in ("code", "indicator") else missing(released, one)
            )


def in_package(files: dict[str, bytes]) -> bytes:
    """The DDI that lies beside the data it describes."""
    with zipfile.ZipFile(io.BytesIO(files["data.zip"])) as archive:
        return archive.read("ddi.xml")


@only_sqlite
def test_a_ddi_without_data_tells_no_count_that_public_tables_hide(
    store: Store, survey_id: int, frozen: Frozen
) -> None:
    published = exported(store, survey_id, frozen, "ddi")["data.xml"]
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.fromstring(published))
    space = f"{{{SPACE}}}"
    table = frozen.dataset.table
    hidden = 0
    for var in etree.fromstring(published).iterfind(f".//{space}var"):
        shown = [one.findtext(f"{space}catStat") for one in var.iterfind(f"{space}catgry")]
        counts = [int(count) for count in shown if count is not None]
        assert not [count for count in counts if 0 < count < 10], var.get("name")
        if None in shown:
            hidden += 1
            assert var.find(f"{space}sumStat") is None
            assert shown.count(None) > 1 or sum(counts) < len(table) - 9
        assert {"min", "max"}.isdisjoint(one.get("type") for one in var.iterfind(f"{space}sumStat"))
    assert hidden


def frequencies(var: etree._Element) -> dict[str, int]:
    space = f"{{{SPACE}}}"
    return {
        category.findtext(f"{space}catValu"): int(category.find(f"{space}catStat").text)
        for category in var.iterfind(f"{space}catgry")
    }


def missing(released: exports.Released, one: Variable) -> int:
    return int(released.dataset.table[one.name].isna().sum())


@only_sqlite
def test_frequencies_of_a_ddi_are_those_of_the_answers_plain_and_weighted(
    store: Store, survey_id: int, frozen: Frozen
) -> None:
    root = etree.fromstring(in_package(exported(store, survey_id, frozen, "package")))
    sex = next(one for one in root.iterfind(f".//{{{SPACE}}}var") if one.get("name") == "sex")
    table = frozen.dataset.table
    for code, count in frequencies(sex).items():
        assert count == int((table["sex"] == code).sum())
    weighted = {
        category.findtext(f"{{{SPACE}}}catValu"): float(category.findall(f"{{{SPACE}}}catStat")[1].text)
        for category in sex.iterfind(f"{{{SPACE}}}catgry")
    }
    assert weighted["1"] == pytest.approx(table["weight"][table["sex"] == "1"].sum(), abs=1e-5)


def test_an_export_is_in_the_log_with_its_profile_and_k_and_nothing_of_any_person(
    store: Store, survey_id: int, frozen: Frozen, tmp_path: Path
) -> None:
    card = surveys.named(store, "county", at=NOW)
    place = Place(tmp_path)
    wanted = exports.Wanted("package", OTHERS)
    done = exports.export(store, tmp_path / "instance", card, wanted, place, at=NOW, actor=SYSTEM)
    with zipfile.ZipFile(done.files[0]) as archive:
        kept = json.loads(archive.read("profile.json"))
        readme = archive.read("README.txt").decode("utf-8-sig")
        etree.fromstring(archive.read("ddi.xml"))
        rows = archive.read("data.csv").decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + COUNT == 1 + done.rows
    event = next(one for one in happenings.happenings(store, survey_id) if one.action == "data.exported")
    assert event.subject == frozen.name
    assert event.detail["rows"] == COUNT
    assert event.detail["anonymity"] == kept["anonymity"] == done.anonymity.to_json()
    assert event.detail["profile"] == kept["profile"]
    assert set(event.detail) == {"format", "rows", "hash", "profile", "anonymity", "weights"}
    assert f"k = {done.anonymity.smallest}" in readme
    assert done.anonymity.smallest is not None


@only_sqlite
def test_by_default_quasi_identifiers_are_coarser_for_others_and_never_finer(frozen: Frozen) -> None:
    own, others = exports.release(frozen, OWN), exports.release(frozen, OTHERS)
    quasi = [one.name for one in frozen.dataset.variables if one.privacy == "quasi_identifying"]
    assert quasi
    assert {others.origin.profile.variables[name].how for name in quasi} <= {"coarsen", "keep"}
    for name in {*quasi} & {one.name for one in others.dataset.variables}:
        assert others.dataset.table[name].nunique() <= own.dataset.table[name].nunique(), name
    assert others.anonymity.classes <= own.anonymity.classes
    assert others.dataset.table["age"].nunique() < own.dataset.table["age"].nunique()
    assert all(one.privacy != "identifying" for one in own.dataset.variables)


def test_what_was_decided_after_the_snapshot_stops_the_export(
    store: Store, survey_id: int, frozen: Frozen, tmp_path: Path
) -> None:
    cut = replace(frozen, dataset=replace(frozen.dataset, table=frozen.dataset.table.iloc[1:]))
    with pytest.raises(Refusal) as refused:
        exports.check_counts(store, survey_id, cut)
    assert refused.value.code == "counts_differ"


@only_sqlite
def test_a_page_offers_the_variables_that_may_point_at_somebody(store: Store, survey_id: int) -> None:
    found = choosing.pointing(store, survey_id)
    assert {one.privacy for one in found} <= {"quasi_identifying", "sensitive"}
    name = found[0].name
    profile = choosing.chosen("deidentified", {name: "drop"}, {"psu": "drop"}, found)
    assert (profile.name, profile.variables, profile.psu) == ("own", {name: Treatment("drop")}, "drop")
    assert choosing.chosen("internal", {}, {}, found) is OWN
    for base, variables, design in (
        ("x", {}, {}),
        ("internal", {"nobody": "drop"}, {}),
        ("internal", {}, {"psu": "x"}),
    ):
        with pytest.raises(Refusal):
            choosing.chosen(base, variables, design, found)


def test_an_unknown_format_or_profile_is_refused_with_those_there_are() -> None:
    for act in (lambda: exports.format_named("sas"), lambda: exports.profile_from("public")):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.remedy.say("en").startswith("There are ")


@only_sqlite
def test_a_profile_that_does_not_fit_is_a_refusal_of_the_use_case(frozen: Frozen) -> None:
    with pytest.raises(Refusal) as refused:
        exports.release(frozen, replace(OWN, variables={"nobody": Treatment("drop")}))
    assert refused.value.code == "dataset.variable"
