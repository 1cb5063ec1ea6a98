"""Who gets which copy: its fate, the person, the device, and the moment the person begins."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from survey.demonstration import people
from survey.demonstration.chance import chance
from survey.demonstration.design import Design, Fate
from survey.demonstration.timetable import beginning
from survey.demonstration.units import Unit
from survey.demonstration.walker import Persona

OFFICE_SHARE = 0.04
OFFICE_SIZE = 7
#: The order in which fates are dealt, from those who are readiest to take part.
_READINESS = (
    Fate.VALID,
    Fate.REPEATED,
    Fate.WITHDRAWN,
    Fate.CARELESS,
    Fate.INELIGIBLE,
    Fate.STOPPED,
    Fate.BROKEN_OFF,
    Fate.REFUSED,
    Fate.NOT_OPENED,
)


@dataclass(frozen=True)
class Part:
    """What happens to one copy, known by its serial.

    ``repeats`` holds the serials of copies that the same person fills in again right after,
    as a service to absent colleagues.
    """

    serial: str
    fate: Fate
    unit: Unit
    seed: str
    begins_at: datetime
    device: str
    repeats: tuple[str, ...] = field(default=())

    def random(self, purpose: str) -> random.Random:
        """Random numbers of this copy for one purpose, the same at every run."""
        return chance(self.seed, purpose)


def cast(design: Design, units: Sequence[Unit], copies: Iterable[tuple[str, str]]) -> list[Part]:
    """What happens to each copy, in the order in which people begin; ``copies`` are serials with units' names.

    The copies that people never open come last.
    """
    by_name = {unit.name: unit for unit in units}
    by_stratum: dict[str, list[tuple[str, Unit]]] = defaultdict(list)
    for serial, name in copies:
        by_stratum[by_name[name].stratum].append((serial, by_name[name]))
    parts = [
        part
        for stratum in design.strata
        for part in _cast_stratum(design, stratum.code, by_stratum[stratum.code])
    ]
    return sorted(parts, key=lambda part: (part.fate is Fate.NOT_OPENED, part.begins_at, part.serial))


def _cast_stratum(design: Design, stratum: str, copies: Sequence[tuple[str, Unit]]) -> list[Part]:
    rng = chance(design.seed, "cast", stratum)
    leaning = {unit.code: rng.gauss(0.0, 0.35) for _, unit in copies}
    readiness = {serial: leaning[unit.code] + rng.gauss(0.0, 1.0) for serial, unit in copies}
    # Those who are not ready never open, or refuse; who is ready is valid with a little luck.
    ordered = sorted(copies, key=lambda copy: (-readiness[copy[0]], copy[0]))
    dealt = [fate for fate in _READINESS for _ in range(design.fates[stratum].get(fate, 0))]
    fates = {copy[0]: fate for copy, fate in zip(ordered, dealt, strict=True)}
    repeats = _repeats(ordered, fates)
    offices = _offices(ordered, fates, rng)
    parts = []
    for serial, unit in copies:
        if fates[serial] is Fate.REPEATED:
            continue
        own = f"{design.seed}:{serial}"
        begins_at = beginning(design.calendar, chance(own, "begins"))
        device = _device(f"{design.seed}:{offices.get(serial, serial)}")
        parts.append(Part(serial, fates[serial], unit, own, begins_at, device, tuple(repeats[serial])))
    return parts


def _repeats(copies: Sequence[tuple[str, Unit]], fates: Mapping[str, Fate]) -> dict[str, list[str]]:
    """The copies that a valid respondent, of the same unit where there is one, fills in a second time."""
    found: dict[str, list[str]] = defaultdict(list)
    valid = [(serial, unit) for serial, unit in copies if fates[serial] is Fate.VALID]
    for serial, unit in copies:
        if fates[serial] is Fate.REPEATED:
            colleagues = [one for one, other in valid if other.code == unit.code] or [one for one, _ in valid]
            free = next((one for one in colleagues if one not in found), colleagues[0])
            found[free].append(serial)
    return found


def _offices(
    copies: Sequence[tuple[str, Unit]], fates: Mapping[str, Fate], rng: random.Random
) -> dict[str, str]:
    """Serials that are answered at a shared computer, with the name of that computer."""
    by_unit: dict[str, list[str]] = defaultdict(list)
    for serial, unit in copies:
        if fates[serial] is Fate.VALID:
            by_unit[unit.code].append(serial)
    found: dict[str, str] = {}
    for code, serials in sorted(by_unit.items()):
        if len(serials) >= OFFICE_SIZE and rng.random() < OFFICE_SHARE * len(serials) / OFFICE_SIZE:
            found.update(dict.fromkeys(serials[:OFFICE_SIZE], f"office {code}"))
    return found


def _device(name: str) -> str:
    return hashlib.sha256(f"device:{name}".encode()).hexdigest()


def persona_of(part: Part, design: Design, matrices: Sequence[str]) -> Persona:
    """How the person of a copy answers; ``matrices`` are the rows that a careless one ticks alike."""
    rng = part.random("person")
    person = people.person_of(part.unit, rng, design.calendar)
    persona = people.persona_of(person, rng)
    if part.fate is Fate.CARELESS:
        return people.careless(persona, matrices)
    if part.fate is Fate.INELIGIBLE:
        return people.ineligible(persona, rng)
    if part.fate is Fate.REFUSED:
        return people.refusing(persona)
    return persona
