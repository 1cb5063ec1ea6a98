"""Copies keep the day of opening and returning, and no moment that is also one of a response."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True)
SURVEY = sa.table("survey", sa.column("id"), sa.column("time_zone"))
COPY = sa.table(
    "copy",
    sa.column("id"),
    sa.column("survey_id"),
    sa.column("entrance_id"),
    sa.column("issued_at", INSTANT),
    sa.column("opened_at", INSTANT),
    sa.column("returned_at", INSTANT),
)


def upgrade() -> None:
    connection = op.get_bind()
    for survey_id, time_zone in connection.execute(sa.select(SURVEY.c.id, SURVEY.c.time_zone)).all():
        rows = connection.execute(
            sa.select(COPY).where(COPY.c.survey_id == survey_id, COPY.c.opened_at.is_not(None))
        ).all()
        changes = [_days(row, ZoneInfo(time_zone)) for row in rows]
        if changes:
            connection.execute(sa.update(COPY).where(COPY.c.id == sa.bindparam("of")), changes)
    # The weights of a dataset are N/n of the valid; this one counted the copies issued so far.
    op.drop_column("response", "base_weight")


def _days(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "of": row.id,
        "issued_at": _noon(row.issued_at, zone) if row.entrance_id else row.issued_at,
        "opened_at": _noon(row.opened_at, zone),
        "returned_at": _noon(row.returned_at, zone),
    }


def _noon(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    if moment is None:
        return None
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return datetime.combine(aware.astimezone(zone).date(), time(12), zone).astimezone(UTC)
