"""Surveys, the two vaults, staff, and the log of events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
OUTCOME_KNOWN = (
    "outcome IN ('not_opened', 'opened', 'refused', 'ineligible', 'broken_off', 'partial', "
    "'submitted', 'withdrawn', 'spoiled', 'valid', 'invalid')"
)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=True),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("login", name="uq_account_login"),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_source_kind_at", "attempt", ["source", "kind", "at"], unique=False)

    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", DOCUMENT, nullable=False),
        sa.Column("place", DOCUMENT, nullable=False),
        sa.Column("organiser", DOCUMENT, nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("processor", DOCUMENT, nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("reference_date", sa.Date(), nullable=True),
        sa.Column("link_destroyed_on", sa.Date(), nullable=True),
        sa.Column("answers_kept_until", sa.Date(), nullable=True),
        sa.Column("form_number", sa.String(length=60), nullable=False),
        sa.Column("issuing_body", sa.String(length=200), nullable=False),
        sa.Column("approval_number", sa.String(length=100), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("settings", DOCUMENT, nullable=False),
        sa.Column("local_sensitive", sa.Boolean(), nullable=False),
        sa.Column("is_simulated", sa.Boolean(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("draft", DOCUMENT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("opens_at", INSTANT, nullable=True),
        sa.Column("closes_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("archived_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at",
            name="ck_survey_opens_before_closes",
        ),
        sa.ForeignKeyConstraint(["previous_id"], ["survey.id"], name="fk_survey_previous_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
        sa.UniqueConstraint("code", name="uq_survey_code"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object_kind", sa.String(length=30), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_event_account_id_account"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_event_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_survey_id_id", "event", ["survey_id", "id"], unique=False)

    op.create_table(
        "grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "role IN ('administrator', 'designer', 'fieldworker', 'reviewer', 'analyst')",
            name="ck_grant_role",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_grant_account_id_account"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_grant_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_grant"),
        sa.UniqueConstraint("survey_id", "account_id", "role", name="uq_grant_survey_id_account_id_role"),
    )
    op.create_index("ix_grant_account_id", "grant", ["account_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.CheckConstraint("purpose IN ('setup', 'invite', 'reset')", name="ck_invitation_purpose"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_invitation_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_digest", name="uq_invitation_token_digest"),
    )
    op.create_index("ix_invitation_account_id", "invitation", ["account_id"], unique=False)

    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_snapshot_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_snapshot"),
        sa.UniqueConstraint("survey_id", "name", name="uq_snapshot_survey_id_name"),
    )
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_staff_session_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_session"),
        sa.UniqueConstraint("token_digest", name="uq_staff_session_token_digest"),
    )
    op.create_index("ix_staff_session_account_id", "staff_session", ["account_id"], unique=False)

    op.create_table(
        "stratum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("population IS NULL OR population >= 0", name="ck_stratum_population"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_stratum_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_stratum"),
        sa.UniqueConstraint("survey_id", "code", name="uq_stratum_survey_id_code"),
    )
    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name="fk_version_published_by_account"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_version_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_version"),
        sa.UniqueConstraint("survey_id", "number", name="uq_version_survey_id_number"),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.String(length=32), nullable=False),
        sa.Column("psu", sa.Integer(), nullable=True),
        sa.Column("base_weight", sa.Double(), nullable=True),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("answers", DOCUMENT, nullable=False),
        sa.Column("confirmed", DOCUMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("furthest", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=64), nullable=False),
        sa.Column("timings", DOCUMENT, nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("ending", sa.String(length=64), nullable=False),
        sa.Column("receipt_digest", sa.String(length=64), nullable=True),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("erased_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            OUTCOME_KNOWN,
            name="ck_response_outcome",
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_response_survey_id_survey"),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_response_version_id_version"),
        sa.PrimaryKeyConstraint("id", name="pk_response"),
        sa.UniqueConstraint("receipt_digest", name="uq_response_receipt_digest"),
        sa.UniqueConstraint("token", name="uq_response_token"),
    )
    op.create_index("ix_response_survey_id_outcome", "response", ["survey_id", "outcome"], unique=False)
    op.create_index("ix_response_version_id", "response", ["version_id"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("stratum_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("town", sa.String(length=60), nullable=False),
        sa.Column("unit_type", sa.String(length=32), nullable=False),
        sa.Column("staff_count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["stratum_id"], ["stratum.id"], name="fk_unit_stratum_id_stratum"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_unit_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_unit"),
        sa.UniqueConstraint("survey_id", "name", name="uq_unit_survey_id_name"),
        sa.UniqueConstraint("survey_id", "number", name="uq_unit_survey_id_number"),
    )
    op.create_index("ix_unit_stratum_id", "unit", ["stratum_id"], unique=False)

    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stratum_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["issued_by"], ["account.id"], name="fk_batch_issued_by_account"),
        sa.ForeignKeyConstraint(["stratum_id"], ["stratum.id"], name="fk_batch_stratum_id_stratum"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_batch_survey_id_survey"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_batch_unit_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_batch"),
        sa.UniqueConstraint("survey_id", "number", name="uq_batch_survey_id_number"),
    )
    op.create_index("ix_batch_stratum_id", "batch", ["stratum_id"], unique=False)
    op.create_index("ix_batch_unit_id", "batch", ["unit_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("verdict IN ('valid', 'invalid', 'open')", name="ck_decision_verdict"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_decision_account_id_account"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_decision_response_id_response"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_response_id", "decision", ["response_id"], unique=False)

    op.create_table(
        "entrance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("stratum_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("link_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["stratum_id"], ["stratum.id"], name="fk_entrance_stratum_id_stratum"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_entrance_survey_id_survey"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_entrance_unit_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_entrance"),
        sa.UniqueConstraint("link_digest", name="uq_entrance_link_digest"),
    )
    op.create_index("ix_entrance_stratum_id", "entrance", ["stratum_id"], unique=False)
    op.create_index("ix_entrance_survey_id", "entrance", ["survey_id"], unique=False)
    op.create_index("ix_entrance_unit_id", "entrance", ["unit_id"], unique=False)

    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_flag_response_id_response"),
        sa.PrimaryKeyConstraint("id", name="pk_flag"),
        sa.UniqueConstraint("response_id", "code", name="uq_flag_response_id_code"),
    )
    op.create_index("ix_flag_code", "flag", ["code"], unique=False)

    op.create_table(
        "save",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("changes", DOCUMENT, nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_save_response_id_response"),
        sa.PrimaryKeyConstraint("id", name="pk_save"),
        sa.UniqueConstraint("response_id", "key", name="uq_save_response_id_key"),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("record", DOCUMENT, nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_submission_response_id_response"),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("response_id", "key", name="uq_submission_response_id_key"),
        sa.UniqueConstraint("response_id", "number", name="uq_submission_response_id_number"),
    )
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("quotable", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_suggestion_account_id_account"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_suggestion_response_id_response"),
        sa.PrimaryKeyConstraint("id", name="pk_suggestion"),
        sa.UniqueConstraint("response_id", name="uq_suggestion_response_id"),
    )
    op.create_table(
        "unreadable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_unreadable_response_id_response"),
        sa.PrimaryKeyConstraint("id", name="pk_unreadable"),
    )
    op.create_index("ix_unreadable_response_id", "unreadable", ["response_id"], unique=False)

    op.create_table(
        "copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=8), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("entrance_id", sa.Integer(), nullable=True),
        sa.Column("stratum_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("link_digest", sa.String(length=64), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("response_token", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("returned_at", INSTANT, nullable=True),
        sa.Column("spoiled_at", INSTANT, nullable=True),
        sa.Column("spoiled_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            OUTCOME_KNOWN,
            name="ck_copy_outcome",
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name="fk_copy_batch_id_batch"),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrance.id"], name="fk_copy_entrance_id_entrance"),
        sa.ForeignKeyConstraint(["stratum_id"], ["stratum.id"], name="fk_copy_stratum_id_stratum"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_copy_survey_id_survey"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_copy_unit_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_copy"),
        sa.UniqueConstraint("code_digest", name="uq_copy_code_digest"),
        sa.UniqueConstraint("link_digest", name="uq_copy_link_digest"),
        sa.UniqueConstraint("response_token", name="uq_copy_response_token"),
        sa.UniqueConstraint("survey_id", "serial", name="uq_copy_survey_id_serial"),
    )
    op.create_index("ix_copy_batch_id", "copy", ["batch_id"], unique=False)
    op.create_index("ix_copy_entrance_id", "copy", ["entrance_id"], unique=False)
    op.create_index("ix_copy_stratum_id", "copy", ["stratum_id"], unique=False)
    op.create_index(
        "ix_copy_survey_id_stratum_id_outcome", "copy", ["survey_id", "stratum_id", "outcome"], unique=False
    )
    op.create_index("ix_copy_unit_id", "copy", ["unit_id"], unique=False)
