"""Questions as everybody sees them, with holes for the answers: made once, filled in for each page.

To render a question by its template takes fifty times as long as to fill one in. What is kept
here depends on the version, the language and whether the question is hidden, and on nobody's
answers: it is rendered from an empty form. There are at most twice two of each question, and
they go with their version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from flask import current_app
from jinja2 import Template
from markupsafe import Markup, escape

from questionnaires.kinds.lists import ByIdentity
from questionnaires.model import Cascade, Date, Question, Questionnaire
from survey.web.respond.showing import Shower
from survey.web.respond.telling import FormView

# No text of a questionnaire holds NUL, so nothing else is mistaken for a hole.
_HOLE = re.compile("\0([0-9]+)\0")


@dataclass(frozen=True)
class Hole:
    """Where an answer stands: what a field holds or, with ``code``, ``word`` where that is chosen."""

    field: str
    code: str | None = None
    word: str = ""

    def filled(self, form: FormView) -> Markup:
        """What stands there in a form."""
        if self.code is None:
            return escape(form.first(self.field))
        return form.mark(self.field, self.code, self.word)


class _EmptyForm(FormView):
    """A form that notes every look at an answer, and leaves a hole there."""

    def __init__(self) -> None:
        super().__init__()
        self.holes: list[Hole] = []

    def _hole(self, hole: Hole) -> Markup:
        self.holes.append(hole)
        return Markup(f"\0{len(self.holes) - 1}\0")  # noqa: S704 - digits

    def first(self, name: str) -> str:
        return self._hole(Hole(name))

    def mark(self, name: str, code: str, word: str) -> Markup:
        return self._hole(Hole(name, code, word))


@dataclass(frozen=True)
class Blank:
    """A question's page in pieces, with a hole after each but the last."""

    pieces: tuple[str, ...]
    holes: tuple[Hole, ...]

    def filled(self, form: FormView) -> Markup:
        """The question with the answers of a form."""
        found = [self.pieces[0]]
        for hole, piece in zip(self.holes, self.pieces[1:], strict=True):
            found += (hole.filled(form), piece)
        return Markup("".join(found))  # noqa: S704 - from the template, and what a hole escapes


def question_html(shower: Shower, question: Question, form: FormView) -> Markup | None:
    """A question with the answers of ``form``; None where it must be rendered by its template."""
    interview = shower.interview
    if interview.lists is not None or any(one.question == question.name for one in form.told):
        return None
    known = _blanks(interview.questionnaire)
    key = (question.name, shower.language, interview.shown(question))
    if key not in known:
        known[key] = _made(shower, question) if _is_same_for_all(shower, question) else None
    blank = known[key]
    return None if blank is None else blank.filled(form)


def _is_same_for_all(shower: Shower, question: Question) -> bool:
    """Whether only answers make a difference: no quotes, no order, no list and no day of one's own."""
    if isinstance(question, Cascade | Date) or getattr(question, "shuffle", False):
        return False
    options = shower.interview.code_lists.options(question)
    parts = [*options, *getattr(question, "rows", ())]
    texts = [question.model_dump_json(exclude={"show", "checks"})]
    texts += [wording for part in parts for wording in part.label.values()]
    return not any(part.show for part in parts) and not any("${" in text for text in texts)


def _made(shower: Shower, question: Question) -> Blank:
    template: Template = current_app.jinja_env.get_template("respond/body.html")
    form = _EmptyForm()
    html = str(template.module.question(shower.item(question), form))  # type: ignore[attr-defined]
    pieces = _HOLE.split(html)
    return Blank(tuple(pieces[::2]), tuple(form.holes[int(number)] for number in pieces[1::2]))


_Blanks = dict[tuple[str, str, bool], Blank | None]
_blanks: ByIdentity[Questionnaire, _Blanks] = ByIdentity(lambda _questionnaire: cast(_Blanks, {}))
