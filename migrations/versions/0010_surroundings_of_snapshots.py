"""A snapshot keeps the returns, suggestions and questionnaire that stood around its answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("snapshot", sa.Column("surroundings", DOCUMENT, nullable=True))
