"""``python -m bench``: measure, print, and keep the figures in ``.bench/``."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import breakdowns, designer, estimates, exports, pages, reports, respondents
from bench.databases import NAMES
from bench.tables import LOAD, PEER, plain, table, with_ratios

PARTS = ("respondents", "breakdowns", "estimates", "pages", "designer", "exports", "reports")
QUICK = respondents.Plan(
    at_once=(2,),
    seconds=0.1,
    floor_seconds=0.1,
    pausing=2,
    pause=0.01,
    pausing_seconds=0.1,
    copies=20,
    different=2,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the parts that were asked for."""
    given = _parser().parse_args(arguments)
    found: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": _machine()}
    print(f"{found['at']}  {found['machine']}\n")
    if "respondents" in given.parts:
        found["respondents"] = _respondents(given)
    if "breakdowns" in given.parts:
        found["breakdowns"] = list(breakdowns.run((2_000,), 1) if given.quick else breakdowns.run())
        print("Breakdown by three variables, in the process\n" + plain(found["breakdowns"]), "\n")
    if "estimates" in given.parts:
        found["estimates"] = list(estimates.run((2_000,), 1) if given.quick else estimates.run())
        found["reduced"] = list(estimates.run_reduced(20_000) if given.quick else estimates.run_reduced())
        print("Estimates of 240 cells with standard errors: CPU seconds, in the process")
        print(plain(found["estimates"]) + "\n\nThe same from a Parquet file, reduced to sums")
        print(plain(found["reduced"]), "\n")
    if "pages" in given.parts:
        found["pages"] = [pages.run(name) for name in given.questionnaires]
        print("Bytes of respondents' pages on the wire\n" + plain(found["pages"]), "\n")
    if "designer" in given.parts:
        found["designer"] = [designer.run(40, 20, 2) if given.quick else designer.run()]
        print("Designer: CPU milliseconds a request, in the process\n" + plain(found["designer"]), "\n")
    if "exports" in given.parts:
        found["exports"] = list(exports.run([(500, 10, exports.EVERY)]) if given.quick else exports.run())
        print(
            "Exports, de-identified: seconds and memory of a process each\n" + plain(found["exports"]), "\n"
        )
    if "reports" in given.parts:
        found["reports"] = list(reports.run((300,), 0) if given.quick else reports.run())
        print("Full report as Word, PDF, slides and workbook: the process that makes it")
        print(plain(found["reports"]), "\n")
    target = Path(given.out) / f"{found['at'].replace(':', '')[:17]}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
    print(target)


def _respondents(given: argparse.Namespace) -> list[dict[str, Any]]:
    standard = respondents.Plan(at_once=given.at_once, seconds=given.seconds)
    plan = QUICK if given.quick else standard
    measured = respondents.run(given.databases, given.questionnaires, given.ways, plan)
    lines = [with_ratios(line) for line in measured]
    print(
        "Respondents: completed responses a second, milliseconds a request, CPU seconds a response.\n"
        "floor/s: the same number of requests that do nothing but answer a constant page or insert a row.\n"
        f"peer: LimeSurvey 6.13 tuned, bench questionnaire, {PEER['per_second']} a second at {PEER['cpu']} "
        "CPU seconds on two cores.\n" + table(lines, LOAD),
        "\n",
    )
    return lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only show that everything runs")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--databases", nargs="+", choices=NAMES, default=NAMES)
    parser.add_argument("--questionnaires", nargs="+", default=respondents.QUESTIONNAIRES)
    parser.add_argument("--ways", nargs="+", choices=list(respondents.WAYS), default=list(respondents.WAYS))
    parser.add_argument("--at-once", nargs="+", type=int, default=respondents.Plan.at_once)
    parser.add_argument("--seconds", type=float, default=respondents.Plan.seconds)
    parser.add_argument("--out", default=".bench", help="the folder the figures are kept in")
    return parser


def _machine() -> str:
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, load {load:.1f} before, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
