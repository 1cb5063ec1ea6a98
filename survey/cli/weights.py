"""``weights``: sets of weights listed, made from a file of known totals, frozen, made the usual ones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from questionnaires.text import Text
from survey.cli.account import opened
from survey.cli.output import emit, json_option

if TYPE_CHECKING:
    from survey.services.weightsets import Named


@click.group()
def weights() -> None:
    """Sets of weights of a survey: named recipes, frozen before any table is made with them."""


@weights.command("list")
@click.argument("survey")
@json_option
def listed(survey: str) -> None:
    """List the sets of SURVEY: name, draft or frozen, design effect, effective sample size, label."""
    from survey.services import weightsets
    from survey.services.surveys import named

    with opened() as (_settings, store):
        found = weightsets.listed(store, named(store, survey, at=datetime.now(UTC)).id)
    rows = [_row(one) for one in found]
    lines = "\n".join("\t".join(str(cell) for cell in row.values()) for row in rows)
    emit(
        {"weights": rows}, lines or Text(zh="只有 base（按层 N/n）", en="There is base only (N/n by stratum)")
    )


@weights.command()
@click.argument("survey")
@click.argument("name")
@click.option("--label", required=True, help="What the weights are; it stands under every table.")
@click.option(
    "--totals",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Known totals: CSV or XLSX with the columns variable, category, total.",
)
@click.option("--size", type=float, help="The size of the population, to which all margins are scaled.")
@click.option(
    "--base",
    type=click.Choice(["given", "issued", "equal"]),
    default="given",
    show_default=True,
    help="Base weights: population over valid answers, over copies issued, or 1.",
)
@click.option(
    "--classes",
    type=click.Choice(["strata", "suggested"]),
    help="Adjust for nonresponse by strata, or by classes that are suggested from them.",
)
@click.option(
    "--method",
    type=click.Choice(["raking", "linear", "bounded", "logit"]),
    default="raking",
    show_default=True,
    help="How the margins are met; raking with one margin is post-stratification.",
)
@click.option("--low", type=float, help="Least factor of a bounded calibration.")
@click.option("--high", type=float, help="Largest factor of a bounded calibration.")
@click.option("--trim", type=float, metavar="TIMES", help="Cut weights at so many times their median.")
@json_option
def make(
    survey: str,
    name: str,
    label: str,
    totals: Path | None,
    size: float | None,
    base: Any,
    classes: Any,
    method: Any,
    low: float | None,
    high: float | None,
    trim: float | None,
) -> None:
    """Make a set NAME for SURVEY and keep it as a draft; its steps are printed."""
    from survey.services import margins, results, weighting, weightsets
    from survey.services.surveys import named
    from survey.services.totals import read_file

    at = datetime.now(UTC)
    with opened() as (settings, store):
        card = named(store, survey, at=at)
        found = results.current(store, settings.instance, card, weights=weightsets.BASE)
        offers = {one.name: one for one in margins.offers(found)}
        known = read_file(offers, totals.name, totals.read_bytes()) if totals else {}
        choices = weighting.Choices(
            totals=known,
            source=totals.name if totals else "",
            base=base,
            classes=classes or "",
            method=method,
            low=low,
            high=high,
            size=size,
            trim="" if trim is None else "median",
            trim_high=trim,
        )
        recipe, words = weighting.recipe_of(choices, margins.asked(store, card.id, found.dataset))
        made = weightsets.save(store, card.id, name, label, recipe, found.dataset, at=at)
    emit({**_row(made), "log": [step.to_json() for step in made.steps]}, _told(made, words))


@weights.command()
@click.argument("survey")
@click.argument("name")
@json_option
def freeze(survey: str, name: str) -> None:
    """Freeze the draft NAME of SURVEY: tables can be made with it, and it never changes."""
    from survey.services import results, weightsets
    from survey.services.surveys import named

    at = datetime.now(UTC)
    with opened() as (settings, store):
        card = named(store, survey, at=at)
        found = results.current(store, settings.instance, card, weights=weightsets.BASE)
        made = weightsets.freeze(store, card.id, name, found.dataset, at=at)
    emit(_row(made), _told(made, ()))


@weights.command()
@click.argument("survey")
@click.argument("name")
@json_option
def usual(survey: str, name: str) -> None:
    """Take the frozen set NAME of SURVEY, or base, wherever no weights are named."""
    from survey.services import weightsets
    from survey.services.surveys import named

    at = datetime.now(UTC)
    with opened() as (_settings, store):
        weightsets.make_usual(store, named(store, survey, at=at).id, name, at=at)
    emit(
        {"usual": name},
        Text(zh=f"没有指定权数时，今后用 {name}", en=f"{name} is taken where no weights are named"),
    )


def _row(one: Named) -> dict[str, Any]:
    last = one.steps[-1]
    return {
        "name": one.name,
        "state": "frozen" if one.is_frozen else "draft",
        "usual": one.is_usual,
        "deff": round(last.deff_after, 4),
        "effective_n": round(last.effective_after, 1),
        "recipe": one.digest[:12],
        "label": one.label,
    }


def _told(one: Named, words: tuple[Text, ...]) -> Text:
    """The log of a set in sentences."""
    return Text(
        {
            language: "\n".join(
                [
                    *(line.say(language) for line in words),
                    *(
                        f"{step.title.say(language)}{'：' if language == 'zh-CN' else ': '}"
                        + ("" if language == "zh-CN" else " ").join(
                            line.say(language) for line in step.lines()
                        )
                        for step in one.steps
                    ),
                ]
            )
            for language in ("zh-CN", "en")
        }
    )


COMMANDS: tuple[click.Command, ...] = (weights,)
