"""Respondents' pages: coming in, answering, the last look, the receipt."""

from survey.web.respond import answering, entering, finishing, receipts, scripts
from survey.web.respond.blueprint import blueprint
from survey.web.respond.visit import identify_respondent

__all__ = ["answering", "blueprint", "entering", "finishing", "identify_respondent", "receipts", "scripts"]
