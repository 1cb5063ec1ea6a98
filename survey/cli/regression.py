"""``regression``: what goes with an answer, other things equal, for scripts and the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from questionnaires.text import Text
from survey.cli.account import opened
from survey.cli.audience import audience_options
from survey.cli.output import emit, json_option, note, wants_json
from survey.cli.results import in_columns
from survey.errors import Refusal

if TYPE_CHECKING:
    from survey.services.models import Fitted


@click.command()
@click.argument("survey")
@click.option("--outcome", required=True, help="The question that is explained.")
@click.option("--part", default="", help="The answer, option or row that is meant, where it is no number.")
@click.option("--by", required=True, help="The predictors, with commas: age,title,hours.")
@click.option("--against", multiple=True, metavar="NAME=CODE", help="The category others are held against.")
@click.option("--weights", default="", help="The set of weights, by name; without it the survey's usual one.")
@audience_options("By whose rules small categories are put together.")
@json_option
def regression(
    survey: str,
    outcome: str,
    part: str,
    by: str,
    against: Sequence[str],
    weights: str,
    audience: str,
    unit: str,
) -> None:
    """Fit a model of one question of SURVEY on others, with the errors of the design.

    A number or a scale of points is explained by a linear model, one answer (--part) by a logistic
    one. Categories of too few persons are put together with others. What is printed is entered in the
    ledger of releases.
    """
    from survey.services import audiences, regressions, releases, results
    from survey.services.surveys import named

    at = datetime.now(UTC)
    names = tuple(dict.fromkeys(name.strip() for name in by.split(",") if name.strip()))
    asked = regressions.Asked(outcome, names, part, tuple(_pair(one) for one in against))
    with opened() as (settings, store):
        card = named(store, survey, at=at)
        found = results.current(store, settings.instance, card, weights=weights)
        policy = audiences.policy_for(store, card.id, found, audience, unit)
        made = regressions.fitted(found, asked, policy)
        source = releases.Source(card.id, found.data_version, found.weights, found.frozen or "")
        releases.enter(store, source, regressions.which(asked), [made.table], "command", at=at)
    if wants_json():
        emit(made.to_json())
        return
    note(found.provenance.source("zh-CN"))
    click.echo(_as_text(made))
    click.echo(made.in_words("zh-CN"))


def _pair(given: str) -> tuple[str, str]:
    name, equals, code = given.partition("=")
    if equals and name and code:
        return name, code
    raise Refusal(
        "regression.reference",
        place=f"--against {given}",
        reason=Text(zh="看不出是哪个自变量的哪个类别", en="It names no predictor and category"),
        remedy=Text(zh="请写成 NAME=CODE，例如 sex=2", en="Write NAME=CODE, such as sex=2"),
    )


def _as_text(made: Fitted) -> str:
    table = made.table
    rows = [["自变量", "n", "优势比" if made.figure == "odds_ratio" else "系数", "95 % 区间"]]
    for cell, row in zip(table.inner(), made.rows, strict=True):
        label = table.say("coefficient", cell.keys["coefficient"], "zh-CN")
        rows.append([label, row.n, row.value, row.interval])
    return in_columns(table.title.say("zh-CN"), rows, 1)


COMMANDS: tuple[click.Command, ...] = (regression,)
