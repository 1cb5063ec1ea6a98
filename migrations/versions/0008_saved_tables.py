"""Tables of results that an office built, named and put in order."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "saved_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("spec", DOCUMENT, nullable=False),
        sa.Column("chart", DOCUMENT, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("creator_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["changer_id"], ["account.id"], name="fk_saved_table_changer_id_account"),
        sa.ForeignKeyConstraint(["creator_id"], ["account.id"], name="fk_saved_table_creator_id_account"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_saved_table_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_table"),
        sa.UniqueConstraint("survey_id", "name", name="uq_saved_table_survey_id_name"),
    )
