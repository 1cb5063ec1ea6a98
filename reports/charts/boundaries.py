"""Boundaries of towns from a file of strangers: GeoJSON (RFC 7946), read within limits.

Only outer rings and holes of polygons and short texts that may name them are taken; nothing else of the
file is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from questionnaires.text import Text
from reports.errors import ReportError

MOST_BYTES = 12_000_000
MOST_AREAS = 800
MOST_POINTS = 300_000
MOST_PROPERTIES = 60
LONGEST_NAME = 80
SHORTEST_CODE = 6  # digits of a county in GB/T 2260; towns have nine or twelve

Ring = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Area:
    """One town: the texts and numbers that may name it, and its polygons, each an outer ring with its holes."""

    names: frozenset[str]
    polygons: tuple[tuple[Ring, ...], ...]


@dataclass(frozen=True, eq=False)
class Boundaries:
    """The areas of a file, in degrees of longitude and latitude; ``digest`` tells one file from another."""

    areas: tuple[Area, ...]
    digest: str = ""

    def found(self, code: str, label: str) -> tuple[Area, ...]:
        """The areas that bear a label as one of their names, else those that bear a code of a division.

        Several where a town lies in parts. A short code is a number like any other and names nothing.
        """
        for wanted in (label.strip(), code.strip() if len(code.strip()) >= SHORTEST_CODE else ""):
            areas = tuple(area for area in self.areas if wanted and wanted in area.names)
            if areas:
                return areas
        return ()


def read_boundaries(content: bytes) -> Boundaries:
    """Read a GeoJSON file.

    :raises ReportError: too large, no GeoJSON, no polygons, none with a name, or coordinates that are no degrees.
    """
    if len(content) > MOST_BYTES:
        raise _refused(
            "size", f"超过 {MOST_BYTES // 1_000_000} MB", f"is larger than {MOST_BYTES // 1_000_000} MB"
        )
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _refused("json", "不是可读的 JSON（UTF-8）", "is no readable JSON (UTF-8)") from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not features:
        raise _refused("features", "不是含有 features 的 FeatureCollection", "is no FeatureCollection")
    if len(features) > MOST_AREAS:
        raise _refused("features", f"多于 {MOST_AREAS} 个区域", f"has more than {MOST_AREAS} areas")
    points = 0
    areas = []
    for number, feature in enumerate(features, 1):
        area, count = _area(feature, f"features[{number}]")
        points += count
        if points > MOST_POINTS:
            raise _refused("points", f"边界多于 {MOST_POINTS:,} 点", f"has more than {MOST_POINTS:,} points")
        if area is not None:
            areas.append(area)
    if not areas:
        raise _refused("features", "没有任何面（Polygon）", "has no polygons")
    if not any(area.names for area in areas):
        raise _refused("features", "没有一个区域写着名称或区划代码", "names none of its areas")
    return Boundaries(tuple(areas), digest_of(content))


def digest_of(content: bytes) -> str:
    """What tells a file from another, whether or not it can be read: the SHA-256 of its bytes."""
    return hashlib.sha256(content).hexdigest()


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _area(feature: object, place: str) -> tuple[Area | None, int]:
    if not isinstance(feature, dict):
        raise _refused(place, "不是 Feature", "is no Feature")
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return None, 0
    raw = geometry.get("coordinates")
    if not isinstance(raw, list):
        raise _refused(place, "没有坐标", "has no coordinates")
    several = raw if geometry["type"] == "MultiPolygon" else [raw]
    if not several:  # no place at all, as some programs write an empty area
        return None, 0
    polygons = tuple(_polygon(one, place) for one in several)
    count = sum(len(ring) for polygon in polygons for ring in polygon)
    return Area(_names(feature), polygons), count


def _names(feature: Mapping[str, Any]) -> frozenset[str]:
    properties = feature.get("properties")
    values = list(properties.values())[:MOST_PROPERTIES] if isinstance(properties, dict) else []
    values.append(feature.get("id"))
    texts = [
        str(value).strip()
        for value in values
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    ]
    return frozenset(text for text in texts if 0 < len(text) <= LONGEST_NAME)


def _polygon(raw: object, place: str) -> tuple[Ring, ...]:
    if not isinstance(raw, list) or not raw:
        raise _refused(place, "面没有环", "has a polygon without rings")
    return tuple(_ring(ring, place, outer=number == 0) for number, ring in enumerate(raw))


def _ring(raw: object, place: str, *, outer: bool) -> Ring:
    """One ring with its points counter-clockwise where it is an outer one, else clockwise."""
    if not isinstance(raw, list) or len(raw) < 4 or len(raw) > MOST_POINTS:
        raise _refused(place, "环少于 4 点或点数过多", "has a ring of fewer than 4 or of too many points")
    ring = np.array([_position(one, place) for one in raw], dtype=np.float64)
    x, y = ring[:, 0], ring[:, 1]
    turned = float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
    return ring if (turned > 0) == outer else ring[::-1]


def _position(raw: object, place: str) -> Sequence[float]:
    if isinstance(raw, list) and len(raw) >= 2:
        x, y = raw[0], raw[1]
        if _is_degree(x, 180) and _is_degree(y, 90):
            return float(x), float(y)
    raise _refused(
        place,
        "坐标不是经纬度（经度 ±180、纬度 ±90）",
        "has coordinates that are no degrees (longitude ±180, latitude ±90)",
    )


def _is_degree(value: object, most: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) <= most  # neither what is infinite nor what is no number


def _refused(place: str, zh: str, en: str) -> ReportError:
    return ReportError(
        "chart.boundaries",
        place,
        Text(zh=f"边界文件{zh}。", en=f"The boundary file {en}."),
        Text(
            zh="请换用经纬度坐标（WGS 84 或 CGCS2000）的 GeoJSON 文件；QGIS 可以转换和简化边界。",
            en="Use a GeoJSON file in degrees (WGS 84 or CGCS2000); QGIS converts and simplifies boundaries.",
        ),
    )
