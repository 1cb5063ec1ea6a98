"""How commands tell what came over from a file of another kind, and what did not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from questionnaires.editing.blank import KIND_WORDS
from questionnaires.findings import Finding
from questionnaires.formats.carried import FATES, Fate, Note
from questionnaires.formats.overview import Overview
from questionnaires.formats.registry import Format
from survey.cli.output import number_of

ORDER = (Fate.GUESSED, Fate.LEFT_OUT, Fate.CHANGED)
INDENT = "  "


def came_over(kind: Format, found: Overview) -> str:
    """What came over, in figures, in both languages."""
    zh = "、".join(f"{KIND_WORDS[name].say('zh-CN')} {count}" for name, count in found.kinds.items())
    en = ", ".join(f"{KIND_WORDS[name].say('en').lower()} {count}" for name, count in found.kinds.items())
    languages = ", ".join(found.languages)
    in_chinese = (
        f"{kind.label.say('zh-CN')}：{found.pages} 页，{found.questions} 题（{zh}），"
        f"{found.rules} 条规则，语言 {languages}"
    )
    in_english = (
        f"{kind.label.say('en')}: {number_of(found.pages, 'page')}, "
        f"{number_of(found.questions, 'question')} ({en}), {number_of(found.rules, 'rule')}, "
        f"language{'' if len(found.languages) == 1 else 's'} {languages}"
    )
    return f"{in_chinese}\n{in_english}"


def told(notes: Sequence[Note]) -> str:
    """The notes under their fates, what must be settled first; each with its place, in both languages."""
    lines: list[str] = []
    for fate in ORDER:
        alike = [note for note in notes if note.fate is fate]
        if alike:
            lines.append(f"{FATES[fate].say('zh-CN')} {FATES[fate].say('en')} ({len(alike)})")
            lines += [line for note in alike for line in _lines(note)]
    return "\n".join(lines)


def _lines(note: Note) -> Iterable[str]:
    yield f"{INDENT}{note.place}"
    for language in note.what:
        yield f"{INDENT * 2}{note.what.say(language)}"
        if note.remedy:
            yield f"{INDENT * 2}→ {note.remedy.say(language)}"


def fields(
    kind: Format, found: Overview, notes: Sequence[Note], findings: Sequence[Finding]
) -> dict[str, Any]:
    """The same for ``--json``."""
    return {
        "format": kind.name,
        "pages": found.pages,
        "questions": found.questions,
        "kinds": dict(found.kinds),
        "rules": found.rules,
        "languages": list(found.languages),
        "notes": [
            {
                "fate": note.fate.value,
                "code": note.code,
                "place": note.place,
                "what": note.what,
                "remedy": note.remedy,
                "question": note.question,
            }
            for note in notes
        ],
        "findings": list(findings),
    }
