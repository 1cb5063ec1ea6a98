"""Releases: which tables left the platform, under which policy, by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("snapshot", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("outlet", sa.String(length=16), nullable=False),
        sa.Column("features", sa.String(length=400), nullable=False),
        sa.Column("filter", sa.String(length=400), nullable=False),
        sa.Column("question", sa.String(length=120), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("suppressed", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outlet IN ('page', 'chart', 'file', 'report', 'export', 'command')", name="ck_release_outlet"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_release_account_id_account"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_release_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
    )
    op.create_index("ix_release_survey_id_id", "release", ["survey_id", "id"], unique=False)
