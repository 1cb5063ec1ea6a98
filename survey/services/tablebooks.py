"""All saved tables of a survey as one workbook, in their order: what cannot be made is named on its first sheet."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.text import CHINESE, ENGLISH, Text
from reports.documents import sheets
from survey.errors import Refusal
from survey.services import layouts, savedtables
from survey.services.results import Analysis
from survey.store.engine import Store


@dataclass(frozen=True)
class Book:
    """A workbook, how many tables it holds, and why others are not in it."""

    content: bytes
    tables: int
    remarks: tuple[Text, ...]


def book_of(store: Store, survey_id: int, analysis: Analysis, language: str) -> Book:
    """The workbook of the tables that stand now, worked out on the data at hand.

    :raises Refusal: none is saved.
    """
    made, remarks = [], []
    kept = savedtables.listed(store, survey_id)
    if not kept:
        raise Refusal(
            "table.none",
            place="tables",
            reason=Text(zh="还没有存下的表", en="No table is saved yet"),
            remedy=Text(
                zh="请先在“自由制表”里排好一张表存下，或用命令 tables make",
                en="Save one on the page Build a table, or with the command tables make",
            ),
        )
    for one in kept:
        if one.layout is None:
            remarks.append(_remark(one.label, one.problem or Text(zh="", en="")))
            continue
        try:
            made.append(layouts.laid_out(analysis, one.layout).entitled(one.label))
        except Refusal as refusal:
            remarks.append(_remark(one.label, refusal.reason, refusal.remedy))
    said = [one.say(language) for one in remarks]
    content = sheets.xlsx_of(made, analysis.provenance, analysis.moment, language, remarks=said)
    return Book(content, len(made), tuple(remarks))


def _remark(label: str, *said: Text) -> Text:
    """Why a table is not there, as sentences after its label."""
    stops = {CHINESE: ("：", "。", ""), ENGLISH: (": ", ".", " ")}
    return Text(
        {
            tag: label
            + colon
            + between.join(one.say(tag).rstrip("。.") + stop for one in said if one.say(tag))
            for tag, (colon, stop, between) in stops.items()
        }
    )
