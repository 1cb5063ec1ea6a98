"""The process that makes one export, started by :mod:`survey.services.exports.making` with its lock."""

from __future__ import annotations

import json
import logging
import os
import sys

from survey.journal import start_log
from survey.server.reportmaking import NICENESS
from survey.services.exports.making import make
from survey.settings import read_settings

LOG = logging.getLogger("kewen.export")


def main(survey_code: str, asked: str) -> None:
    """Make an export of a survey; a failure is kept for the page and logged."""
    os.nice(NICENESS)
    settings = read_settings()
    start_log(settings.log_format)
    try:
        make(settings, survey_code, json.loads(asked))
    except Exception:
        LOG.exception("an export was not made")
        sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:3])
