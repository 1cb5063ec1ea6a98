"""The draft of a questionnaire while people work on it: its changes, who is there, what was said of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.store.tables.base import Base


class DraftChange(Base):
    """One change of a draft. Those made in one go share a ``step``, which is the revision they made.

    ``inverse`` undoes the change; ``parts`` are the parts it touched (``page:A``, ``list:towns``,
    ``questionnaire``, ``order``), or None for all of them. A step that undoes another names it
    in ``undoes``, and the other names that step in ``undone_by``. ``key`` is that of the request
    that made the step, which may come twice.
    """

    __tablename__ = "draft_change"
    __table_args__ = (
        sa.UniqueConstraint("survey_id", "number"),
        sa.Index("ix_draft_change_survey_id_step", "survey_id", "step"),
        sa.Index("ix_draft_change_survey_id_key", "survey_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    number: Mapped[int]
    step: Mapped[int]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    change: Mapped[dict[str, Any]]
    inverse: Mapped[dict[str, Any]]
    parts: Mapped[list[str] | None]
    key: Mapped[str | None] = mapped_column(sa.String(64))
    undoes: Mapped[int | None]
    undone_by: Mapped[int | None]


class DraftPresence(Base):
    """Where in a draft a person was seen last."""

    __tablename__ = "draft_presence"

    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    seen_at: Mapped[datetime]


class DraftComment(Base):
    """Something said at a place of a draft; ``answers`` is the comment it answers."""

    __tablename__ = "draft_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), index=True)
    place: Mapped[str] = mapped_column(sa.String(200))
    words: Mapped[str] = mapped_column(sa.Text)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]
    answers: Mapped[int | None] = mapped_column(sa.ForeignKey("draft_comment.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class DraftApproval(Base):
    """A draft put forward for approval, by the hash of what would be published, and what was decided."""

    __tablename__ = "draft_approval"
    __table_args__ = (
        sa.CheckConstraint("decision IN ('', 'approved', 'returned', 'withdrawn')", name="decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), index=True)
    hash: Mapped[str] = mapped_column(sa.String(64))
    revision: Mapped[int] = mapped_column(doc="that of the draft when it was put forward")
    submitted_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    submitted_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(sa.String(16), default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")


class DraftImport(Base):
    """A questionnaire read from a file and shown, before it is taken or put away."""

    __tablename__ = "draft_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]
    name: Mapped[str] = mapped_column(sa.String(200))
    format: Mapped[str] = mapped_column(sa.String(40))
    document: Mapped[dict[str, Any]]
    notes: Mapped[list[Any]]
