"""Questionnaires of this installation: from files, from the instance folder, from the library."""

from __future__ import annotations

import re
from pathlib import Path

from questionnaires import library
from questionnaires.checks import check
from questionnaires.findings import Finding, Severity
from questionnaires.formats import yaml
from questionnaires.formats.datafile import questionnaire_from
from questionnaires.formats.error import FormatError
from questionnaires.formats.mapping import DataMapping, load_mapping, shipped_mapping
from questionnaires.formats.tables import open_table
from questionnaires.model import NAME_PATTERN, Questionnaire
from questionnaires.text import Text
from reports.files import write_atomically
from survey.errors import Refusal, Refusals


def folder_of(instance: Path) -> Path:
    """Where the questionnaires that were imported lie."""
    return instance / "questionnaires"


def listed(instance: Path) -> list[str]:
    """The names of imported and of shipped questionnaires."""
    own = {path.stem for path in folder_of(instance).glob("*.yaml")}
    return sorted(own | set(library.names()))


def named(instance: Path, name: str) -> Questionnaire:
    """The questionnaire of a YAML file, else an imported one, else a shipped one of that name.

    :raises Refusal: there is none, or the file cannot be read.
    """
    if name.endswith((".yaml", ".yml")):
        return read_yaml(Path(name))
    own = folder_of(instance) / f"{name}.yaml"
    if re.fullmatch(NAME_PATTERN, name) and own.exists():
        return read_yaml(own)
    if name in library.names():
        return library.source(name)
    raise Refusal(
        "questionnaire_unknown",
        place=name,
        reason=Text(zh=f"没有问卷“{name}”", en=f"There is no questionnaire {name!r}"),
        remedy=Text(
            zh=f"可用的有：{'、'.join(listed(instance))}；或写明 YAML 文件",
            en=f"There are: {', '.join(listed(instance))}; or name a YAML file",
        ),
    )


def read_yaml(path: Path) -> Questionnaire:
    """The questionnaire of a YAML file; raises Refusals with all that is wrong with it."""
    try:
        return yaml.load(content_of(path))
    except FormatError as error:
        raise refusals(error, path.name) from error


def from_data(path: Path, mapping: DataMapping, name: str) -> Questionnaire:
    """The questionnaire that a data file holds answers to."""
    try:
        return questionnaire_from(open_table(path, second_header=mapping.second_header), mapping, name)
    except FormatError as error:
        raise refusals(error, path.name) from error


def mapping_named(name: str) -> DataMapping:
    """The mapping of a YAML file, or one that comes with the platform, by name."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else shipped_mapping(name)
    try:
        return load_mapping(content_of(path))
    except FormatError as error:
        raise refusals(error, path.name) from error


def keep(instance: Path, questionnaire: Questionnaire) -> Path:
    """Keep a questionnaire in the instance folder under its name.

    :raises Refusals: it has errors, or another one is kept under the name.
    """
    errors = [one for one in check(questionnaire) if one.severity is Severity.ERROR]
    if errors:
        raise Refusals([refusal(one) for one in errors])
    path = folder_of(instance) / f"{questionnaire.name}.yaml"
    if path.exists() and read_yaml(path) == questionnaire:
        return path
    if path.exists() or questionnaire.name in library.names():
        raise Refusal(
            "name_taken",
            place=questionnaire.name,
            reason=Text(zh="这个名称下已有另一份问卷", en="Another questionnaire has this name"),
            remedy=Text(zh="请换一个名称（--name）", en="Choose another name (--name)"),
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = yaml.dump(questionnaire)
    write_atomically(path, lambda target: Path(target).write_text(content, "utf-8"))
    return path


def content_of(path: Path) -> bytes:
    """The bytes of a file; raises Refusal where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(
            "file",
            place=str(path),
            reason=Text(zh=f"文件读不到：{error.strerror}", en=f"The file cannot be read: {error.strerror}"),
            remedy=Text(zh="请核对文件名", en="Check the name of the file"),
        ) from error


def refusal(finding: Finding) -> Refusal:
    """A finding as a refusal."""
    place = f"{finding.place} ({finding.line})" if finding.line else finding.place
    return Refusal(finding.code, place=place, reason=finding.reason, remedy=finding.remedy)


def refusals(error: FormatError, file: str) -> Refusals:
    """All that is wrong with a file as refusals."""
    each = [refusal(finding) for finding in error.findings]
    for one in each:
        if one.place != file and not one.place.startswith(f"{file} ("):
            one.place = f"{file}: {one.place}" if one.place else file
    return Refusals(each)
