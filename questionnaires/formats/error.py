"""The refusal of a file that cannot become a questionnaire."""

from __future__ import annotations

from questionnaires.findings import Finding


class FormatError(Exception):
    """A file cannot be read; ``findings`` holds all that is wrong with it, with places and remedies."""

    code = "format"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(finding.say("en") for finding in findings))
        self.findings = findings
