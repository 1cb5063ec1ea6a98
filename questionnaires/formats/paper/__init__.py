"""Questionnaires on paper: a print-ready PDF, numbered copies in batches, and a Word file to edit."""

from questionnaires.formats.about import NOTHING_SAID, About
from questionnaires.formats.carried import Note, Written
from questionnaires.formats.defaults import as_taken, not_taken
from questionnaires.formats.paper.copies import MOST_COPIES, Stamp, copies_of
from questionnaires.formats.paper.layout import form_of
from questionnaires.formats.paper.lettering import lacking
from questionnaires.formats.paper.typeset import pdf_of
from questionnaires.formats.paper.word import docx_of
from questionnaires.formats.paper.wordcopies import MOST_WORD_COPIES, docx_copies_of
from questionnaires.formats.unshown import unshown
from questionnaires.model import Questionnaire
from questionnaires.text import CHINESE

_LEFT_OUT = (
    "languages", "names", "settings", "list_names", "list_search", "required", "checks", "analysis", "origin", "option_missing",
    "agree", "ending_marks", "shuffle", "look", "usual", "date_bounds", "calculated", "reverse", "expect", "scale", "unasked",
    "patterns", "reviews", "complete_when", "thanks",
)  # fmt: skip


def left_out(questionnaire: Questionnaire) -> tuple[Note, ...]:
    """What a paper of a questionnaire does not show."""
    return (*not_taken(questionnaire), *unshown(questionnaire, _LEFT_OUT))


def write_pdf(questionnaire: Questionnaire, language: str = CHINESE, about: About = NOTHING_SAID) -> Written:
    """A questionnaire as a PDF to print, with its settings at their defaults."""
    return Written(pdf_of(form_of(as_taken(questionnaire), language, about)), left_out(questionnaire))


def write_docx(questionnaire: Questionnaire, language: str = CHINESE, about: About = NOTHING_SAID) -> Written:
    """The same as a Word file to edit."""
    return Written(docx_of(form_of(as_taken(questionnaire), language, about)), left_out(questionnaire))


__all__ = [
    "MOST_COPIES",
    "MOST_WORD_COPIES",
    "Stamp",
    "copies_of",
    "docx_copies_of",
    "docx_of",
    "form_of",
    "lacking",
    "pdf_of",
    "write_docx",
    "write_pdf",
]
