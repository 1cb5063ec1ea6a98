"""Surveys, their questionnaire versions, and what happened in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.store.tables.base import Base


class Survey(Base):
    """One investigation, one wave. Its state is worked out from its moments, never stored."""

    __tablename__ = "survey"
    __table_args__ = (
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="opens_before_closes"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    title: Mapped[dict[str, Any]]
    place: Mapped[dict[str, Any]]
    organiser: Mapped[dict[str, Any]]
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    phone: Mapped[str] = mapped_column(sa.String(60), default="")
    processor: Mapped[dict[str, Any]]
    time_zone: Mapped[str] = mapped_column(sa.String(64), default="Asia/Shanghai")
    reference_date: Mapped[date | None]
    link_destroyed_on: Mapped[date | None]
    answers_kept_until: Mapped[date | None]
    selection: Mapped[str] = mapped_column(
        sa.String(16), default="", server_default="", doc="how respondents come into the survey"
    )

    form_number: Mapped[str] = mapped_column(sa.String(60), default="")
    issuing_body: Mapped[str] = mapped_column(sa.String(200), default="")
    approval_number: Mapped[str] = mapped_column(sa.String(100), default="")
    valid_until: Mapped[date | None]

    settings: Mapped[dict[str, Any]] = mapped_column(doc="settings of the questionnaire, by name")
    local_sensitive: Mapped[bool] = mapped_column(
        default=False, doc="sensitive answers may wait on the phone"
    )
    is_simulated: Mapped[bool] = mapped_column(default=False)
    previous_id: Mapped[int | None] = mapped_column(sa.ForeignKey("survey.id"))
    draft: Mapped[dict[str, Any] | None] = mapped_column(doc="the questionnaire before it is published")
    draft_revision: Mapped[int] = mapped_column(
        default=0, server_default="0", doc="grows with every step that changes the draft"
    )
    needs_approval: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false(), doc="a version is published only once it was approved"
    )
    trial_of: Mapped[int | None] = mapped_column(
        sa.ForeignKey("survey.id"), unique=True, index=True, doc="the survey whose draft is tried out here"
    )

    created_at: Mapped[datetime]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    link_destroyed_at: Mapped[datetime | None] = mapped_column(doc="no copy names a response since then")
    answers_erased_at: Mapped[datetime | None]


class Version(Base):
    """A published questionnaire: immutable, and known by the hash of its canonical form.

    The one with the highest number is given to new respondents; a response keeps its own.
    """

    __tablename__ = "version"
    __table_args__ = (sa.UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))
    document: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    draft_revision: Mapped[int | None] = mapped_column(doc="the revision of the draft that it was")


class Event(Base):
    """Something that happened: who, when, what, to which object. Never an answer."""

    __tablename__ = "event"
    __table_args__ = (sa.Index("ix_event_survey_id_id", "survey_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int | None] = mapped_column(sa.ForeignKey("survey.id"))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.String(16), doc="staff, respondent or system")
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    action: Mapped[str] = mapped_column(sa.String(60))
    object_kind: Mapped[str] = mapped_column(sa.String(30), default="")
    object_id: Mapped[str] = mapped_column(sa.String(64), default="")
    detail: Mapped[dict[str, Any] | None]


class Snapshot(Base):
    """A frozen table of valid answers: where its file is, and the hash of its content."""

    __tablename__ = "snapshot"
    __table_args__ = (sa.UniqueConstraint("survey_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    hash: Mapped[str] = mapped_column(sa.String(64))
    rows: Mapped[int]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(doc="replaced under a new name after an erasure")
    surroundings: Mapped[dict[str, Any] | None] = mapped_column(
        doc="returns, suggestions and questionnaire as they then were; none in snapshots from before they were kept"
    )


class Attempt(Base):
    """A guess of a code, a password or a receipt that failed, by a keyed digest of where it came from.

    Of passwords also the last one that was right (kind ``known``), by name and place.
    """

    __tablename__ = "attempt"
    __table_args__ = (sa.Index("ix_attempt_source_kind_at", "source", "kind", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    source: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
