"""Random numbers that are the same at every run, by what they are for."""

from __future__ import annotations

import random


def chance(*purpose: object) -> random.Random:
    """Random numbers for a purpose, such as ``chance(seed, "units", stratum)``."""
    return random.Random(":".join(str(part) for part in purpose))  # noqa: S311 - reproducible on purpose
