"""The codebook of a questionnaire: what every data column means, as HTML, workbook and DDI-Codebook 2.5."""

from questionnaires.formats.carried import Written
from questionnaires.formats.codebook.ddi import ddi_of
from questionnaires.formats.codebook.page import html_of
from questionnaires.formats.codebook.variables import Codebook, Source, Value, Variable, codebook_of
from questionnaires.formats.codebook.workbook import xlsx_of
from questionnaires.formats.defaults import as_taken
from questionnaires.model import Questionnaire
from questionnaires.text import CHINESE


def write_html(questionnaire: Questionnaire, language: str = CHINESE) -> Written:
    """The codebook of a questionnaire with its settings at their defaults, as one HTML file."""
    return Written(html_of(codebook_of(as_taken(questionnaire)), language).encode())


def write_xlsx(questionnaire: Questionnaire, language: str = CHINESE) -> Written:
    """The same as a workbook."""
    return Written(xlsx_of(codebook_of(as_taken(questionnaire)), language))


def write_ddi(questionnaire: Questionnaire, language: str = CHINESE) -> Written:
    """The same as DDI-Codebook 2.5."""
    return Written(ddi_of(codebook_of(as_taken(questionnaire)), language))


__all__ = [
    "Codebook",
    "Source",
    "Value",
    "Variable",
    "codebook_of",
    "ddi_of",
    "html_of",
    "write_ddi",
    "write_html",
    "write_xlsx",
    "xlsx_of",
]
