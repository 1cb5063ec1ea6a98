"""Where the figures of a table come from: the question, the set of weights and the version of the data."""

from __future__ import annotations

from reports.dataset import Dataset
from reports.documents.investigation import Investigation
from reports.groupings import GROUPINGS


def asked(dataset: Dataset, name: str) -> str:
    """The number of the question behind a feature, a question or a variable, as people read it; empty without one."""
    variable = dataset.by_role(GROUPINGS[name].role if name in GROUPINGS else name)
    group = dataset.group(name)
    if group is not None:
        variable = dataset.variable(group.variables[0])
    elif name in dataset:
        variable = dataset.variable(name)
    if variable is None or variable.question in ("", variable.name, name):
        return ""
    return variable.question


def origin(investigation: Investigation, language: str, *names: str) -> str:
    """Question, weights and data version in one line, such as ``题目 A1、A4；权数 base；数据版本 1a2b3c4d``."""
    chinese = language.startswith("zh")
    source = investigation.provenance
    found = list(dict.fromkeys(one for one in (asked(investigation.dataset, name) for name in names) if one))
    parts = []
    if found:
        listed = ("、" if chinese else ", ").join(found)
        word = "题目" if chinese else ("questions" if len(found) > 1 else "question")
        parts.append(f"{word} {listed}")
    if source.weights:
        parts.append(f"权数 {source.weights}" if chinese else f"weights {source.weights}")
    version = source.version[:8]
    parts.append(f"数据版本 {version}" if chinese else f"data version {version}")
    return ("；" if chinese else "; ").join(parts)


def sourced(note: str, investigation: Investigation, language: str, *names: str) -> str:
    """The note of a table with the origin of its figures at the end."""
    chinese = language.startswith("zh")
    said = origin(investigation, language, *names)
    if not note:
        return f"注：{said}。" if chinese else f"Note: {said}."
    words, stop = (note.rstrip("。"), "。") if chinese else (note.rstrip("."), ".")
    return f"{words}{'；' if chinese else '; '}{said}{stop}"
