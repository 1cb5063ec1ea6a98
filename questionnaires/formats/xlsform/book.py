"""The lines of a form as an .xlsx file: texts only, never formulas."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence

from questionnaires.formats.xlsform.cells import OPTION, plain
from questionnaires.formats.xlsform.own import FORMAT
from questionnaires.formats.xlsform.survey_rows import Sheets
from questionnaires.formats.xlsform.tables import Line
from questionnaires.formats.xlsform.tongues import named

_WIDTHS = {
    "type": 24,
    "name": 20,
    "label": 48,
    "hint": 30,
    "relevant": 30,
    "constraint": 30,
    "calculation": 30,
}
_NUMBER = re.compile(r"\d+")


def make_book(sheets: Sheets, more: Mapping[str, list[Line]], first: Mapping[str, Sequence[str]]) -> bytes:
    """The sheets survey, choices and settings, then those of our own that hold anything."""
    import xlsxwriter

    whole = sheets.questionnaire
    headers = _headers(
        [*sheets.survey, *sheets.choices, *(line for lines in more.values() for line in lines)],
        whole.languages,
    )
    default = headers.get(whole.languages[0], "") if whole.languages else ""
    settings = {"form_title": _title(sheets), "form_id": whole.name, "default_language": default}
    if any(_repeats(sheets.choices)):
        settings["allow_choice_duplicates"] = "yes"
    kewen = [Line("kewen", 0, {"key": "format", "value": FORMAT})]
    kewen += [Line("kewen", 0, {"key": f"header:{header}", "value": tag}) for tag, header in headers.items()]
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        pages = {
            "survey": sheets.survey,
            "choices": sheets.choices,
            "settings": [Line("settings", 2, settings)],
            **more,
        }
        pages["kewen"] = [*kewen, *more.get("kewen", ())]
        for name, lines in pages.items():
            if not lines and name != "survey":
                continue
            columns = _columns(lines, first.get(name, ()), headers) or [
                ("type", "type", ""),
                ("name", "name", ""),
            ]
            sheet = book.add_worksheet(name)
            for place, (key, header, _) in enumerate(columns):
                sheet.write_string(0, place, header, bold)
                sheet.set_column(place, place, _WIDTHS.get(key, 16))
            sheet.freeze_panes(1, 2 if name == "survey" else 0)
            for number, line in enumerate(lines, 1):
                for place, (key, _, tag) in enumerate(columns):
                    text = line.texts.get(key, {}).get(tag, "") if tag else line.values.get(key, "")
                    if plain(text):
                        sheet.write_string(number, place, text)
    return out.getvalue()


def _title(sheets: Sheets) -> str:
    whole = sheets.questionnaire
    title = whole.title.get(whole.languages[0], "") if whole.languages else ""
    return title if plain(title) else ""


def _headers(lines: Sequence[Line], languages: Sequence[str]) -> dict[str, str]:
    """What the headers say for every tag: ``中文 (zh)``; the whole tag where two would say the same."""
    used = dict.fromkeys(languages)
    for line in lines:
        for key, texts in line.texts.items():
            if not key.endswith("more"):
                used |= dict.fromkeys(texts)
    short = [tag.split("-")[0] for tag in used]
    found = {}
    for tag, code in zip(used, short, strict=True):
        name = named(tag)
        found[tag] = f"{name[: -len(tag) - 2]}({code})" if short.count(code) == 1 and code else name
    return found


def _columns(
    lines: Sequence[Line], first: Sequence[str], headers: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Key, header and tag of every column that holds anything, those of ODK first."""
    found: dict[tuple[str, str], None] = {}
    for line in lines:
        found |= dict.fromkeys((key, "") for key, text in line.values.items() if plain(text))
        found |= dict.fromkeys((key, tag) for key, texts in line.texts.items() for tag in texts)
    tags = list(headers)

    def order(column: tuple[str, str]) -> tuple[int, str, int]:
        key, tag = column
        place = first.index(key) if key in first else len(first)
        number = tags.index(tag) if tag in headers else int(tag) if _NUMBER.fullmatch(tag) else 0
        return place, "" if key in first else key, number

    return [(key, _header(key, tag, headers), tag) for key, tag in sorted(found, key=order)]


def _header(key: str, tag: str, headers: Mapping[str, str]) -> str:
    if key == f"{OPTION}more":
        return f"{key}_{tag}"  # ODK does not take :: on the sheet choices
    return f"{key}::{headers.get(tag, tag) if not key.endswith('more') else tag}" if tag else key


def _repeats(choices: Sequence[Line]) -> list[bool]:
    seen: set[tuple[str, str]] = set()
    found = []
    for line in choices:
        key = line.values["list_name"], line.values["name"]
        found.append(key in seen)
        seen.add(key)
    return found
