"""Tiny LimeSurvey files: questions, subquestions, answers and attributes as rows of tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

LANGUAGES = ("zh-Hans", "en", "zh-Hant-TW")
_numbers: dict[str, int] = {}


def _number(code: str) -> str:
    return str(_numbers.setdefault(code, len(_numbers) + 1))


def question(
    code: str, kind: str, *, text: str = "", tip: str = "", gid: str = "1", **more: str
) -> dict[str, str]:
    """A question; ``more`` are columns such as ``relevance``, ``mandatory``, ``other``."""
    return {
        "table": "questions", "qid": _number(code), "parent_qid": "0", "gid": gid, "title": code, "type": kind,
        "words": text or code, "help": tip, **more,
    }  # fmt: skip


def sub(of: str, code: str, *, scale: int = 0) -> dict[str, str]:
    """A subquestion."""
    return {
        "table": "subquestions", "qid": _number(f"{of}/{code}/{scale}"), "parent_qid": _number(of), "title": code,
        "scale_id": str(scale), "words": code, "question_order": _number(f"{of}/{code}/{scale}"),
    }  # fmt: skip


def answer(of: str, code: str, *, scale: int = 0) -> dict[str, str]:
    """An answer."""
    key = _number(f"{of}={code}={scale}")
    return {
        "table": "answers", "aid": key, "qid": _number(of), "code": code, "scale_id": str(scale), "sortorder": key,
        "words": code,
    }  # fmt: skip


def attribute(of: str, name: str, value: str) -> dict[str, str]:
    """An attribute of a question."""
    return {
        "table": "question_attributes",
        "qid": _number(of),
        "attribute": name,
        "value": value,
        "language": "",
    }


def lss(
    *rows: Mapping[str, str],
    languages: tuple[str, ...] = ("en",),
    groups: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    quota: int = 0,
) -> bytes:
    """The file; ``groups`` gives the condition of each."""
    tables: dict[str, list[Mapping[str, Any]]] = {
        "groups": [
            {"gid": gid, "group_order": gid, "grelevance": rule}
            for gid, rule in (groups or {"1": "1"}).items()
        ],
        "surveys": [{"sid": "123", "language": languages[0], **(settings or {})}],
        "surveys_languagesettings": [],
        "quota": [{"id": str(number)} for number in range(quota)],
    }
    for language in languages:
        tables["surveys_languagesettings"].append({"surveyls_language": language, "surveyls_title": "Trial"})
    for number, row in enumerate(rows):
        _add(tables, dict(row), number, languages)
    body = "".join(_table(name, held) for name, held in tables.items() if held)
    head = "<?xml version='1.0' encoding='UTF-8'?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>"
    return f"{head}{body}</document>".encode()


def _add(
    tables: dict[str, list[Mapping[str, Any]]], row: dict[str, str], number: int, languages: tuple[str, ...]
) -> None:
    table, words, tip = row.pop("table"), row.pop("words", ""), row.pop("help", "")
    if "of" in row:
        row["qid"] = _number(row.pop("of"))
    if table == "questions":
        row.setdefault("question_order", str(number))
    tables.setdefault(table, []).append(row)
    for language in languages:
        if table in ("questions", "subquestions"):
            said = {"qid": row["qid"], "question": words, "help": tip, "language": language}
            tables.setdefault("question_l10ns", []).append(said)
        elif table == "answers":
            tables.setdefault("answer_l10ns", []).append(
                {"aid": row["aid"], "answer": words, "language": language}
            )


def _table(name: str, rows: list[Mapping[str, Any]]) -> str:
    written = "".join(
        "<row>" + "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in row.items()) + "</row>"
        for row in rows
    )
    return f"<{name}><rows>{written}</rows></{name}>"
