"""What stood around the answers when they were frozen: returns, suggestions and the questionnaire in force.

It is kept with the snapshot, so that a report made again later says the same of its version. Only which suggestions
may be quoted is looked up anew: a person clears them after the data are frozen, and may take that back; of one that its
author has changed since nothing is quoted.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from questionnaires.text import Text
from reports.dataset import canonical_json
from survey.services.counts import Line, Tally, tally_of
from survey.services.suggestions import overview_of
from survey.store import suggestions as stored_suggestions
from survey.store import versions as stored_versions
from survey.store.engine import Session, Store


@dataclass(frozen=True)
class Surroundings:
    """The returns, how many suggestions were ``written`` and ``agreed`` to, and their ``topics`` with counts.

    ``newest`` is the last submission there was (0 where there was none): suggestions of later ones are not of this
    version. ``questionnaire`` is the version of the questionnaire in force, None where none was published.
    """

    returns: Tally
    written: int
    agreed: int
    topics: Sequence[tuple[Text, int]]
    newest: int
    questionnaire: int | None

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values; the same surroundings give equal ones."""
        return {
            "whole": dict(self.returns.whole.outcomes),
            "strata": [
                [one.code, one.label, one.population, dict(one.outcomes)] for one in self.returns.strata
            ],
            "imported": dict(self.returns.imported),
            "written": self.written,
            "agreed": self.agreed,
            "topics": [[dict(topic), count] for topic, count in self.topics],
            "newest": self.newest,
            "questionnaire": self.questionnaire,
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Surroundings:
        """Read what :meth:`to_json` gave."""
        strata = tuple(
            Line(code, label, outcomes, population) for code, label, population, outcomes in given["strata"]
        )
        return cls(
            Tally(Line("", "", given["whole"]), strata, given["imported"]),
            given["written"],
            given["agreed"],
            tuple((Text(topic), count) for topic, count in given["topics"]),
            given["newest"],
            given["questionnaire"],
        )

    @property
    def digest(self) -> str:
        """SHA-256 of it as canonical JSON: the same surroundings have the same."""
        return hashlib.sha256(canonical_json(self.to_json())).hexdigest()

    def without(self, erased: Iterable[tuple[str, bool]]) -> Surroundings:
        """The same after valid responses were erased, each given by its stratum and whether it came in a file.

        They count as withdrawn. How many suggestions were written stays, as all counts do.
        """
        gone: Counter[str] = Counter()
        imported = 0
        for stratum, is_imported in erased:
            imported += is_imported
            gone[stratum] += not is_imported
        found = self.returns
        strata = tuple(replace(one, outcomes=_less(one.outcomes, gone[one.code])) for one in found.strata)
        whole = replace(found.whole, outcomes=_less(found.whole.outcomes, gone.total()))
        return replace(self, returns=Tally(whole, strata, _less(found.imported, imported)))


def _less(outcomes: Mapping[str, int], erased: int) -> Mapping[str, int]:
    if not erased:
        return outcomes
    withdrawn = outcomes.get("withdrawn", 0) + erased
    return {**outcomes, "valid": outcomes.get("valid", 0) - erased, "withdrawn": withdrawn}


def seen(store: Store, session: Session, survey_id: int) -> Surroundings:
    """What stands around the answers of a survey now, as the session sees it."""
    said = overview_of(store, session, survey_id)
    return Surroundings(
        tally_of(session, survey_id),
        said.written,
        said.agreed,
        tuple((topic, written) for topic, written, _ in said.topics),
        stored_suggestions.newest_submission(session, survey_id),
        stored_versions.current_id(session, survey_id),
    )
