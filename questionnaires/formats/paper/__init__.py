"""Questionnaires on paper: a print-ready PDF, numbered copies in batches, and a Word file to edit."""

from questionnaires.formats.carried import Written
from questionnaires.formats.defaults import as_taken
from questionnaires.formats.paper.copies import MOST_COPIES, Stamp, copies_of
from questionnaires.formats.paper.layout import About, form_of
from questionnaires.formats.paper.lettering import lacking
from questionnaires.formats.paper.typeset import pdf_of
from questionnaires.formats.paper.word import docx_of
from questionnaires.model import Questionnaire
from questionnaires.text import CHINESE


def write_pdf(questionnaire: Questionnaire, language: str = CHINESE) -> Written:
    """A questionnaire as a PDF to print, with its settings at their defaults and nothing of a survey."""
    return Written(pdf_of(form_of(as_taken(questionnaire), language)))


def write_docx(questionnaire: Questionnaire, language: str = CHINESE) -> Written:
    """The same as a Word file to edit."""
    return Written(docx_of(form_of(as_taken(questionnaire), language)))


__all__ = [
    "MOST_COPIES",
    "About",
    "Stamp",
    "copies_of",
    "docx_of",
    "form_of",
    "lacking",
    "pdf_of",
    "write_docx",
    "write_pdf",
]
