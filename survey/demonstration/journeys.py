"""One person's way through the questionnaire, by the services that the respondent's pages call.

Every post has a key of its own, which names nobody and is the same at every start, so that a journey that
was cut off is simply gone again: what was saved stays, and what was not is saved now.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from questionnaires.model import Matrix, Questionnaire
from questionnaires.text import CHINESE
from survey.demonstration.casting import Part, persona_of
from survey.demonstration.design import Design, Fate
from survey.demonstration.timetable import seconds_on_page
from survey.demonstration.walker import Post, Step, walk
from survey.services import respond
from survey.services.copies import secrets_of
from survey.services.respond import Posting
from survey.services.secrets import receipt_of
from survey.store import Store

MODE = "simulated"
#: Phones without scripts send page by page, others some pages together.
WITHOUT_SCRIPTS = 0.06
PAGES_TOGETHER = (4, 5, 6, 8)
PAUSING = 0.05
HASTE = 0.16


@dataclass(frozen=True)
class Sent:
    """One post: the last page of it, what was posted, whole questions, confirmations and the time it took."""

    page: str
    posted: Post
    whole: tuple[str, ...]
    confirmed: tuple[str, ...]
    seconds: float


class Traveller:
    """Goes the journeys of a survey; ``nonces`` are those of its copies by serial."""

    def __init__(self, store: Store, key: bytes, design: Design, nonces: dict[str, str]) -> None:
        self._store = store
        self._key = key
        self._design = design
        self._nonces = nonces

    def go(self, part: Part) -> None:
        """Everything that happens to a copy, and to those the same person fills in again."""
        if part.fate is Fate.NOT_OPENED:
            return
        at = self._answer(part, part.serial, part.begins_at, self._pace(part))
        for serial in part.repeats:
            at = self._answer(part, serial, at + timedelta(seconds=45), 0.5)

    def _pace(self, part: Part) -> float:
        usual = part.random("pace").lognormvariate(0.0, 0.25)
        return HASTE if part.fate is Fate.CARELESS else usual

    def _answer(self, part: Part, serial: str, at: datetime, pace: float) -> datetime:
        """Fill in one copy from ``at`` on; gives the moment of the last post."""
        store, key = self._store, self._key
        held = respond.by_link(store, key, secrets_of(key, self._nonces[serial])[0])
        found = respond.standing(store, held) if held else None
        if held is None or found is None:
            raise AssertionError(f"the link of {serial} leads nowhere")
        if found.response is not None and found.response.mode != MODE:
            return at  # somebody real has tried this copy meanwhile
        interview = respond.first_look(store, found, at, CHINESE)
        persona = persona_of(part, self._design, _alike(interview.questionnaire))
        steps = _until(walk(interview, part.random("walk"), persona), part, interview.questionnaire)
        sent = list(self._posts(steps, part, pace))
        at += timedelta(seconds=sent[0].seconds)
        agreed = respond.agree(
            store,
            key,
            held,
            _posting(sent[0], 0, self._form_key(serial, "0"), finish=True),
            at=at,
            language=CHINESE,
            device=part.device,
            mode=MODE,
        )
        if agreed.token is None:
            return at
        pauses_at = part.random("pause").randrange(1, len(sent)) if self._pauses(part, sent) else 0
        revision = agreed.revision
        for number, one in enumerate(sent[1:], 1):
            at += timedelta(seconds=one.seconds)
            if number == pauses_at:
                at += timedelta(hours=part.random("return").uniform(1, 30))
            posting = _posting(
                one,
                revision,
                self._form_key(serial, str(number)),
                finish=number < len(sent) - 1 or _ends(part),
            )
            revision = respond.save(store, key, agreed.token, posting, at=at, mode=MODE).revision
        if part.fate in (Fate.VALID, Fate.CARELESS, Fate.WITHDRAWN):
            at += timedelta(seconds=8)
            self._submit(serial, agreed.token, at)
        if part.fate is Fate.WITHDRAWN:
            at += timedelta(hours=20)
            respond.withdraw(store, key, receipt_of(key, agreed.token), at=at)
        return at

    def _form_key(self, serial: str, number: str) -> str:
        """The key of a post: the same at every start, and of no use for finding the copy."""
        return hmac.new(self._key, f"post {serial}:{number}".encode(), hashlib.sha256).hexdigest()[:32]

    def _submit(self, serial: str, token: str, at: datetime) -> None:
        form_key = self._form_key(serial, "submit")
        done = respond.submit(self._store, self._key, token, form_key=form_key, at=at, mode=MODE)
        if done.receipt is None:
            stops = ", ".join(problem.key for problem in done.problems)
            raise AssertionError(f"{serial} could not be submitted: {stops}")

    def _pauses(self, part: Part, sent: Sequence[Sent]) -> bool:
        calm = part.fate is Fate.VALID and not part.repeats
        return calm and len(sent) > 2 and part.random("pauses").random() < PAUSING

    def _posts(self, steps: Sequence[Step], part: Part, pace: float) -> Iterator[Sent]:
        """The steps as they are sent: the first alone, then some pages together."""
        rng = part.random("posts")
        together = 1 if rng.random() < WITHOUT_SCRIPTS else rng.choice(PAGES_TOGETHER)
        cuts = [0, *range(1, len(steps), together), len(steps)]
        for start, end in pairwise(cuts):
            pages = steps[start:end]
            letters = [
                sum(len(text) for name in ("suggest",) for text in page.posted.get(name, ()))
                for page in pages
            ]
            seconds = [
                seconds_on_page(len(page.questions), typed, pace, rng)
                for page, typed in zip(pages, letters, strict=True)
            ]
            yield Sent(
                pages[-1].page,
                {name: values for page in pages for name, values in page.posted.items()},
                tuple(name for page in pages for name in page.questions),
                tuple(problem for page in pages for problem in page.confirmed),
                round(sum(seconds), 1),
            )


def _posting(sent: Sent, revision: int, key: str, *, finish: bool) -> Posting:
    return Posting(
        sent.posted,
        revision,
        key,
        page=sent.page,
        whole=sent.whole,
        confirmed=sent.confirmed,
        seconds=sent.seconds,
        finish=finish,
    )


def _ends(part: Part) -> bool:
    """Whether the person leaves the last page of the journey forward."""
    return part.fate not in (Fate.STOPPED, Fate.BROKEN_OFF)


def _until(steps: Sequence[Step], part: Part, questionnaire: Questionnaire) -> Sequence[Step]:
    """The steps that somebody who stops still takes: before the first matrix, or well after it."""
    if part.fate not in (Fate.STOPPED, Fate.BROKEN_OFF):
        return steps
    matrices = {one.name for one in questionnaire.questions if isinstance(one, Matrix) and one.required}
    turn = next(number for number, step in enumerate(steps) if matrices & set(step.questions))
    rng = part.random("stop")
    if part.fate is Fate.BROKEN_OFF:
        return steps[: rng.randint(1, turn)]
    return steps[: rng.randint(turn + 1, len(steps) - 1)]


def _alike(questionnaire: Questionnaire) -> tuple[str, ...]:
    return tuple(row.name for one in questionnaire.questions if isinstance(one, Matrix) for row in one.rows)
