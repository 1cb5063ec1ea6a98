"""Quality flags: reasons for a person to look at a response. A flag proposes; a person decides.

They follow the editing rules of the county form (its ``reviews``) and the usual checks of time,
attention and straight-lining. ``raise_flags`` runs in the transaction of a submit;
``review_flags`` goes over a whole survey, freezes the speed thresholds, and may be repeated.
"""

from survey.services.quality.kinds import FlagKind, Proposal, flag_label, kind_of_flag, proposal_of
from survey.services.quality.raising import Thresholds, raise_flags, thresholds
from survey.services.quality.reviewing import Reviewed, review_flags

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
