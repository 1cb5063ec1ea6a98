"""The first vault: who was asked. Nothing here is an answer."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.store.tables.base import Base

OUTCOMES = (
    "not_opened",
    "opened",
    "refused",
    "ineligible",
    "broken_off",
    "partial",
    "submitted",
    "withdrawn",
    "spoiled",
    "valid",
    "invalid",
)


class Stratum(Base):
    """A part of the population that is sampled on its own."""

    __tablename__ = "stratum"
    __table_args__ = (
        sa.UniqueConstraint("survey_id", "code"),
        sa.CheckConstraint("population IS NULL OR population >= 0", name="population"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    code: Mapped[str] = mapped_column(sa.String(32))
    label: Mapped[str] = mapped_column(sa.String(200))
    population: Mapped[int | None]
    position: Mapped[int]


class Unit(Base):
    """A unit of the frame. ``number`` is random in the survey and stands for it beside answers."""

    __tablename__ = "unit"
    __table_args__ = (sa.UniqueConstraint("survey_id", "number"), sa.UniqueConstraint("survey_id", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    stratum_id: Mapped[int] = mapped_column(sa.ForeignKey("stratum.id"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(200))
    town: Mapped[str] = mapped_column(sa.String(60), default="")
    unit_type: Mapped[str] = mapped_column(sa.String(32), default="")
    staff_count: Mapped[int | None]


class Batch(Base):
    """Copies issued together. ``form_key`` is that of the form that asked for them, which may come twice."""

    __tablename__ = "batch"
    __table_args__ = (
        sa.UniqueConstraint("survey_id", "number"),
        sa.Index("ix_batch_survey_id_form_key", "survey_id", "form_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    number: Mapped[int]
    stratum_id: Mapped[int] = mapped_column(sa.ForeignKey("stratum.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    size: Mapped[int]
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    form_key: Mapped[str | None] = mapped_column(sa.String(64))
    issued_at: Mapped[datetime]
    issued_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class Entrance(Base):
    """A link without a personal code: one for everybody, or one per unit.

    Who passes through it and agrees is given a copy of their own.
    """

    __tablename__ = "entrance"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), index=True)
    stratum_id: Mapped[int] = mapped_column(sa.ForeignKey("stratum.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    nonce: Mapped[str] = mapped_column(sa.String(32))
    link_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Copy(Base):
    """One numbered questionnaire issued to one person.

    Link and answer code are worked out from ``nonce`` with the secret key, so that slips can
    be printed again; the database holds only their digests. ``response_token`` is the one
    bridge to the answers: ``opened_at`` and ``returned_at``, and ``issued_at`` of a copy that
    was given out at an entrance, are the noon of the day in the survey's zone, so that no
    moment is another.
    """

    __tablename__ = "copy"
    __table_args__ = (
        sa.UniqueConstraint("survey_id", "serial"),
        sa.CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        sa.Index("ix_copy_survey_id_stratum_id_outcome", "survey_id", "stratum_id", "outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    serial: Mapped[str] = mapped_column(sa.String(8))
    batch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("batch.id"), index=True)
    entrance_id: Mapped[int | None] = mapped_column(sa.ForeignKey("entrance.id"), index=True)
    stratum_id: Mapped[int] = mapped_column(sa.ForeignKey("stratum.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    nonce: Mapped[str] = mapped_column(sa.String(32))
    link_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    code_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    response_token: Mapped[str | None] = mapped_column(sa.String(32), unique=True)
    outcome: Mapped[str] = mapped_column(sa.String(16), default="not_opened")
    issued_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    spoiled_at: Mapped[datetime | None]
    spoiled_reason: Mapped[str] = mapped_column(sa.String(200), default="")
