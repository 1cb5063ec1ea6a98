"""Changes a designer makes in one move that are several changes underneath."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from typing import Any

from questionnaires.editing.blank import copy_name, free_name, names_in_use
from questionnaires.editing.changes import Insert, Path, Set
from questionnaires.editing.document import document_of, part_at, value_at
from questionnaires.editing.errors import EditError, not_found
from questionnaires.editing.pasting import read_lines, read_rows
from questionnaires.formats.naming import codes as valid_codes
from questionnaires.model import Questionnaire
from questionnaires.text import Text

LONGEST_PASTE = 500


def duplicate(questionnaire: Questionnaire, target: str) -> Insert:
    """A copy of a page or question right behind it, under free names.

    Rules inside the copy that name its own fields name the copy's; all others stay.

    :raises EditError: ``not_found``.
    """
    document = document_of(questionnaire)
    part = copy.deepcopy(part_at(document, target))
    kind = target.partition(":")[0]
    if kind == "question":
        holder = next(
            page for page in questionnaire.pages if any(q.name == part["name"] for q in page.questions)
        )
        after = _following([question.name for question in holder.questions], part["name"])
        _rename_question(part, names_in_use(questionnaire))
        return Insert(target=f"page:{holder.name}", path=("questions",), before=after, part=part)
    if kind == "page":
        after = _following(list(questionnaire.page_by_name), part["name"])
        taken = names_in_use(questionnaire)
        renamed: dict[str, str] = {}
        for question in part.get("questions", []):
            renamed |= _rename_question(question, taken)
        part["name"] = copy_name(set(questionnaire.page_by_name), part["name"])
        _requote(part, renamed)
        return Insert(target="questionnaire", path=("pages",), before=after, part=part)
    raise not_found(target)


def paste_options(
    questionnaire: Questionnaire, target: str, lines: str, language: str, *, keep_codes: bool
) -> Set:
    """Options written one a line, in place of those of a question.

    With ``keep_codes`` a code before the text is the option's code (``1. 男``, ``A、男``, a tab),
    and several in one line are several options; else they are numbered from 1. An option whose
    text stood there before keeps what else it had (its other languages, ``exclusive``, …).

    :raises EditError: ``not_found``, nothing written, too many lines, or a code twice.
    """
    part = part_at(document_of(questionnaire), target)
    former = part.get("options", [])
    read = read_lines(lines, keep_codes=keep_codes)
    place = f"{target}/options"
    _require_lines(len(read), place)
    given = [code for code, _label in read]
    chosen = given if keep_codes and all(given) else _numbered(given)
    again = next((code for code in chosen if chosen.count(code) > 1), None)
    if again is not None:
        raise EditError(
            "name_taken",
            place,
            Text(zh=f"代码“{again}”写了两次。", en=f"The code “{again}” is there twice."),
            Text(zh="请改其中一个，或选择自动编号。", en="Change one of them, or let them be numbered."),
        )
    by_label = {one.get("label", {}).get(language): one for one in former}
    options = [
        {
            **by_label.get(label, {}),
            "code": code,
            "label": {**by_label.get(label, {}).get("label", {}), language: label},
        }
        for code, (_given, label) in zip(chosen, read, strict=True)
    ]
    return Set(target=target, path=("options",), was=former or None, value=options)


def paste_rows(questionnaire: Questionnaire, target: str, lines: str, language: str) -> Set:
    """Rows of a matrix or parts of a split, written one a line, in place of those of a question.

    What numbers the lines is left out (:func:`questionnaires.editing.pasting.read_rows`). A row whose wording stood
    there before keeps its name and all else; a new one is named after the question.

    :raises EditError: ``not_found``, nothing written, or too many lines.
    """
    part = part_at(document_of(questionnaire), target)
    former = part.get("rows", [])
    read = read_rows(lines)
    _require_lines(len(read), f"{target}/rows")
    by_label = {one.get("label", {}).get(language): one for one in former}
    kept = {label: by_label[label] for label in read if label in by_label}
    going = {one["name"] for one in former} - {one["name"] for one in kept.values()}
    taken = names_in_use(questionnaire) - going
    rows = []
    for label in read:
        row = kept.pop(label, None)
        if row is None:
            row = {"name": free_name(taken, f"{part['name']}_"), "label": {language: label}}
            taken.add(row["name"])
        rows.append(row)
    return Set(target=target, path=("rows",), was=former or None, value=rows)


def _require_lines(count: int, place: str) -> None:
    if not 0 < count <= LONGEST_PASTE:
        raise EditError(
            "invalid",
            place,
            Text(zh=f"要有 1 到 {LONGEST_PASTE} 行。", en=f"Write 1 to {LONGEST_PASTE} lines."),
            Text(
                zh="请每行写一个；很长的名单请做成代码表。",
                en="Write one a line; long lists belong in a code list.",
            ),
        )


def bulk(questionnaire: Questionnaire, names: Iterable[str], path: Path, value: Any) -> list[Set]:
    """The same value at the same path of several questions; those that have it already are left out.

    :raises EditError: ``not_found``.
    """
    document = document_of(questionnaire)
    found: list[Set] = []
    for name in names:
        was = value_at(part_at(document, f"question:{name}"), path)
        if was != value:
            found.append(Set(target=f"question:{name}", path=path, was=was, value=value))
    return found


def _following(names: Sequence[str], name: str) -> str | None:
    place = names.index(name) + 1
    return names[place] if place < len(names) else None


def _rename_question(part: dict[str, Any], taken: set[str]) -> dict[str, str]:
    """Give a copied question and its rows or levels free names; what became of each."""
    renamed: dict[str, str] = {}
    for named in (part, *part.get("rows", []), *part.get("levels", [])):
        to = copy_name(taken, named["name"])
        renamed[named["name"]] = named["name"] = to
        taken.add(to)
    _requote(part, renamed)
    return renamed


def _requote(value: Any, renamed: dict[str, str]) -> None:
    """Write the new names wherever the part itself names the old ones."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, further in list(items):
        if isinstance(further, str) and "${" in further:
            value[key] = re.sub(
                r"\$\{[ \t]*(\w+)[ \t]*\}", lambda found: f"${{{renamed.get(found[1], found[1])}}}", further
            )
        else:
            _requote(further, renamed)


def _numbered(given: Sequence[str]) -> list[str]:
    """Codes for lines of which some or all have none: their places, as far as those are free."""
    return (
        valid_codes([code or "" for code in given])
        if any(given)
        else [str(n) for n in range(1, len(given) + 1)]
    )
