"""Answering: come in, agree, save, submit, and what a receipt is good for.

The pages call these functions, and so does the simulation: :func:`by_link` or
:func:`by_code` gives a :class:`Pass`, :func:`agree` begins the response, :func:`save` takes
page after page, :func:`submit` gives the receipt.
"""

from survey.services.respond.closing import close_overdue, close_responses, close_responses_in
from survey.services.respond.consenting import Agreed, agree, first_look
from survey.services.respond.entry import Pass, Standing, answer_code, by_code, by_link, standing
from survey.services.respond.guesses import note_wrong_guess
from survey.services.respond.interviewing import Layout, facts_of, interview_of, layout_of
from survey.services.respond.merging import Conflict, Elsewhere
from survey.services.respond.offering import offered_answers
from survey.services.respond.receipt import Held, correct, erase, look, withdraw
from survey.services.respond.saving import Posting, Saved, Seen, save
from survey.services.respond.stage import Opening, Stage, opening_of, require_open
from survey.services.respond.submitting import Submitted, is_repeat, stopping, submit
from survey.services.respond.writable import RETURNED, require_writable

__all__ = [
    "RETURNED",
    "Agreed",
    "Conflict",
    "Elsewhere",
    "Held",
    "Layout",
    "Opening",
    "Pass",
    "Posting",
    "Saved",
    "Seen",
    "Stage",
    "Standing",
    "Submitted",
    "agree",
    "answer_code",
    "by_code",
    "by_link",
    "close_overdue",
    "close_responses",
    "close_responses_in",
    "correct",
    "erase",
    "facts_of",
    "first_look",
    "interview_of",
    "is_repeat",
    "layout_of",
    "look",
    "note_wrong_guess",
    "offered_answers",
    "opening_of",
    "require_open",
    "require_writable",
    "save",
    "standing",
    "stopping",
    "submit",
    "withdraw",
]
