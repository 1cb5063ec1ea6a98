"""The process that makes one report, started by :mod:`survey.services.making` with its lock."""

from __future__ import annotations

import logging
import os
import sys

from survey.journal import start_log
from survey.services.making import make
from survey.settings import read_settings

LOG = logging.getLogger("kewen.report")
#: Respondents come first: the making takes what processor time they leave.
NICENESS = 10


def main(survey_code: str, name: str, language: str, template: str) -> None:
    """Make the report of a frozen version of a survey; a failure is kept for the page and logged."""
    os.nice(NICENESS)
    settings = read_settings()
    start_log(settings.log_format)
    try:
        make(settings, survey_code, name, language, template)
    except Exception:
        LOG.exception("a report was not made")
        sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:5])
