"""Templates of reports that an office arranged for a survey."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "report_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("label", DOCUMENT, nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("creator_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["changer_id"], ["account.id"], name="fk_report_template_changer_id_account"),
        sa.ForeignKeyConstraint(["creator_id"], ["account.id"], name="fk_report_template_creator_id_account"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_report_template_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_report_template"),
        sa.UniqueConstraint("survey_id", "name", name="uq_report_template_survey_id_name"),
    )
