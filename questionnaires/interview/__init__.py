"""Pure functions on a questionnaire and the answers so far: path, problems, progress, record."""

from questionnaires.interview.interview import Interview
from questionnaires.interview.progress import Progress
from questionnaires.interview.record import Completeness, Record
from questionnaires.interview.script import browser_rules
from questionnaires.interview.walk import ShownPage

__all__ = ["Completeness", "Interview", "Progress", "Record", "ShownPage", "browser_rules"]
