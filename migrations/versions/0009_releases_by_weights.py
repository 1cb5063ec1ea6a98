"""The ledger of releases names the set of weights; lines from before do not know theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("release", sa.Column("weights", sa.String(length=40), nullable=False, server_default=""))
