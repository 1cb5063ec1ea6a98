"""``changes``: which numbers of a report moved between two versions of the data, and why."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from questionnaires.text import Text
from survey.cli.account import opened
from survey.cli.output import emit, json_option

MOST_LINES = 200


@click.command()
@click.argument("survey")
@click.option(
    "--before", default="", help="The earlier version of the data; without it the newest two are taken."
)
@click.option("--after", default="", help="The later version.")
@click.option("--language", type=click.Choice(["zh-CN", "zh", "en"]), default="zh-CN", show_default=True)
@click.option(
    "--template", default="county", show_default=True, help="The template both reports were made after."
)
@json_option
def changes(survey: str, before: str, after: str, language: str, template: str) -> None:
    """Print which numbers of the report of SURVEY moved between two versions of its data, and why.

    Only what both reports printed is compared. Reports made on the platform and by ``report`` are kept for it.
    """
    from survey.services import changes as service
    from survey.services.surveys import named

    tag = "zh-CN" if language == "zh" else language
    with opened() as (settings, store):
        card = named(store, survey, at=datetime.now(UTC))
        if not (before and after):
            before, after = service.newest_two(store, settings.instance, card, tag, template)
        found = service.compared(store, settings.instance, card, before, after, tag, template)
    moved = found.changes
    lines = [
        *(one.say(tag) for one in found.reasons),
        *(f"{one.before or '–'}\n→ {one.after or '–'}" for one in moved.sentences),
        *(
            f"{one.table}\t{one.caption}\t{one.row}\t{one.column}\t{one.before or '–'}\t{one.after or '–'}"
            for one in moved.moved[:MOST_LINES]
        ),
    ]
    head = Text(
        zh=f"{before} → {after}：{moved.figures} 个数字中变化 {len(moved.moved)} 个，句子 {len(moved.sentences)} 句",
        en=f"{before} → {after}: {len(moved.moved)} of {moved.figures} figures and {len(moved.sentences)} sentences",
    )
    emit(
        {
            "before": before,
            "after": after,
            "figures": moved.figures,
            "reasons": [dict(one) for one in found.reasons],
            "moved": [vars(one) for one in moved.moved],
            "sentences": [vars(one) for one in moved.sentences],
        },
        "\n".join([head.say(tag), *lines]),
    )


COMMANDS: tuple[click.Command, ...] = (changes,)
