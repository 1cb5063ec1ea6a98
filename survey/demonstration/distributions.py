"""What differs between the sectors of the demonstration, as figures.

Everything here is made up. Sizes lean on what the national and provincial surveys of
science and technology workers (全国科技工作者状况调查) and statistics of professionals published.
Codes are those of ``county_person``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Weights = Mapping[str, float]

# A title by a score of experience and education: below the cut, the level beside it.
TITLE_CUTS: tuple[tuple[float, str], ...] = (
    (0.1, "499"),
    (0.45, "435"),
    (1.25, "434"),
    (2.65, "420"),
    (4.0, "412"),
)
#: How much more pressure there is in a sector, in standard deviations.
SECTOR_SHIFTS: Mapping[str, float] = {
    "industry": 0.0,
    "agriculture": -0.2,
    "education": 0.2,
    "health": 0.35,
    "science": -0.1,
    "other": -0.15,
}


@dataclass(frozen=True)
class Sector:
    """The science workers of a sector.

    ``time`` are the usual shares of the week in percent: core work, research, learning,
    meetings, forms, science communication. ``income`` is a band, ``titles`` a lead in titles.
    ``weights`` are relative chances of the codes of further questions.
    """

    age: float
    age_spread: float
    female: float
    education: Weights
    occupations: Weights
    fields: Weights
    contracts: Weights
    hours: float
    time: tuple[float, ...]
    income: float
    titles: float
    weights: Mapping[str, Weights] = field(default_factory=dict)


def _education(*shares: float) -> Weights:
    return dict(zip(("11", "14", "21", "31", "41", "61", "71"), shares, strict=True))


def _weights(**more: Weights) -> Mapping[str, Weights]:
    """What all sectors have in common, with what this one has of its own."""
    return {**_COMMON, **more}


_COMMON: Mapping[str, Weights] = {
    "press_src": {
        "1": 3.6,
        "2": 2.6,
        "3": 2.2,
        "4": 2.6,
        "5": 1.2,
        "6": 1.8,
        "7": 2.4,
        "8": 0.9,
        "9": 0.7,
        "97": 0.12,
    },
    "act": {
        "1": 2.2,
        "2": 0.8,
        "3": 1.6,
        "4": 0.4,
        "5": 1.7,
        "6": 0.4,
        "7": 1.5,
        "8": 0.4,
        "97": 2.6,
        "98": 0.05,
    },
    "fund": {"1": 4.0, "2": 1.6, "3": 1.2, "4": 0.7, "5": 0.3, "6": 0.9, "97": 1.6},
    "barr": {
        "1": 3.4,
        "2": 2.6,
        "3": 1.7,
        "4": 1.8,
        "5": 0.9,
        "6": 1.1,
        "7": 1.0,
        "8": 0.9,
        "9": 0.8,
        "10": 0.5,
        "97": 0.2,
    },
    "coop": {"1": 0.5, "2": 1.2, "3": 1.7, "4": 3.6, "5": 2.2},
    "no_train": {"1": 3.0, "2": 3.2, "3": 0.9, "4": 1.0, "5": 0.9},
    "move_why": {"1": 4.0, "2": 3.0, "3": 1.8, "4": 1.6, "5": 1.0, "6": 0.8, "7": 0.5, "8": 0.6, "97": 0.2},
    "move_to": {"1": 1.2, "2": 2.2, "3": 1.8, "4": 0.8, "5": 0.6, "6": 2.4},
    "policy_use": {"1": 0.8, "2": 0.5, "3": 0.5, "4": 0.6, "5": 0.9, "6": 0.3, "7": 0.4, "8": 0.1, "97": 5.5},
    "voice": {"1": 2.8, "2": 1.3, "3": 0.5, "4": 0.2, "5": 0.4, "6": 0.8, "7": 0.4, "8": 0.4, "97": 3.8},
    "voice_res": {"1": 1.4, "2": 2.6, "3": 2.5, "4": 2.0, "5": 0.8},
    "sci_will": {"1": 0.8, "2": 3.6, "3": 4.2, "4": 0.7},
    "kx_link": {"1": 1.4, "2": 0.9, "3": 0.15, "4": 1.8, "5": 2.0, "6": 0.4, "97": 3.0},
    "need": {
        "1": 2.6,
        "2": 1.7,
        "3": 2.6,
        "4": 2.6,
        "5": 1.4,
        "6": 1.0,
        "7": 0.6,
        "8": 1.4,
        "9": 0.9,
        "10": 0.4,
        "11": 0.5,
        "97": 0.15,
    },
    "contact_way": {"1": 3.4, "2": 2.8, "3": 2.4, "4": 0.6, "5": 0.8, "6": 0.7, "97": 0.2},
    "sug_sector": {"1": 1.0},
    "sug_reply": {"1": 5.0, "2": 0.8, "3": 4.2},
    "registry": {"1": 3.0, "2": 6.0, "3": 1.0},
    "interview": {"1": 1.5, "2": 8.5},
}
_PUBLIC = {"1": 7.4, "2": 1.4, "3": 0.9, "4": 0.25, "5": 0.12}
_FIRM = {"3": 8.6, "4": 0.6, "5": 0.25, "6": 0.5}

SECTORS: Mapping[str, Sector] = {
    "industry": Sector(
        age=37.5,
        age_spread=8.8,
        female=0.27,
        education=_education(0.003, 0.04, 0.36, 0.38, 0.15, 0.06, 0.007),
        occupations={"2": 0.74, "9": 0.15, "7": 0.07, "1": 0.03, "10": 0.01},
        fields={"2": 7.2, "1": 1.0, "5": 0.9, "6": 0.5, "9": 0.1, "8": 0.2},
        contracts=_FIRM,
        hours=46.5,
        time=(56, 15, 7, 11, 9, 2),
        income=4.4,
        titles=-0.4,
        weights=_weights(
            press_src={
                "1": 3.0,
                "2": 2.6,
                "3": 1.0,
                "4": 3.0,
                "5": 1.6,
                "6": 2.2,
                "7": 1.2,
                "8": 0.8,
                "9": 2.4,
                "97": 0.12,
            },
            act={"1": 2.6, "2": 2.0, "3": 0.5, "4": 0.8, "5": 1.2, "6": 0.9, "7": 2.0, "8": 0.2, "97": 2.6},
            need={
                "1": 2.0,
                "2": 1.0,
                "3": 2.4,
                "4": 2.4,
                "5": 2.2,
                "6": 2.0,
                "7": 1.8,
                "8": 1.2,
                "9": 1.0,
                "10": 0.8,
                "11": 0.2,
                "97": 0.2,
            },
        ),
    ),
    "agriculture": Sector(
        age=45.5,
        age_spread=9.2,
        female=0.29,
        education=_education(0.002, 0.03, 0.30, 0.36, 0.24, 0.06, 0.008),
        occupations={"3": 0.86, "7": 0.09, "8": 0.02, "1": 0.03},
        fields={"3": 6.8, "2": 1.2, "1": 0.6, "5": 0.9, "6": 0.4},
        contracts={"1": 6.6, "2": 0.6, "3": 1.4, "5": 0.4, "6": 0.9},
        hours=44.5,
        time=(48, 9, 7, 11, 19, 6),
        income=3.3,
        titles=-0.45,
        weights=_weights(
            act={"1": 1.6, "2": 0.3, "3": 0.9, "4": 0.6, "5": 4.4, "6": 0.9, "7": 0.8, "8": 0.2, "97": 1.8},
        ),
    ),
    "education": Sector(
        age=40.5,
        age_spread=9.4,
        female=0.58,
        education=_education(0.002, 0.09, 0.70, 0.18, 0.025, 0.003, 0.0),
        occupations={"5": 0.77, "6": 0.13, "7": 0.06, "8": 0.02, "1": 0.02},
        fields={"1": 4.4, "7": 2.6, "2": 1.6, "8": 0.6, "3": 0.2, "9": 0.2},
        contracts=_PUBLIC,
        hours=50.0,
        time=(57, 7, 8, 11, 14, 3),
        income=3.9,
        titles=-0.1,
        weights=_weights(
            press_src={
                "1": 3.2,
                "2": 3.0,
                "3": 3.0,
                "4": 2.0,
                "5": 0.9,
                "6": 2.8,
                "7": 4.0,
                "8": 0.9,
                "9": 0.1,
                "97": 0.1,
            },
            act={"1": 1.8, "2": 0.2, "3": 2.8, "4": 0.2, "5": 1.9, "6": 0.05, "7": 2.2, "8": 0.4, "97": 2.4},
        ),
    ),
    "health": Sector(
        age=38.5,
        age_spread=8.9,
        female=0.67,
        education=_education(0.006, 0.08, 0.48, 0.32, 0.11, 0.004, 0.0),
        occupations={"4": 0.92, "7": 0.05, "8": 0.02, "1": 0.01},
        fields={"4": 9.0, "1": 0.3, "5": 0.5, "2": 0.3},
        contracts={"1": 4.6, "2": 3.2, "3": 1.8, "4": 0.3, "5": 0.2},
        hours=51.0,
        time=(62, 6, 8, 8, 13, 3),
        income=4.5,
        titles=0.0,
        weights=_weights(
            press_src={
                "1": 4.2,
                "2": 2.6,
                "3": 2.8,
                "4": 2.2,
                "5": 1.4,
                "6": 4.0,
                "7": 2.6,
                "8": 0.8,
                "9": 0.4,
                "97": 0.06,
            },
            act={"1": 1.5, "2": 0.4, "3": 2.4, "4": 0.3, "5": 2.6, "6": 0.05, "7": 1.4, "8": 0.8, "97": 2.6},
        ),
    ),
    "science": Sector(
        age=38.5,
        age_spread=9.0,
        female=0.34,
        education=_education(0.02, 0.16, 0.56, 0.21, 0.04, 0.01, 0.0),
        occupations={"1": 0.27, "2": 0.44, "7": 0.19, "8": 0.06, "3": 0.04},
        fields={"2": 5.6, "1": 1.8, "3": 1.4, "5": 0.7, "4": 0.2},
        contracts={"1": 4.2, "2": 0.5, "3": 4.6, "4": 0.2, "5": 0.2, "6": 0.3},
        hours=45.0,
        time=(40, 26, 9, 12, 10, 3),
        income=4.6,
        titles=-0.1,
        weights=_weights(
            act={"1": 4.4, "2": 2.2, "3": 2.2, "4": 1.2, "5": 1.4, "6": 2.0, "7": 0.8, "8": 0.9, "97": 1.0},
            barr={
                "1": 1.8,
                "2": 4.0,
                "3": 2.4,
                "4": 2.4,
                "5": 0.6,
                "6": 1.0,
                "7": 1.0,
                "8": 2.0,
                "9": 1.6,
                "10": 0.2,
                "97": 0.2,
            },
        ),
    ),
    "other": Sector(
        age=40.0,
        age_spread=9.2,
        female=0.38,
        education=_education(0.003, 0.06, 0.50, 0.31, 0.10, 0.025, 0.002),
        occupations={"2": 0.42, "7": 0.30, "3": 0.09, "8": 0.07, "10": 0.04, "1": 0.02, "9": 0.06},
        fields={"2": 4.4, "1": 1.0, "3": 1.0, "5": 1.8, "6": 0.9, "8": 0.4},
        contracts={"1": 5.2, "2": 0.5, "3": 3.4, "4": 0.6},
        hours=43.5,
        time=(46, 9, 7, 20, 15, 3),
        income=3.9,
        titles=-0.3,
        weights=_weights(),
    ),
}
