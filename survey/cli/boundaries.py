"""``boundaries``: the file that maps by town are drawn from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from questionnaires.text import Text
from survey.cli.account import opened
from survey.cli.output import emit, json_option


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def boundaries(source: Path) -> None:
    """Keep the GeoJSON file SOURCE for maps: areas named as the strata or answers are, in degrees."""
    from survey.services import boundaries as kept
    from survey.services.events import SYSTEM
    from survey.services.refusing import refusals

    with opened() as (settings, store), refusals():
        found = kept.put(store, settings.instance, kept.read(source), at=datetime.now(UTC), actor=SYSTEM)
    count = len(found.areas)
    emit(
        {"areas": count},
        Text(
            zh=f"已保存 {count} 个区域的边界，结果页可选地图",
            en=f"Kept the boundaries of {count} areas for maps",
        ),
    )


COMMANDS = (boundaries,)
