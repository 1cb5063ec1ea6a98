"""Where the reports of frozen versions lie, and what they are called; every file is put in place whole."""

from __future__ import annotations

from pathlib import Path

from reports.files import write_atomically
from reports.templates import USUAL

#: A form of the Word file that is told by its ending; no template may be called so, for its files would be those.
EDITABLE = "editable"
#: What a report printed, as data, beside its files.
PRINTED = ".printed.json"


def folder_of(instance: Path, survey_code: str) -> Path:
    """Where the reports of a survey lie."""
    return instance / "reports" / survey_code


def file_of(
    instance: Path, survey_code: str, name: str, language: str, template: str = USUAL, ending: str = ".docx"
) -> Path:
    """The file of the report of a frozen version in a language, made or not; the Word file is made last."""
    stem = f"{name}.{language}" if template == USUAL else f"{name}.{language}.{template}"
    return folder_of(instance, survey_code) / f"{stem}{ending}"


def templates_of(instance: Path, survey_code: str, name: str) -> set[str]:
    """The templates that reports of a frozen version were made with, other than the usual one."""
    return {
        path.name.removesuffix(".docx").rsplit(".", 1)[-1]
        for path in folder_of(instance, survey_code).glob(f"{name}.*.*.docx")
        if not path.name.endswith(f".{EDITABLE}.docx")
    }


def is_reported(instance: Path, survey_code: str, name: str) -> bool:
    """Whether a frozen version has a report after any template, made here or by the command."""
    folder = folder_of(instance, survey_code)
    return any(any(folder.glob(f"{name}.*{ending}")) for ending in (".docx", PRINTED))


def put(path: Path, content: bytes) -> None:
    """Put a file in place whole or not at all."""
    write_atomically(path, lambda name: Path(name).write_bytes(content))
