"""The second vault: what was answered. Nothing here names a copy, a unit or a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.store.tables.asked import OUTCOMES
from survey.store.tables.base import Base


class Response(Base):
    """The answers of one copy while they are given, and what became of them.

    ``id`` is drawn at random, so that numbers do not follow the order of beginning.
    ``revision`` grows with every save and whatever else changes the response; a save names
    the one it was made on (compare and set). After an erasure answers, saves and submissions are empty; hashes and outcome stay.
    """

    __tablename__ = "response"
    __table_args__ = (
        sa.CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        sa.Index("ix_response_survey_id_outcome", "survey_id", "outcome"),
        sa.Index("ix_response_survey_id_device", "survey_id", "device"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(sa.String(32), unique=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("version.id"), index=True)
    stratum: Mapped[str] = mapped_column(sa.String(32), default="")
    psu: Mapped[int | None]
    mode: Mapped[str] = mapped_column(sa.String(16), doc="phone, paper, import or simulated")
    language: Mapped[str] = mapped_column(sa.String(16))
    seed: Mapped[int]
    device: Mapped[str] = mapped_column(sa.String(64), default="", doc="keyed digest of a random cookie")
    answers: Mapped[dict[str, Any]]
    confirmed: Mapped[list[str]] = mapped_column(doc="soft checks the person confirmed")
    revision: Mapped[int] = mapped_column(default=0)
    furthest: Mapped[int] = mapped_column(default=0, doc="furthest progress shown, which never goes back")
    page: Mapped[str] = mapped_column(sa.String(64), default="", doc="the page last worked on")
    timings: Mapped[dict[str, Any]] = mapped_column(doc="seconds on each page")
    outcome: Mapped[str] = mapped_column(sa.String(16))
    ending: Mapped[str] = mapped_column(sa.String(64), default="")
    receipt_digest: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class Save(Base):
    """What one save changed. Append-only; the key makes a repeat harmless."""

    __tablename__ = "save"
    __table_args__ = (sa.UniqueConstraint("response_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(sa.ForeignKey("response.id"))
    revision: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(64))
    changes: Mapped[dict[str, Any]]
    mode: Mapped[str] = mapped_column(sa.String(16))
    at: Mapped[datetime]


class Unreadable(Base):
    """Something posted that cannot be an answer: put aside and counted, never dropped."""

    __tablename__ = "unreadable"

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(sa.ForeignKey("response.id"), index=True)
    field: Mapped[str] = mapped_column(sa.String(200))
    raw: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime]


class Submission(Base):
    """The immutable record of one submit; a correction adds the next number."""

    __tablename__ = "submission"
    __table_args__ = (sa.UniqueConstraint("response_id", "number"), sa.UniqueConstraint("response_id", "key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(sa.ForeignKey("response.id"))
    number: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(64))
    record: Mapped[dict[str, Any] | None]
    hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]


class Flag(Base):
    """A reason for a person to look at a response; it decides nothing."""

    __tablename__ = "flag"
    __table_args__ = (sa.UniqueConstraint("response_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(sa.ForeignKey("response.id"))
    code: Mapped[str] = mapped_column(sa.String(64), index=True)
    detail: Mapped[dict[str, Any] | None]
    at: Mapped[datetime]


class Decision(Base):
    """A person's word on a response; the last one counts."""

    __tablename__ = "decision"
    __table_args__ = (sa.CheckConstraint("verdict IN ('valid', 'invalid', 'open')", name="verdict"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(sa.ForeignKey("response.id"), index=True)
    verdict: Mapped[str] = mapped_column(sa.String(16))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]


class Suggestion(Base):
    """A suggestion as a person has cleared it for quoting: what identifies is struck out."""

    __tablename__ = "suggestion"

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(sa.ForeignKey("response.id"), unique=True)
    wording: Mapped[str] = mapped_column(sa.Text)
    quotable: Mapped[bool]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]
