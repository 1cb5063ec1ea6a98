"""Response rates: AAPOR's, and those of the Chinese ledger.

AAPOR, *Standard Definitions* (2023), in its symbols: I, P, R, NC, O, UH, UO and e. Everything
here is arithmetic on counts by outcome; nothing reads the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey.services.outcomes import BY_NAME

# Which letter of AAPOR's formulas each outcome counts under. A spoiled copy is no person: it
# was replaced or never handed out, so it stands outside all rates.
CATEGORY: Mapping[str, str] = {
    "not_opened": "unknown",
    "opened": "noncontact",
    "refused": "refusal",
    "ineligible": "ineligible",
    "broken_off": "refusal",
    "partial": "partial",
    "submitted": "complete",
    "withdrawn": "refusal",
    "valid": "complete",
    "invalid": "other",
}


@dataclass(frozen=True)
class Dispositions:
    """Copies by AAPOR category: I, P, R, NC, O, UH + UO, and the ineligible."""

    complete: int = 0
    partial: int = 0
    refusal: int = 0
    noncontact: int = 0
    other: int = 0
    unknown: int = 0
    ineligible: int = 0

    @classmethod
    def of(cls, outcomes: Mapping[str, int]) -> Dispositions:
        """The dispositions of counts by outcome name; spoiled copies are left out."""
        sums = dict.fromkeys(CATEGORY.values(), 0)
        for name, count in outcomes.items():
            if name in CATEGORY:
                sums[CATEGORY[name]] += count
        return cls(**sums)

    @property
    def eligible(self) -> int:
        """Copies known to belong to eligible persons: I + P + R + NC + O."""
        return self.complete + self.partial + self.refusal + self.noncontact + self.other

    @property
    def e(self) -> float | None:
        """The share of the unknown taken to be eligible, by proportional allocation."""
        return ratio(self.eligible, self.eligible + self.ineligible)


def ratio(part: float, whole: float) -> float | None:
    """A fraction, or None where there is nothing to divide by."""
    return part / whole if whole else None


def aapor_rates(found: Dispositions, e: float | None = None) -> dict[str, float | None]:
    """AAPOR's response, cooperation, refusal and contact rates as fractions, by name.

    ``e`` is the eligible share of the unknown for RR3, RR4, REF2 and CON2; by default it is
    estimated by proportional allocation. A rate without a base is None.
    """
    share = found.e if e is None else e
    complete, partial = found.complete, found.partial
    interviews = complete + partial
    all_known = found.eligible + found.unknown
    expected = found.eligible + (share or 0.0) * found.unknown
    contacted = interviews + found.refusal + found.other
    return {
        "e": share,
        "RR1": ratio(complete, all_known),
        "RR2": ratio(interviews, all_known),
        "RR3": ratio(complete, expected),
        "RR4": ratio(interviews, expected),
        "RR5": ratio(complete, found.eligible),
        "RR6": ratio(interviews, found.eligible),
        "COOP1": ratio(complete, contacted),
        "COOP2": ratio(interviews, contacted),
        "COOP3": ratio(complete, interviews + found.refusal),
        "COOP4": ratio(interviews, interviews + found.refusal),
        "REF1": ratio(found.refusal, all_known),
        "REF2": ratio(found.refusal, expected),
        "REF3": ratio(found.refusal, found.eligible),
        "CON1": ratio(contacted, all_known),
        "CON2": ratio(contacted, expected),
        "CON3": ratio(contacted, found.eligible),
    }


@dataclass(frozen=True)
class Ledger:
    """The counts of the ledger: 发放, 作废, 不属对象, 回收, 有效 and 无效."""

    issued: int
    spoiled: int
    ineligible: int
    returned: int
    valid: int
    invalid: int

    @classmethod
    def of(cls, outcomes: Mapping[str, int]) -> Ledger:
        """The ledger of counts by outcome name; ``issued`` is without the spoiled."""
        spoiled = outcomes.get("spoiled", 0)
        returned = sum(count for name, count in outcomes.items() if BY_NAME[name].returned)
        return cls(
            issued=sum(outcomes.values()) - spoiled,
            spoiled=spoiled,
            ineligible=outcomes.get("ineligible", 0),
            returned=returned,
            valid=outcomes.get("valid", 0),
            invalid=outcomes.get("invalid", 0),
        )

    @property
    def base(self) -> int:
        """Issued copies without those of persons who turned out not to be eligible."""
        return self.issued - self.ineligible

    @property
    def return_rate(self) -> float | None:
        """回收率: returned / issued, the ineligible out of the base."""
        return ratio(self.returned, self.base)

    @property
    def valid_share(self) -> float | None:
        """有效率: valid / returned."""
        return ratio(self.valid, self.returned)

    @property
    def valid_rate(self) -> float | None:
        """有效回收率: valid / issued, the ineligible out of the base."""
        return ratio(self.valid, self.base)
