"""``demonstration``: load the simulated investigation into a database that has no survey."""

from __future__ import annotations

import click

from questionnaires.text import Text
from survey.cli.output import emit, json_option, note
from survey.errors import Refusal
from survey.settings import read_settings

TOLD_EVERY = 250


@click.command()
@click.option("--copies", type=click.IntRange(50, 3000), default=3000, show_default=True, help="How many.")
@click.option("--seed", type=int, default=2463, show_default=True, help="The same seed gives the same data.")
@json_option
def demonstration(copies: int, seed: int) -> None:
    """Load the demonstration now, in full or smaller, or go on with one that was cut off."""
    from survey.demonstration import design, is_wanted
    from survey.demonstration.loading import load
    from survey.services.copies import key_of
    from survey.store import migrate, open_store

    settings = read_settings()
    migrate(settings.database_url)
    store = open_store(settings.database_url)
    try:
        if not is_wanted(store):
            raise Refusal(
                "not_empty",
                place="DATABASE_URL",
                reason=Text(zh="数据库里已有调查", en="The database has surveys already"),
                remedy=Text(
                    zh="演示数据只装入空的数据库；请另设 KEWEN_INSTANCE 或 DATABASE_URL",
                    en="The demonstration goes into an empty database only: set KEWEN_INSTANCE or DATABASE_URL",
                ),
            )
        frozen = load(
            store, key_of(settings.secret_key), settings.instance, design(copies, seed), on_progress=_tell
        )
    finally:
        store.close()
    emit(
        {"copies": copies, "valid": len(frozen.dataset), "snapshot": frozen.name},
        Text(
            zh=f"演示数据已装入：发放 {copies} 份，有效 {len(frozen.dataset)} 份",
            en=f"The demonstration is loaded: {copies} copies issued, {len(frozen.dataset)} valid",
        ),
    )


def _tell(done: int, total: int) -> None:
    if done % TOLD_EVERY == 0 or done == total:
        note(f"{done}/{total}")


COMMANDS: tuple[click.Command, ...] = (demonstration,)
