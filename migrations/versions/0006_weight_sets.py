"""Sets of weights: named recipes with their log, drafts until they are frozen."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "weight_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("recipe", DOCUMENT, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("log", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("is_usual", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'frozen')", name="ck_weight_set_state"),
        sa.CheckConstraint("state = 'frozen' OR NOT is_usual", name="ck_weight_set_usual_is_frozen"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_weight_set_account_id_account"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_weight_set_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_weight_set"),
        sa.UniqueConstraint("survey_id", "name", name="uq_weight_set_survey_id_name"),
    )
