"""The full report in every form, made as staff make it: by its own process, from a frozen version of the data.

The answers are made up for the county's questionnaire; more than :data:`DRAWN` of them are those drawn with
replacement, as for the report only their number counts. The template is the county's with so many crossings more
that it has 30 charts. The floor is what the libraries take alone for as many pictures and Word tables: bars without
a finding to say, cells without a figure to reckon, no PDF, no slides, no workbook.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import numpy as np
import yaml
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from reports.dataset import Dataset
from reports.templates import USUAL, shipped
from reports.weighting import weighted
from survey.services import reporting, surveys, templates
from survey.services.reportfiles import file_of
from survey.services.snapshots import Frozen
from survey.store import Store, migrate, open_store
from survey.store import snapshots as stored_snapshots
from tests.survey.analysed import NOW, analysed_survey

SIZES = (2_463, 100_000)
DRAWN = 2_463
NAME, LANGUAGE, SECRET = "bench", "zh-CN", "k" * 40
#: Beside the county's own; each is a table and a chart.
CROSSINGS = (
    ("sex", "title"),
    ("sex", "education"),
    ("sex", "sector"),
    ("sex", "unit_type"),
    ("unit_type", "age"),
    ("unit_type", "title"),
    ("political", "age"),
    ("political", "sex"),
    ("occupation", "age"),
    ("occupation", "sex"),
    ("occupation", "title"),
    ("education", "title"),
)
BARS, COLUMNS = 8, 5


def run(sizes: Sequence[int] = SIZES, crossings: int = len(CROSSINGS)) -> Iterator[dict[str, Any]]:
    """CPU and wall seconds and peak memory of the process that makes a report, by the number of answers."""
    for answers in sizes:
        with tempfile.TemporaryDirectory() as folder:
            instance = Path(folder)
            name, code = _prepare(instance, answers, CROSSINGS[:crossings])
            taken = _made(instance, code, name)
            content = file_of(instance, code, name, LANGUAGE, NAME).read_bytes()
        charts, tables, cells = _counted(content)
        floor = _floor(charts, tables, cells)
        yield {
            "answers": answers,
            "charts": charts,
            "tables": tables,
            **taken,
            "floor": round(floor, 2),
            "x floor": round(taken["cpu_seconds"] / floor, 1),
        }


def _prepare(instance: Path, answers: int, crossings: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """An instance with a survey, its template and a frozen version of its data; the names of version and survey."""
    url = f"sqlite:///{instance / 'kewen.sqlite3'}"
    migrate(url)
    store = open_store(url)
    try:
        made = analysed_survey(store, min(answers, DRAWN))
        card = surveys.named(store, made.code, at=NOW)
        document = shipped(USUAL).document()
        parts = [*document["parts"], *({"what": "crossed", "by": list(pair)} for pair in crossings)]
        own = yaml.safe_dump({**document, "name": NAME, "parts": parts}, allow_unicode=True)
        templates.take(store, made.id, NAME, own.encode(), at=NOW)
        frozen = reporting.freeze(store, instance, card, at=NOW)
        name = frozen.name if answers <= DRAWN else _drawn(store, made.id, frozen, answers)
    finally:
        store.close()
    return name, made.code


def _drawn(store: Store, survey_id: int, frozen: Frozen, answers: int) -> str:
    """A frozen version of so many answers, drawn with replacement; its name."""
    dataset = frozen.dataset
    rows = np.sort(np.random.default_rng(1).integers(0, len(dataset), answers))
    table = dataset.table.iloc[rows].drop(columns="weight").reset_index(drop=True)
    times = answers / len(dataset)
    strata = tuple(replace(one, population=(one.population or 0) * times) for one in dataset.design.strata)
    larger: Dataset = weighted(
        replace(
            dataset,
            table=table.assign(response=np.arange(1, answers + 1)),
            design=replace(dataset.design, strata=strata),
            source={**dataset.source, "rows": str(answers)},
        )
    )[0]
    name = "20260101T000000Z-drawn"
    larger.save(frozen.path.with_name(f"{name}.parquet"))
    with store.writing() as session:
        kept = {"name": name, "hash": larger.hash, "rows": answers, "created_at": NOW}
        stored_snapshots.add(session, survey_id=survey_id, **kept)
    return name


def _made(instance: Path, code: str, name: str) -> dict[str, Any]:
    """What the process took that made the report."""
    file_of(instance, code, name, LANGUAGE, NAME).parent.mkdir(parents=True)
    url = f"sqlite:///{instance / 'kewen.sqlite3'}"
    settings = {"KEWEN_INSTANCE": str(instance), "DATABASE_URL": url, "SECRET_KEY": SECRET}
    command = [sys.executable, "-m", "survey.server.reportmaking", code, name, LANGUAGE, NAME]
    started = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.PIPE)
    said = process.stderr.read() if process.stderr else b""
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(said.decode())
    return {
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 2),
        "seconds": round(time.perf_counter() - started, 2),
        "peak_MB": round(used.ru_maxrss / 1024),
    }


def _counted(content: bytes) -> tuple[int, int, int]:
    """Charts, tables and cells of a Word file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml")
        charts = sum(name.endswith(".png") for name in archive.namelist())
    return charts, body.count(b"<w:tbl>"), body.count(b"<w:tc>")


def _floor(charts: int, tables: int, cells: int) -> float:
    """CPU seconds of as many plain pictures and Word tables by the libraries alone."""
    started = time.process_time()
    for _each in range(charts):
        figure = Figure(figsize=(7.2, 4), dpi=200)
        figure.add_subplot().barh([str(number) for number in range(BARS)], range(BARS))
        FigureCanvasAgg(figure)
        figure.savefig(io.BytesIO(), format="png")
    document = docx.Document()
    rows = max(cells // max(tables, 1) // COLUMNS, 1)
    for _each in range(tables):
        for row in document.add_table(rows=rows, cols=COLUMNS).rows:
            for cell in row.cells:
                cell.text = "12.3 %"
    document.save(io.BytesIO())
    return time.process_time() - started


if __name__ == "__main__":
    print(json.dumps(list(run((int(sys.argv[1]),))), ensure_ascii=False))
