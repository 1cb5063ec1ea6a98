"""The set-up link, shown at every start until there is an account."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from survey.services import invitations
from survey.settings import Settings
from survey.store import Store


def offer_first_account(settings: Settings, store: Store, demonstration: bool) -> None:
    """Print a fresh set-up link while there is no account; former ones stop working."""
    offer = invitations.offer_set_up(store, settings.secret_key.encode(), at=datetime.now(UTC))
    if offer is None:
        return
    address = f"{settings.public_url}/staff/link/{offer.token}"
    lines = (
        "还没有账号。请打开这个链接，建立第一个管理员（只能用一次）：",
        "There is no account yet. Open this link to make the first administrator (it works once):",
        f"  {address}",
    )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
