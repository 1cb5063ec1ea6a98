"""The codebook of a questionnaire: what every data column means, as HTML, workbook and DDI-Codebook 2.5."""

from questionnaires.formats.about import NOTHING_SAID, About
from questionnaires.formats.carried import Note, Written
from questionnaires.formats.codebook.ddi import ddi_of
from questionnaires.formats.codebook.page import html_of
from questionnaires.formats.codebook.variables import Codebook, Source, Value, Variable, codebook_of
from questionnaires.formats.codebook.workbook import xlsx_of
from questionnaires.formats.defaults import as_taken, not_taken
from questionnaires.formats.unshown import unshown
from questionnaires.model import Questionnaire
from questionnaires.text import CHINESE

_LEFT_OUT = (
    "introduction", "thanks", "pages", "page_names", "settings", "endings", "reviews", "complete_when", "notes", "why", "checks",
    "origin", "option_rules", "exclusive", "agree", "shuffle", "look", "bounds", "steps", "usual", "dates", "texts",
    "scale", "multiple_missing", "matrix_marks", "split_marks", "value_lists", "list_titles", "list_search",
    "list_names",
)  # fmt: skip


def not_in_html(questionnaire: Questionnaire) -> tuple[Note, ...]:
    """What the HTML codebook of a questionnaire does not show."""
    return _left_out(questionnaire, "names", "decimals")


def not_in_xlsx(questionnaire: Questionnaire) -> tuple[Note, ...]:
    """What the workbook does not show."""
    return _left_out(questionnaire, "names", "decimals", "expect")


def not_in_ddi(questionnaire: Questionnaire) -> tuple[Note, ...]:
    """What the DDI does not show."""
    return _left_out(questionnaire, "required", "unasked")


def _left_out(questionnaire: Questionnaire, *more: str) -> tuple[Note, ...]:
    """What no codebook of a questionnaire shows, and ``more`` that one kind of codebook does not."""
    return (*not_taken(questionnaire), *unshown(questionnaire, (*_LEFT_OUT, *more)))


def write_html(questionnaire: Questionnaire, language: str = CHINESE, about: About = NOTHING_SAID) -> Written:
    """The codebook of a questionnaire with its settings at their defaults, as one HTML file."""
    return Written(
        html_of(codebook_of(as_taken(questionnaire), about.facts), language).encode(),
        not_in_html(questionnaire),
    )


def write_xlsx(questionnaire: Questionnaire, language: str = CHINESE, about: About = NOTHING_SAID) -> Written:
    """The same as a workbook."""
    return Written(
        xlsx_of(codebook_of(as_taken(questionnaire), about.facts), language),
        not_in_xlsx(questionnaire),
    )


def write_ddi(questionnaire: Questionnaire, language: str = CHINESE, about: About = NOTHING_SAID) -> Written:
    """The same as DDI-Codebook 2.5."""
    return Written(
        ddi_of(codebook_of(as_taken(questionnaire), about.facts), language),
        not_in_ddi(questionnaire),
    )


__all__ = [
    "Codebook",
    "Source",
    "Value",
    "Variable",
    "codebook_of",
    "ddi_of",
    "html_of",
    "not_in_ddi",
    "not_in_html",
    "not_in_xlsx",
    "write_ddi",
    "write_html",
    "write_xlsx",
    "xlsx_of",
]
