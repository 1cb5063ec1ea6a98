"""What staff keep in a survey under a name and change one after another: saved tables, templates of reports.

Every change names the revision that the person saw. Where somebody else changed the thing meanwhile, the change
is refused and nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import surveys
from survey.services.events import Actor, log
from survey.services.naming import refused_name
from survey.store.engine import Session, Store
from survey.store.named import NamedRows
from survey.store.tables import Named


class Revised(Protocol):
    """A named thing as pages show it; ``who`` changed it last, empty where no account did."""

    @property
    def name(self) -> str:
        """The name that no other of its kind has in the survey."""

    @property
    def revision(self) -> int:
        """How often it was changed, from 1."""

    @property
    def who(self) -> str:
        """Who changed it last."""


Row = TypeVar("Row", bound=Named)
Held = TypeVar("Held", bound=Revised)


@dataclass(frozen=True)
class Words:
    """What refusals say of a kind: a name is taken, there are too many, somebody was faster and what to do then."""

    taken: Text
    many: Text
    overtaken: Callable[[str], Text]
    again: Text


@dataclass(frozen=True)
class Shelf(Generic[Row, Held]):
    """The named things of one kind in every survey.

    ``kind`` is the subject of log entries and begins the codes of refusals; ``held`` makes what pages show of a
    row and the name of who changed it last; ``unknown`` refuses a name that nothing has; ``detail`` is what the
    log keeps of a thing.
    """

    kind: str
    rows: NamedRows[Row]
    most: int
    words: Words
    held: Callable[[Row, str], Held]
    unknown: Callable[[Session, int, str], Refusal]
    detail: Callable[[Held], Mapping[str, Any] | None]

    def listed(self, store: Store, survey_id: int) -> list[Held]:
        """The things of a survey in their order."""
        with store.reading() as session:
            return [self.held(row, who) for row, who in self.rows.listed(session, survey_id)]

    def one(self, store: Store, survey_id: int, name: str) -> Held:
        """A thing by its name.

        :raises Refusal: there is none of that name.
        """
        with store.reading() as session:
            return self._found(session, survey_id, name)[1]

    def add(
        self,
        store: Store,
        survey_id: int,
        name: str,
        columns_after: Callable[[Sequence[Row]], Mapping[str, Any]],
        action: str,
        at: datetime,
        actor: Actor,
    ) -> Held:
        """Keep a new thing; ``columns_after`` gives its own columns, told which rows there are.

        :raises Refusal: the name is taken, or there are too many.
        """
        with store.writing() as session:
            surveys.changeable(session, survey_id)
            self._require_free(session, survey_id, name)
            there = [row for row, _ in self.rows.listed(session, survey_id)]
            if len(there) >= self.most:
                remedy = Text(zh="请先删除不用的", en="Delete those that are not used first")
                raise Refusal(f"{self.kind}.many", place="name", reason=self.words.many, remedy=remedy)
            self.rows.add(
                session,
                survey_id=survey_id,
                name=name,
                revision=1,
                created_at=at,
                creator_id=actor.account_id,
                changed_at=at,
                changer_id=actor.account_id,
                **columns_after(there),
            )
            made = self._found(session, survey_id, name)[1]
            self._log(session, actor, action, survey_id, made, at)
            return made

    def change(
        self,
        store: Store,
        survey_id: int,
        name: str,
        revision: int,
        columns_of: Callable[[Held], Mapping[str, Any]],
        action: str,
        at: datetime,
        actor: Actor,
    ) -> Held:
        """Change a thing that is still at a revision; ``columns_of`` gives what differs, nothing where nothing does.

        :raises Refusal: there is no such thing, it is no longer at that revision, or its new name is taken.
        """
        with store.writing() as session:
            surveys.changeable(session, survey_id)
            row, held = self._found(session, survey_id, name)
            if held.revision != revision:
                raise self._overtaken(held)
            columns = columns_of(held)
            if not columns:
                return held
            new_name = columns.get("name", name)
            if new_name != name:
                self._require_free(session, survey_id, new_name)
            if not self.rows.change(
                session, row.id, revision, changed_at=at, changer_id=actor.account_id, **columns
            ):
                raise self._overtaken(held)
            session.expire_all()
            changed = self._found(session, survey_id, new_name)[1]
            self._log(session, actor, action, survey_id, changed, at)
            return changed

    def remove(
        self, store: Store, survey_id: int, name: str, revision: int, *, at: datetime, actor: Actor
    ) -> None:
        """Delete a thing that is still at a revision.

        :raises Refusal: there is none, or it is no longer at that revision.
        """
        with store.writing() as session:
            surveys.changeable(session, survey_id)
            row, held = self._found(session, survey_id, name)
            if not self.rows.remove(session, row.id, revision):
                raise self._overtaken(held)
            self._log(session, actor, f"{self.kind}.removed", survey_id, held, at)

    def _found(self, session: Session, survey_id: int, name: str) -> tuple[Row, Held]:
        found = self.rows.by_name(session, survey_id, name)
        if found is None:
            raise self.unknown(session, survey_id, name)
        return found[0], self.held(*found)

    def _require_free(self, session: Session, survey_id: int, name: str) -> None:
        if self.rows.by_name(session, survey_id, name) is not None:
            raise refused_name(f"{self.kind}.name", self.words.taken)

    def _overtaken(self, held: Held) -> Refusal:
        reason = self.words.overtaken(held.who or "–")
        return Refusal(f"{self.kind}.overtaken", place=held.name, reason=reason, remedy=self.words.again)

    def _log(
        self, session: Session, actor: Actor, action: str, survey_id: int, held: Held, at: datetime
    ) -> None:
        subject = (self.kind, held.name)
        log(session, actor, action, at=at, survey_id=survey_id, subject=subject, detail=self.detail(held))
