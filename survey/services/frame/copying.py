"""Taking a frame over into the next wave."""

from __future__ import annotations

from survey.services.frame.units import UnitFacts, add_units
from survey.store import frame as stored
from survey.store.engine import Session


def copy_frame(session: Session, from_survey: int, to_survey: int) -> None:
    """Take strata and units over into another survey, without population counts."""
    pairs = {
        stratum.id: stored.add_stratum(
            session,
            survey_id=to_survey,
            code=stratum.code,
            label=stratum.label,
            population=None,
            position=stratum.position,
        ).id
        for stratum in stored.strata(session, from_survey)
    }
    found = [
        (UnitFacts(unit.name, "", unit.town, unit.unit_type, unit.staff_count), pairs[unit.stratum_id])
        for unit in stored.units(session, from_survey)
    ]
    add_units(session, to_survey, found)
