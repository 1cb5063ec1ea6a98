"""The figures as a table for the terminal, with what they are measured against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: LimeSurvey 6.13, tuned, measured on the bench questionnaire and two cores.
PEER = {"per_second": 4.8, "cpu": 0.38}
LOAD = (
    ("database", "database"),
    ("questionnaire", "questionnaire"),
    ("way", "way"),
    ("at once", "respondents"),
    ("pause", "pause"),
    ("done/s", "per_second"),
    ("p50", "p50"),
    ("p95", "p95"),
    ("p99", "p99"),
    ("cpu s", "cpu"),
    ("gen s", "generator_cpu"),
    ("MB", "memory"),
    ("reqs", "requests"),
    ("KB", "kilobytes"),
    ("floor/s", "floor_per_second"),
    ("of floor", "of_floor"),
    ("x peer", "of_peer"),
    ("x peer cpu", "of_peer_cpu"),
)


def with_ratios(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line of the load with its share of the floor and its multiple of the peer."""
    found = {**line, "of_floor": f"{line['per_second'] / line['floor_per_second']:.0%}"}
    if line["questionnaire"] == "bench" and not line["pause"]:
        found["of_peer"] = round(line["per_second"] / PEER["per_second"], 2)
        found["of_peer_cpu"] = round(PEER["cpu"] / line["cpu"], 2) if line["cpu"] else ""
    return found


def table(lines: Sequence[Mapping[str, Any]], columns: Sequence[tuple[str, str]]) -> str:
    """Lines under their headings, numbers to the right."""
    rows = [[heading for heading, _name in columns]]
    rows += [[str(line.get(name, "")) for _heading, name in columns] for line in lines]
    widths = [max(len(row[place]) for row in rows) for place in range(len(columns))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place < 3 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def plain(lines: Sequence[Mapping[str, Any]]) -> str:
    """Lines under the names of their values."""
    return table(lines, [(name, name) for name in lines[0]]) if lines else ""
