"""Designing: changes of a draft, who works on it, comments, approval, imports, and the trial of a survey."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("survey", sa.Column("draft_revision", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "survey", sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    # Written out, because Alembic would rebuild the table for a reference in SQLite, with all that refers to it.
    op.execute(
        "ALTER TABLE survey ADD COLUMN trial_of INTEGER"
        " CONSTRAINT fk_survey_trial_of_survey REFERENCES survey (id)"
    )
    op.create_index("ix_survey_trial_of", "survey", ["trial_of"], unique=True)
    op.add_column("version", sa.Column("draft_revision", sa.Integer(), nullable=True))
    _changes()
    _presence()
    _comments()
    _approvals()
    _imports()


def _changes() -> None:
    op.create_table(
        "draft_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("change", DOCUMENT, nullable=False),
        sa.Column("inverse", DOCUMENT, nullable=False),
        sa.Column("parts", DOCUMENT, nullable=True),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_draft_change_account_id_account"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_draft_change_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_draft_change"),
        sa.UniqueConstraint("survey_id", "number", name="uq_draft_change_survey_id_number"),
    )
    op.create_index("ix_draft_change_survey_id_step", "draft_change", ["survey_id", "step"], unique=False)
    op.create_index("ix_draft_change_survey_id_key", "draft_change", ["survey_id", "key"], unique=False)


def _presence() -> None:
    op.create_table(
        "draft_presence",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_draft_presence_account_id_account"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_draft_presence_survey_id_survey"),
        sa.PrimaryKeyConstraint("survey_id", "account_id", name="pk_draft_presence"),
    )


def _comments() -> None:
    op.create_table(
        "draft_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_draft_comment_account_id_account"),
        sa.ForeignKeyConstraint(
            ["answers"], ["draft_comment.id"], name="fk_draft_comment_answers_draft_comment"
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name="fk_draft_comment_closed_by_account"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_draft_comment_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_draft_comment"),
    )
    op.create_index("ix_draft_comment_survey_id", "draft_comment", ["survey_id"], unique=False)


def _approvals() -> None:
    op.create_table(
        "draft_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('', 'approved', 'returned', 'withdrawn')", name="ck_draft_approval_decision"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name="fk_draft_approval_decided_by_account"),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["account.id"], name="fk_draft_approval_submitted_by_account"
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_draft_approval_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_draft_approval"),
    )
    op.create_index("ix_draft_approval_survey_id", "draft_approval", ["survey_id"], unique=False)


def _imports() -> None:
    op.create_table(
        "draft_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("notes", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_draft_import_account_id_account"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_draft_import_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_draft_import"),
    )
    op.create_index("ix_draft_import_survey_id", "draft_import", ["survey_id"], unique=False)
