"""The files of each format: the data, the codebook, and what they are."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questionnaires.text import CHINESE, ENGLISH, Text
from reports.dataset import Dataset
from reports.exports import columnar, delimited, replicates, scripts, spss, stata, workbook
from reports.exports.encoding import Field, fields_of
from reports.exports.naming import SPSS, STATA, Bounds
from reports.exports.origin import Origin, about


@dataclass(frozen=True)
class Place:
    """Where files go: ``folder/stem.csv`` and, beside it, ``folder/prefix + codebook.csv``."""

    folder: Path
    stem: str = "data"
    prefix: str = ""

    def data(self, suffix: str) -> Path:
        """The file of the data."""
        return self.folder / f"{self.stem}.{suffix}"

    def beside(self, name: str) -> Path:
        """A file beside it."""
        return self.folder / f"{self.prefix}{name}"


Write = Callable[[Dataset, Origin, Place, str], list[Path]]


@dataclass(frozen=True)
class Format:
    """A format by the name that commands and pages take, the ending of its data, and what writes its files."""

    name: str
    suffix: str
    label: Text
    write: Write


def _csv(dataset: Dataset, origin: Origin, place: Place, language: str) -> list[Path]:
    return [
        delimited.write_data(dataset, place.data("csv")),
        delimited.write_codebook(dataset, place.beside("codebook.csv"), language),
        _about(dataset, origin, place, language),
    ]


def _xlsx(dataset: Dataset, origin: Origin, place: Place, language: str) -> list[Path]:
    return [workbook.write(dataset, origin, place.data("xlsx"), language)]


def _sav(dataset: Dataset, origin: Origin, place: Place, language: str) -> list[Path]:
    data = spss.write(dataset, origin, place.data("sav"), language)
    syntax = spss.write_syntax(dataset, origin, data, place.data("sps"), language)
    book = _codebook(dataset, origin, place, SPSS)
    return [*data, syntax, book, _about(dataset, origin, place, language)]


def _dta(dataset: Dataset, origin: Origin, place: Place, language: str) -> list[Path]:
    data = stata.write(dataset, origin, place.data("dta"), language)
    syntax = stata.write_do(dataset, origin, data, place.data("do"), language)
    book = _codebook(dataset, origin, place, STATA)
    return [*data, syntax, book, _about(dataset, origin, place, language)]


def _parquet(dataset: Dataset, origin: Origin, place: Place, language: str) -> list[Path]:
    return [*columnar.write(dataset, place.data("parquet")), _about(dataset, origin, place, language)]


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("csv", "csv", Text(zh="CSV（代码）", en="CSV (codes)"), _csv),
        Format(
            "xlsx",
            "xlsx",
            Text(zh="XLSX（文字标签和编码手册）", en="XLSX (in words, with the codebook)"),
            _xlsx,
        ),
        Format("sav", "sav", Text(zh="SPSS（.sav）", en="SPSS (.sav)"), _sav),
        Format("dta", "dta", Text(zh="Stata（.dta）", en="Stata (.dta)"), _dta),
        Format("parquet", "parquet", Text(zh="Parquet", en="Parquet"), _parquet),
    )
}

README = {
    "data.csv": Text(zh="答案（代码），UTF-8", en="the answers as codes, UTF-8"),
    "codebook.csv": Text(zh="编码手册，供人阅读", en="the codebook, for people"),
    "codebook.json": Text(
        zh="编码手册（完整标签、缺失码、抽样设计、SPSS 中的数值），供程序读取",
        en="the codebook for programs: whole labels, missing codes, design, numbers in SPSS",
    ),
    "data.sav": Text(zh="SPSS 数据", en="the answers for SPSS"),
    "data.sps": Text(
        zh="SPSS 语法：多选题集、完整标签、权数", en="SPSS syntax: sets of answers, full labels, weight"
    ),
    "data.R": Text(
        zh="R：读入数据并声明抽样设计（haven、survey）", en="R: loads the data, declares the design"
    ),
    "data.py": Text(
        zh="Python：读入数据，带设计的均值和占比", en="Python: loads the data; means under the design"
    ),
    replicates.NAME: Text(
        zh="重复权数，每行对应数据的同一行", en="replicate weights, a row for each row of the data"
    ),
    "ddi.xml": Text(zh="DDI-Codebook 2.5，含频数", en="DDI-Codebook 2.5 with frequencies"),
    "profile.json": Text(zh="去标识化方案和 k 匿名", en="the de-identification and k-anonymity"),
}


def write_package(
    dataset: Dataset,
    origin: Origin,
    path: Path,
    language: str = CHINESE,
    more: Mapping[str, bytes] | None = None,
) -> Path:
    """One archive with the data as CSV and .sav, the codebook, scripts for R and Python, and a README.

    ``more`` are files to add by name, such as ``ddi.xml``.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".package-") as made:
        place = Place(Path(made))
        data = spss.write(dataset, origin, place.data("sav"), language)
        spss.write_syntax(dataset, origin, data, place.data("sps"), language)
        delimited.write_data(dataset, place.data("csv"))
        delimited.write_codebook(dataset, place.beside("codebook.csv"), language)
        _codebook(dataset, origin, place, SPSS)
        scripts.write_r(dataset, origin, data, place.data("R"), language)
        scripts.write_python(place.data("py"))
        if origin.replicates is not None:
            replicates.write(origin.replicates, place.beside(replicates.NAME))
        protection = {"profile": origin.profile.to_json(), "anonymity": origin.anonymity.to_json()}
        place.beside("profile.json").write_text(json.dumps(protection, ensure_ascii=False, indent=1), "utf-8")
        for name, content in (more or {}).items():
            place.beside(name).write_bytes(content)
        _readme(dataset, origin, place)
        return archived(place.folder, path)


def archived(folder: Path, path: Path) -> Path:
    """The files of a folder in one archive, read and written piece by piece."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for file in sorted(folder.iterdir()):
            with file.open("rb") as source, archive.open(file.name, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, 1 << 20)
    return path


def _about(dataset: Dataset, origin: Origin, place: Place, language: str) -> Path:
    path = place.beside("about.txt")
    path.write_text("\n".join(about(dataset, origin, language)) + "\n", "utf-8-sig")
    return path


def _readme(dataset: Dataset, origin: Origin, place: Place) -> None:
    blocks = []
    for language in (CHINESE, ENGLISH):
        there = {one.name for one in place.folder.iterdir()}
        files = [
            f"{name:<14} {said.say(language)}"
            for name, said in README.items()
            if name in there or (name == "data.sav" and "data-1.sav" in there)
        ]
        blocks.append("\n".join([*about(dataset, origin, language), "", *files]))
    place.beside("README.txt").write_text("\n\n".join(blocks) + "\n", "utf-8-sig")


def _codebook(dataset: Dataset, origin: Origin, place: Place, bounds: Bounds) -> Path:
    """The codebook as JSON, with the name and the numbers that each variable has in the package's file."""
    fields = fields_of(dataset, origin, bounds, letters_for_missing=bounds is STATA)
    book = {
        **dataset.codebook,
        "snapshot": origin.snapshot,
        "columns": [_told(one, bounds) for one in fields],
    }
    if origin.replicates is not None:
        book["replicates"] = replicates.told(origin.replicates)
    path = place.beside("codebook.json")
    path.write_text(json.dumps(book, ensure_ascii=False, indent=1), "utf-8")
    return path


def _told(one: Field, bounds: Bounds) -> dict[str, Any]:
    letters = stata.letters_of(list(one.coding.missing)) if bounds is STATA else {}
    numbers: dict[str, Any] = {
        code: f".{letters[code]}" if code in letters else number
        for code, number in one.coding.numbers.items()
    }
    return {
        "name": one.name,
        "of": one.source,
        "label": dict(one.label),
        "numbers": {code: number for code, number in numbers.items() if code in one.codes},
    }
