"""The bench still runs, and its arithmetic is right."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import PARTS
from bench.load import Measured, milliseconds
from bench.respondents import Floor
from bench.tables import with_ratios

ROOT = Path(__file__).resolve().parents[2]


def bench(folder, *arguments):
    """What one run printed, and the figures that it kept."""
    command = [sys.executable, "-m", "bench", "--quick", "--out", str(folder), *arguments]
    command += ["--questionnaires", "bench"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    (kept,) = folder.glob("*.json")
    return done.stdout, json.loads(kept.read_text("utf-8"))


@pytest.mark.parametrize(
    ("database", "ways"), [("sqlite", ["pages", "scripts", "taps"]), ("postgresql", ["taps"])]
)
def test_respondents_are_measured_on_each_database(tmp_path, database, ways):
    given = ("--databases", database, "--ways", *ways, "--parts", "respondents")
    printed, found = bench(tmp_path, *given)
    assert "x peer" in printed
    assert [line["database"] for line in found["respondents"]] == [database] * len(found["respondents"])
    assert {line["way"] for line in found["respondents"]} == set(ways)
    for line in found["respondents"]:
        assert line["completed"] >= 2
        assert 0 < line["p50"] <= line["p95"] <= line["p99"]
        assert line["cpu"] > 0
        assert line["memory"] > 0
        assert line["per_second"] < line["floor_per_second"]


def test_every_other_part_of_the_bench_runs(tmp_path):
    _printed, found = bench(tmp_path, "--parts", *(part for part in PARTS if part != "respondents"))
    assert found["breakdowns"]
    assert all(line["median_seconds"] > 0 for line in found["breakdowns"])
    assert found["designer"][0]["change_ms"] > 0
    assert found["pages"][0]["first_requests"] >= 3
    assert {line["format"] for line in found["exports"]} == {
        "csv",
        "xlsx",
        "sav",
        "dta",
        "parquet",
        "package",
    }
    assert all(line["peak_MB"] > 0 and line["MB"] > 0 for line in found["exports"])
    assert all(line["charts"] > 5 and line["tables"] > 20 and line["floor"] > 0 for line in found["reports"])
    assert {line["way"] for line in found["reduced"]} == {"floor", "clusters", "small clusters", "elements"}


def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed():
    seconds = [number / 1000 for number in range(1, 101)]
    assert [milliseconds(seconds, part) for part in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert milliseconds([0.007], 0.99) == 7


def test_the_floor_of_a_journey_has_its_reads_and_its_writes():
    kinds = {"next": {"count": 20.0}, "page": {"count": 8.0}, "submit": {"count": 2.0}}
    measured = Measured(1, 2, 1, 2, 1, 1, 1, 1, 0.1, 0, 1, 15.0, 1, kinds)
    per_second, cpu = Floor(0.001, 0.002, 0.01, 0.02).of(measured)
    assert per_second == pytest.approx(1 / (10 * 0.001 + 5 * 0.01))
    assert cpu == pytest.approx(10 * 0.002 + 5 * 0.02)


def test_ratios_to_the_peer_are_given_for_its_questionnaire_only():
    line = {"questionnaire": "bench", "pause": 0, "per_second": 48.0, "floor_per_second": 480.0, "cpu": 0.038}
    assert with_ratios(line)["of_peer"] == 10
    assert with_ratios(line)["of_peer_cpu"] == 10
    assert with_ratios(line)["of_floor"] == "10%"
    assert "of_peer" not in with_ratios({**line, "questionnaire": "county_person"})
    assert "of_peer" not in with_ratios({**line, "pause": 1})
