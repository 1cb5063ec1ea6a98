"""Field work: copies issued, entrances, what came back; with it the pages of review."""

from survey.web.fieldwork import copies, entrances, paper, returns
from survey.web.fieldwork.blueprint import blueprint
from survey.web.quality import datafiles, deciding, exporting, responses, suggestions

__all__ = [
    "blueprint",
    "copies",
    "datafiles",
    "deciding",
    "entrances",
    "exporting",
    "paper",
    "responses",
    "returns",
    "suggestions",
]
