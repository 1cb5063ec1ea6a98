"""``frame``: strata and units from files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from questionnaires.text import Text
from survey.cli.account import opened
from survey.cli.misuse import WrongUse
from survey.cli.output import emit, json_option

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def frame() -> None:
    """The frame of a survey: strata and units."""


@frame.command("import")
@click.argument("survey")
@click.option("--strata", type=FILE, help="CSV or XLSX: code, name, population.")
@click.option("--units", type=FILE, help="CSV or XLSX: name, stratum, town, type, staff.")
@json_option
def import_frame(survey: str, strata: Path | None, units: Path | None) -> None:
    """Take strata and units from files; of a file with a fault nothing is stored."""
    from survey.services import frame as service
    from survey.services import surveys
    from survey.services.events import SYSTEM

    if strata is None and units is None:
        raise WrongUse(Text(zh="请给出 --strata、--units 或两者", en="Give --strata, --units or both"))
    at = datetime.now(UTC)
    done: dict[str, Any] = {"survey": survey}
    with opened() as (_settings, store):
        card = surveys.named(store, survey, at=at)
        for name, path, take in (
            ("strata", strata, service.import_strata),
            ("units", units, service.import_units),
        ):
            if path is not None:
                done[name] = take(store, card.id, path.name, path.read_bytes(), actor=SYSTEM, at=at)
    words = [
        f"{name}: +{done[name].added} ~{done[name].changed}" for name in ("strata", "units") if name in done
    ]
    emit(
        done, Text(zh=f"{survey} 已导入（{'，'.join(words)}）", en=f"{survey}: imported ({', '.join(words)})")
    )


COMMANDS: tuple[click.Command, ...] = (frame,)
