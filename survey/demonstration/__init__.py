"""The demonstration: a simulated county survey of 3,000 copies that went the whole way.

:func:`survey.demonstration.loading.load` goes it; ``progress_of(store)`` tells a page how far it
has come. Everybody in it is made up, and so is the county.
"""

from survey.demonstration.design import CODE, COPIES, Design, Fate, design
from survey.demonstration.progress import Progress, is_wanted, progress_of
from survey.demonstration.walker import Persona, Step, StuckError, walk

__all__ = [
    "CODE",
    "COPIES",
    "Design",
    "Fate",
    "Persona",
    "Progress",
    "Step",
    "StuckError",
    "design",
    "is_wanted",
    "progress_of",
    "walk",
]
