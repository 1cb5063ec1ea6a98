"""How colours look to colour-blind eyes, and how far apart two colours are, for the tests of colours.

Dichromacy: Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color
vision deficiency", IEEE TVCG 15(6), matrices of severity 1.0, applied to linear RGB. Distance: ΔE*ab of
CIE 15:2004, the Euclidean distance in L*a*b* (D65, 2°), of which 2.3 is a just noticeable difference
(Mahy, Van Eycken and Oosterlinck 1994).
"""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgb

EYES = {
    "usual": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = _TO_XYZ @ np.ones(3)


def lab(colour: str, eyes: str = "usual") -> np.ndarray:
    """L*a*b* of a colour as it looks to some eyes."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(EYES[eyes] @ linear, 0, 1)
    t = _TO_XYZ @ seen / _WHITE
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(one: str, other: str, eyes: str = "usual") -> float:
    """ΔE*ab between two colours as they look to some eyes."""
    return float(np.linalg.norm(lab(one, eyes) - lab(other, eyes)))
