"""The people of the demonstration: who they are, and how they would answer the county questionnaire.

A person is drawn from the distributions of their stratum so that answers hang together:
age with education and title, hours with pressure, pressure with satisfaction, satisfaction
with plans to leave. Figures are of the size that published surveys
of science and technology workers found, and nobody's.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.demonstration import suggestions
from survey.demonstration.design import Calendar
from survey.demonstration.distributions import SECTOR_SHIFTS, SECTORS, TITLE_CUTS, Sector
from survey.demonstration.units import Unit
from survey.demonstration.walker import Persona

YOUNGEST, OLDEST = 21, 67
SUGGESTING = 0.213


@dataclass(frozen=True)
class Person:
    """Somebody of a unit: facts, and two moods (mean 0, deviation about 1) that colour the answers."""

    unit: Unit
    female: bool
    birth: str
    age: int
    education: str
    occupation: str
    title: str
    since: int
    hours: float
    stress: float
    content: float


def person_of(unit: Unit, rng: random.Random, calendar: Calendar) -> Person:
    """A person of a unit, drawn at random."""
    sector = SECTORS[unit.stratum]
    age = round(min(max(rng.gauss(sector.age, sector.age_spread), YOUNGEST), OLDEST))
    month = rng.randint(1, 12)
    education = _education(sector, age, rng)
    occupation = _pick(sector.occupations, rng)
    began = max(age - rng.choice((0, 1, 2, 4, 8)), 0)
    since = _since(age, education, began, calendar, rng)
    experience = calendar.reference_date.year - since
    hours = round(min(max(rng.gauss(sector.hours, 7.0), 24.0), 78.0) * 2) / 2
    if rng.random() < 0.008:
        hours = rng.choice((82.0, 84.0, 90.0))
    stress = 0.05 * (hours - 47.0) + SECTOR_SHIFTS[unit.stratum] + rng.gauss(0.0, 0.9)
    content = rng.gauss(0.0, 0.9) - 0.4 * stress + 0.008 * (age - 40)
    # The reference date is the last day of a year, so that all have had their birthday.
    birth = f"{calendar.reference_date.year - age}-{month:02d}"
    title = _title(sector, education, age, experience, rng)
    return Person(
        unit,
        rng.random() < sector.female,
        birth,
        age,
        education,
        occupation,
        title,
        since,
        hours,
        stress,
        content,
    )


def _education(sector: Sector, age: int, rng: random.Random) -> str:
    weights = dict(sector.education)
    later = {"14": 0.3, "21": 0.6, "41": 2.0, "61": 2.0} if age > 50 else {}
    early = {"14": 1.5, "21": 1.25, "41": 0.5} if age < 35 else {}
    for code, factor in (later or early).items():
        weights[code] *= factor
    if age < 25:
        weights["14"] = 0.0
    if age < 28:
        weights["11"] = 0.0
    return _pick(weights, rng)


def _since(age: int, education: str, began: int, calendar: Calendar, rng: random.Random) -> int:
    start = {"11": 27, "14": 25, "21": 22, "31": 21}.get(education, 19)
    changed = rng.choices((0, rng.randint(1, 12)), (0.75, 0.25))[0]
    years = max(min(age - start - changed, began), 0)
    return calendar.reference_date.year - years


def _title(sector: Sector, education: str, age: int, experience: int, rng: random.Random) -> str:
    merit = {"11": 1.6, "14": 0.9, "21": 0.35, "31": -0.1, "41": -0.5}.get(education, -1.0)
    score = 0.098 * experience + merit + sector.titles + rng.gauss(0.0, 0.7)
    found = next((code for cut, code in TITLE_CUTS if score < cut), "411")
    if found == "411" and age < 40:
        found = "412"
    return "420" if found == "412" and age < 32 else found


def _pick(weights: Mapping[str, float], rng: random.Random) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def persona_of(person: Person, rng: random.Random) -> Persona:
    """How a person would answer the county questionnaire, core or extended."""
    given: dict[str, list[str]] = {
        "in_county": ["1"],
        "occ": [person.occupation],
        "st_edu": ["1"],
        "multi_unit": [str(rng.choices((0, 1, 2, 3), (0.89, 0.08, 0.025, 0.005))[0])],
        "sex": ["9" if rng.random() < 0.006 else "2" if person.female else "1"],
        "birth_ym": [person.birth],
        "edu": [person.education],
        "degree": [_degree(person.education, rng)],
        "ind": [person.unit.industry],
        "title_lv": [person.title],
        "year_work": [str(person.since)],
        "hours": [f"{person.hours:g}"],
        "pressure": [_likert(3.4 + 0.75 * person.stress, 0.4, rng)],
        "job_all": [_likert(3.5 + 0.85 * person.content, 0.4, rng)],
        "life_sat": [str(round(min(max(rng.gauss(6.6 + 1.2 * person.content, 1.2), 0), 10)))],
        "health": [_likert(2.2 + 0.03 * (person.age - 40) + 0.3 * person.stress, 0.7, rng)],
        "mood": [_likert(1.5 + 0.5 * person.stress, 0.6, rng, highest=4)],
        "income": [_income(person, rng)],
        "train_d": [f"{round(rng.lognormvariate(1.6, 0.9) * 2) / 2:g}" if rng.random() < 0.86 else "0"],
        "exercise": [str(min(round(rng.expovariate(0.5)), 14))],
        "sci_pop": [str(min(round(rng.expovariate(0.45)), 45)) if rng.random() < 0.55 else "0"],
        "proj_n": [str(min(1 + round(rng.expovariate(0.7)), 12))],
    }
    given.update({level: [code] for level, code in person.unit.answers.items()})
    given.update(_time(person, rng))
    given.update(_matrices(person, rng))
    given.update(_mind(person, rng))
    if rng.random() < SUGGESTING:
        given.update(suggestions.write(person.unit.stratum, rng))
    else:
        given["suggest"] = [""]
    return Persona(given, _weights(person), _picks(rng), left_out=0.006, refuses=0.012)


def _degree(education: str, rng: random.Random) -> str:
    if education in ("11", "14"):
        return {"11": "2", "14": "3"}[education]
    return "4" if education == "21" and rng.random() < 0.86 else "0"


def _likert(mean: float, spread: float, rng: random.Random, highest: int = 5) -> str:
    return str(min(max(round(rng.gauss(mean, spread)), 1), highest))


def _income(person: Person, rng: random.Random) -> str:
    rank = {"411": 1.5, "412": 1.0, "420": 0.45, "434": 0.0, "435": -0.4, "499": -0.3}[person.title]
    level = SECTORS[person.unit.stratum].income + rank + 0.012 * (person.age - 40) + rng.gauss(0.0, 0.85)
    return str(min(max(round(level), 1), 8))


def _time(person: Person, rng: random.Random) -> dict[str, list[str]]:
    """The week divided in steps of 5 %."""
    shares = SECTORS[person.unit.stratum].time
    drawn = [rng.gammavariate(share * 0.35, 1.0) for share in shares]
    exact = [20 * value / sum(drawn) for value in drawn]
    steps = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda place: steps[place] - exact[place])
    for place in order[: 20 - sum(steps)]:
        steps[place] += 1
    names = ("t_core", "t_rd", "t_train", "t_admin", "t_form", "t_pop")
    return {name: [str(5 * step)] for name, step in zip(names, steps, strict=True)}


def _matrices(person: Person, rng: random.Random) -> dict[str, list[str]]:
    """Satisfaction, views and the work of the association, row by row."""
    aspects = (0.45, -0.1, -0.05, -0.35, 0.25, 0.7, -0.75, -0.25, 0.1, -0.3)
    found: dict[str, list[str]] = {}
    for number, shift in enumerate(aspects, 1):
        value = _likert(3.35 + shift + 0.75 * person.content, 0.75, rng)
        unsuitable = 0.04 if number in (2, 4) else 0.004
        found[f"sat_{number}"] = ["6" if rng.random() < unsuitable else value]
    found["att_chk"] = [_likert(3.0, 1.0, rng) if rng.random() < 0.018 else "4"]
    for number, shift in enumerate((0.7, 0.6, 0.1, 0.3, -1.4, 0.35), 1):
        leaning = -0.6 if number == 5 else 0.6
        value = _likert(3.4 + shift + leaning * person.content, 0.7, rng)
        found[f"id_{number}"] = ["-8" if rng.random() < 0.015 else value]
    for number, shift in enumerate((-0.05, 0.15, 0.1, 0.45, 0.1), 1):
        value = _likert(3.4 + shift + 0.35 * person.content, 0.75, rng)
        found[f"kx_{number}"] = ["-8" if rng.random() < 0.12 else value]
    return found


def _mind(person: Person, rng: random.Random) -> dict[str, list[str]]:
    fair = "-8" if rng.random() < 0.06 else "6" if rng.random() < 0.03 else ""
    leaving = -0.65 - 0.7 * person.content - 0.045 * (person.age - 38) + rng.gauss(0.0, 0.8)
    known = {"science": 0.7, "agriculture": 0.5}.get(person.unit.stratum, 0.0) + 0.02 * (person.age - 40)
    return {
        "title_fair": [fair or _likert(3.2 + 0.6 * person.content, 0.8, rng)],
        "move": ["1" if leaving < -0.4 else "2" if leaving < 0.5 else "3" if leaving < 1.5 else "4"],
        "kx_know": [_likert(2.5 - known, 0.8, rng, highest=4)],
    }


def _weights(person: Person) -> dict[str, Mapping[str, float]]:
    """Relative chances of codes where nothing was decided beforehand."""
    sector = SECTORS[person.unit.stratum]
    young, old = max(0.0, (40 - person.age) / 10), max(0.0, (person.age - 40) / 10)
    found: dict[str, Mapping[str, float]] = {
        "consent_sens": {"1": 0.93, "2": 0.07},
        "polit": _political(person),
        "field": sector.fields if person.education not in ("61", "71") else {"97": 1.0},
        "title_sr": _series(person),
        "contract": sector.contracts,
        "title_obs": {"1": 3.0, "2": 2.4, "3": 1.5 + young, "4": 0.9, "5": 1.0, "6": 0.5 + old, "98": 0.1},
        "issue_top": {
            "1": 4.2,
            "2": 3.2,
            "3": 1.6,
            "4": 1.8,
            "5": 1.5,
            "6": 2.6,
            "7": 0.8,
            "8": 2.0,
            "9": 0.6,
            "10": 0.5,
            "97": 0.6,
        },
        "life": {
            "1": 1.0 + young,
            "2": 2.4,
            "3": 1.2 + old,
            "4": 0.6 + young,
            "5": 0.7 + old,
            "6": 0.3,
            "7": 0.8 * young,
            "8": 0.6,
            "9": 1.4,
            "10": 1.6,
            "97": 0.35,
        },
    }
    found.update(sector.weights)
    return found


def _political(person: Person) -> Mapping[str, float]:
    youth = 3.2 if person.age < 28 else 0.0
    senior = 1.6 if person.title in ("411", "412") else 1.0
    return {
        "01": 3.4 * senior,
        "02": 0.08,
        "03": youth,
        "04": 0.05,
        "05": 0.16,
        "06": 0.06,
        "07": 0.12,
        "08": 0.14,
        "09": 0.03,
        "10": 0.12,
        "11": 0.01,
        "12": 0.2,
        "13": 5.2,
    }


def _series(person: Person) -> Mapping[str, float]:
    if person.occupation in ("5", "6"):
        return {"2": {"01": 1.0}, "4": {"02": 1.0}}.get(person.unit.unit_type, {"05": 0.56, "41": 0.44})
    if person.occupation == "4":
        nursing = 0.6 if person.female else 0.04
        return {"23": 0.42, "25": nursing, "24": 0.1, "26": 0.12}
    return {
        "1": {"61": 0.6, "08": 0.25, "07": 0.15},
        "3": {"09": 0.72, "10": 0.12, "11": 0.16},
        "7": {"08": 0.4, "12": 0.35, "13": 0.15, "09": 0.1},
    }.get(person.occupation, {"08": 0.86, "07": 0.06, "12": 0.08})


def _picks(rng: random.Random) -> dict[str, int]:
    def several(most: int, *weights: float) -> int:
        return rng.choices(range(1, most + 1), weights)[0]

    return {
        "press_src": several(3, 0.2, 0.35, 0.45),
        "act": several(4, 0.45, 0.3, 0.17, 0.08),
        "fund": several(3, 0.6, 0.3, 0.1),
        "barr": several(3, 0.06, 0.1, 0.84),
        "move_why": several(3, 0.3, 0.35, 0.35),
        "policy_use": several(3, 0.8, 0.16, 0.04),
        "life": several(3, 0.07, 0.13, 0.8),
        "voice": several(3, 0.65, 0.27, 0.08),
        "kx_link": several(3, 0.65, 0.27, 0.08),
        "need": several(3, 0.05, 0.1, 0.85),
        "contact_way": several(2, 0.5, 0.5),
    }


def careless(persona: Persona, rows: Sequence[str]) -> Persona:
    """The same person ticking one column all the way down, attention row included."""
    return Persona(
        {**persona.given, **{name: ["3"] for name in rows}, "suggest": [""]}, persona.weights, persona.picks
    )


def ineligible(persona: Persona, rng: random.Random) -> Persona:
    """The same person, who turns out not to belong: works elsewhere, or in no such work."""
    if rng.random() < 0.55:
        return Persona({**persona.given, "in_county": ["2"]}, persona.weights, persona.picks)
    given = {**persona.given, "occ": [rng.choice(("6", "10"))], "st_edu": ["2"]}
    return Persona(given, persona.weights, persona.picks)


def refusing(persona: Persona) -> Persona:
    """The same person declining to take part."""
    return Persona({**persona.given, "consent": ["2"]}, persona.weights, persona.picks)
