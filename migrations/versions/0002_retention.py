"""How respondents come into a survey; when its link table and its answers were done away with.

Besides, the form by which a batch was issued, and an index for the responses of one phone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("survey", sa.Column("selection", sa.String(length=16), nullable=False, server_default=""))
    op.add_column("survey", sa.Column("link_destroyed_at", INSTANT, nullable=True))
    op.add_column("survey", sa.Column("answers_erased_at", INSTANT, nullable=True))
    op.add_column("batch", sa.Column("form_key", sa.String(length=64), nullable=True))
    op.create_index("ix_batch_survey_id_form_key", "batch", ["survey_id", "form_key"], unique=True)
    op.create_index("ix_response_survey_id_device", "response", ["survey_id", "device"])
