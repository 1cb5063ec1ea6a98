"""What the editor of templates shows of the data: what can be chosen and quoted, and a part as it would stand."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from questionnaires.text import Text
from reports.disclosure import collected
from reports.documents.chapters.tested import chapters, family
from reports.documents.content import Block, Paragraph, flat
from reports.documents.filling import written
from reports.documents.lacking import lacking
from reports.documents.quoting import categories, examples
from reports.groupings import ROLE_LABELS
from reports.templates import (
    Crossed,
    HeadingPart,
    Part,
    Questions,
    Saved,
    Summary,
    Template,
    Tests,
    WordsPart,
    described,
    typed_figures,
)
from survey.errors import Refusal
from survey.services import catalogue, layouts
from survey.services.investigations import investigation_of
from survey.services.refusing import refusals
from survey.services.releases import Which
from survey.services.results import Analysis
from survey.services.templates import Own
from survey.web.language import current_language, say
from survey.web.results.analysed import EXPLAINED, analysis
from survey.web.results.templateparts import Offers
from survey.web.staff import current_survey, now, sentence
from survey.web.state import state

MOST_QUESTIONS = 3  # of the many that one part lists, a preview shows the first


@dataclass(frozen=True)
class Line:
    """A part as the editor lists it: what is not in the data, figures typed by hand, a heading with nothing below."""

    words: str
    level: int
    kind: str
    lacking: str
    typed: str
    is_hollow: bool = False


@dataclass(frozen=True)
class Preview:
    """A part as it would stand in the report, from the data of now."""

    blocks: Sequence[Block]
    problem: str = ""
    shortened: bool = False


def data() -> Analysis | None:
    """The data at hand, None where there are none yet: a template can be arranged before the first answer."""
    try:
        return analysis()
    except Refusal as refusal:
        if refusal.code not in EXPLAINED:
            raise
        return None


def offers_of(found: Analysis | None) -> Offers:
    """What parts can name; without data the usual features."""
    if found is None:
        return Offers({name: ROLE_LABELS[name] for name in catalogue.ROLES if name in ROLE_LABELS}, {}, None)
    card, language = current_survey(), current_language()
    store, instance = state().store, state().settings.instance
    investigation = investigation_of(store, instance, card, found, found.frozen_at or now(), language)
    features = {
        name: ROLE_LABELS[name] for name in catalogue.ROLES if found.dataset.by_role(name) is not None
    }
    features |= {one.name: one.label for one in catalogue.features(found)}
    asked = {
        one.name: Text({tag: f"{one.number} {words}".strip() for tag, words in one.label.items()})
        for one in catalogue.questions(found)
    }
    return Offers(features, asked, investigation)


def lines(template: Template, offers: Offers) -> list[Line]:
    """The parts of a template in words, each with what is wrong with it."""
    shown, number = [], 0
    levels = [part.level if isinstance(part, HeadingPart) else 0 for part in template.parts]
    for part, level, after in zip(template.parts, levels, [*levels[1:], 1], strict=True):
        number += isinstance(part, HeadingPart) and part.level == 1 and part.numbered
        absent = None if offers.found is None else lacking(offers.found, part)
        words = say(described(part, offers.words_of, number))
        wrong = "" if absent is None else say(absent)
        shown.append(Line(words, level, part.what, wrong, typed_in(part), 0 < after <= level))
    return shown


def removed(own: Own, offers: Offers) -> list[tuple[int, str]]:
    """The parts taken out of a template, the latest first: the place where each goes back, from 1, and its words."""
    most = len(own.template.parts) + 1
    return [(min(one.place + 1, most), say(described(one.part, offers.words_of))) for one in own.removed]


def typed_in(part: Part | None) -> str:
    """Figures typed by hand in a part's sentences, for the hint."""
    return "、".join(typed_figures(part.text)) if isinstance(part, WordsPart) else ""


def preview(found: Analysis | None, offers: Offers, part: Part, others: Sequence[Part]) -> Preview | None:
    """A part as it would stand among ``others``, itself one of them; what its tables release is noted for the ledger.

    Its tests are those of its chapter. None where there are no data.
    """
    if found is None or offers.found is None:
        return None
    if part.what == "changes":
        return Preview((Paragraph(_("生成报告时与上一版的报告比较，写在这里。"), "note"),))
    shortened = isinstance(part, Questions)
    try:
        with refusals(), collected() as tables:
            tested = family(offers.found, _chapter(part, others))
            blocks = written(offers.found, _shortened(part, found), current_language(), tested)
    except Refusal as refusal:
        return Preview((), sentence(refusal))
    if isinstance(part, Saved) and part.saved in offers.found.saved:
        layout = offers.found.saved[part.saved].layout
        found.given(layouts.which_of(found, layout), *tables)
        return Preview(flat(blocks))
    for table in tables:
        found.given(Which(tuple(one.name for one in table.dimensions)), table)
    return Preview(flat(blocks), "", shortened)


def _chapter(part: Part, others: Sequence[Part]) -> Sequence[Part]:
    """The parts whose tests are of one family with those of a part: its chapter, for a summary the whole template."""
    if isinstance(part, Summary):
        return others
    if not isinstance(part, Crossed | Tests):
        return (part,)
    return next((chapter for chapter in chapters(others) if part in chapter), (part,))


def quotable(offers: Offers) -> list[tuple[str, str, str]]:
    """What sentences can quote by a bare name: the name, its words, what would stand there now."""
    if offers.found is None:
        return []
    return [(name, say(words), now_) for name, words, now_ in examples(offers.found, current_language())]


def shares(offers: Offers) -> list[tuple[str, list[tuple[str, str]]]]:
    """The features of which shares can be quoted, each with the codes and words of its categories."""
    if offers.found is None:
        return []
    listed = []
    for name, words in offers.features.items():
        codes = [(f"{name}/{code}", say(label)) for code, label in categories(offers.found, name)]
        if codes:
            listed.append((say(words), codes))
    return listed


def pictured(png: bytes) -> str:
    """A picture as an address that holds it: nothing is kept for a preview."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def kind_of(block: Block) -> str:
    """The kind of a block, for the page."""
    return type(block).__name__.lower()


def without_data() -> str:
    """What the pages say where there are no data."""
    return str(_("还没有有效答卷：模板可以先排好，有了数据再预览。"))


def _shortened(part: Part, found: Analysis) -> Part:
    if not isinstance(part, Questions):
        return part
    kept = [
        one.name
        for one in catalogue.questions(found)
        if (one.kind == "matrix") == (part.what == "matrices") and one.name not in part.leave_out
    ]
    return part.model_copy(update={"leave_out": (*part.leave_out, *kept[MOST_QUESTIONS:])})
