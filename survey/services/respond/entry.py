"""Coming in: by the link of a copy, by its answer code, or by an entrance without codes."""

from __future__ import annotations

from dataclasses import dataclass

from survey.services import secrets
from survey.store import entries
from survey.store.engine import Store
from survey.store.tables import Copy, Entrance, Response, Survey


@dataclass(frozen=True)
class Pass:
    """What a browser holds after coming in: a copy, or an entrance before a copy is given."""

    copy_id: int | None = None
    entrance_id: int | None = None


@dataclass(frozen=True)
class Standing:
    """Where a respondent stands: the survey, the copy if one is given, and what was begun."""

    survey: Survey
    copy: Copy | None
    entrance: Entrance | None
    response: Response | None

    @property
    def outcome(self) -> str:
        """The outcome of the copy; that of an untouched one before a copy is given."""
        return self.copy.outcome if self.copy else "not_opened"


def by_link(store: Store, key: bytes, given: str) -> Pass | None:
    """The pass of a link or a whole address; None where there is no such link, or its entrance was closed."""
    digest = secrets.digest(key, "link", secrets.link_in(given))
    with store.reading() as session:
        copy = entries.by_link(session, digest)
        if copy is not None:
            return Pass(copy_id=copy.id)
        entrance = entries.entrance_by_link(session, digest)
        return Pass(entrance_id=entrance.id) if entrance and entrance.revoked_at is None else None


def by_code(store: Store, key: bytes, typed: str) -> Pass | None:
    """The pass of an answer code, however it was typed, or of a link pasted instead; None without one."""
    code = secrets.answer_code_in(typed)
    if not code:
        return by_link(store, key, typed)
    with store.reading() as session:
        copy = entries.by_code(session, secrets.digest(key, "code", code))
        return Pass(copy_id=copy.id) if copy else None


def standing(store: Store, held: Pass) -> Standing | None:
    """Where the holder of a pass stands; None where copy or entrance are gone."""
    if held.copy_id is not None:
        with store.looking() as connection:
            found = entries.standing(connection, held.copy_id)
        return Standing(found[1], found[0], None, found[2]) if found else None
    if held.entrance_id is not None:
        with store.reading() as session:
            entered = entries.entrance_standing(session, held.entrance_id)
        if entered and entered[0].revoked_at is None:
            return Standing(entered[1], None, entered[0], None)
    return None


def answer_code(key: bytes, copy: Copy) -> str:
    """The answer code of a copy in groups, for going on with another device."""
    return secrets.grouped(secrets.answer_code_of(key, copy.nonce))
