"""Quality flags: reasons for a person to look at a response. A flag proposes; a person decides.

After ``shared/questionnaire.md`` §13. ``raise_flags`` runs in the transaction of a submit;
``review_flags`` goes over a whole survey, freezes the speed thresholds, and may be repeated.
"""

from survey.services.quality.kinds import FlagKind, Proposal, flag_label, kind_of_flag, proposal_of
from survey.services.quality.raising import Reviewed, Thresholds, raise_flags, review_flags, thresholds

__all__ = [
    "FlagKind",
    "Proposal",
    "Reviewed",
    "Thresholds",
    "flag_label",
    "kind_of_flag",
    "proposal_of",
    "raise_flags",
    "review_flags",
    "thresholds",
]
