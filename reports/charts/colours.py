"""Colours that keep apart for colour-blind eyes and in grey print.

The luminance of neighbours in a ramp, and of every two of the six hues, differs; a test
holds this.
"""

from __future__ import annotations

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb

INK = "#1b2733"
QUIET = "#5b6b78"
LINE = "#cfd8df"
GRID = "#e3e8ec"
PAPER = "#ffffff"
PRIMARY = "#0b5e73"
SECOND = "#d9a441"

# Six hues for groups, from dark to light: their order in grey is their order here.
GROUPS = ("#12343b", "#0b5e73", "#a8502e", "#4f9d8f", "#d9a441", "#b9d3dc")

_SEQUENTIAL = LinearSegmentedColormap.from_list(
    "kewen", ["#e8f3f4", "#9fcdd0", "#4b9aa6", "#0b5e73", "#08323f"]
)
_BROWN = ("#7a4a12", "#c99a5b")
_GREY = "#d8dde1"
_TEAL = ("#7db8bd", "#0b5e73")


def sequential(count: int) -> list[str]:
    """``count`` steps of one blue-green ramp, light to dark."""
    return [to_hex(_SEQUENTIAL(place)) for place in np.linspace(0.06, 0.97, max(count, 1))]


def sequential_at(share: float) -> str:
    """The colour of the ramp at ``share`` between 0 and 1."""
    return to_hex(_SEQUENTIAL(float(np.clip(share, 0.0, 1.0))))


def diverging(count: int) -> list[str]:
    """``count`` steps from brown over grey to teal; the grey middle only when odd."""
    half = count // 2
    low = LinearSegmentedColormap.from_list("low", list(_BROWN))
    high = LinearSegmentedColormap.from_list("high", list(_TEAL))
    places = np.linspace(0.0, 1.0, half) if half > 1 else np.array([0.0])
    below = [to_hex(low(place)) for place in places][:half]
    above = [to_hex(high(place)) for place in (places if half > 1 else np.array([1.0]))][:half]
    return below + ([_GREY] if count % 2 else []) + above


def luminance(colour: str) -> float:
    """Relative luminance between 0 and 1 (WCAG 2.2)."""
    channels = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def ink_on(colour: str) -> str:
    """White or ink, whichever reads better on ``colour``."""
    return PAPER if luminance(colour) < 0.28 else INK


def edge_of(colour: str) -> str:
    """The edge of a point or patch: ink where the colour alone would be pale on paper."""
    return INK if luminance(colour) > 0.4 else colour
