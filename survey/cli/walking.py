"""``questionnaire walk``: simulated respondents sent through a questionnaire."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from questionnaires.text import CHINESE, Text
from survey.cli.output import both, emit, json_option
from survey.settings import read_settings

if TYPE_CHECKING:
    from questionnaires.trial import DeadEnd, Report, Unreached

MOST_TOLD = 50


@click.command()
@click.argument("name")
@click.option("--setting", "settings", multiple=True, help="A setting to switch on, such as extended.")
@click.option(
    "--respondents", type=click.IntRange(1), default=2000, show_default=True, help="At most so many."
)
@click.option("--seconds", type=click.FloatRange(0.1), default=5.0, show_default=True, help="Processor time.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same walk.")
@click.option("--language", default=CHINESE, show_default=True, help="Whose reading time is estimated.")
@json_option
def walk(
    name: str, settings: tuple[str, ...], respondents: int, seconds: float, seed: int, language: str
) -> None:
    """Walk every branch of a questionnaire: a YAML file, or the name of an imported or shipped one."""
    from questionnaires.trial import Bounds
    from survey.services.design import simulating

    walked = simulating.walk_named(
        read_settings().instance,
        name,
        dict.fromkeys(settings, True),
        at=datetime.now(UTC),
        language=language,
        seed=seed,
        bounds=Bounds(respondents=respondents, seconds=seconds),
    )
    report = walked.report
    told = [_dead_end(one) for one in report.dead_ends[:MOST_TOLD]]
    told += [_unreached(one) for one in report.unreached[:MOST_TOLD]]
    left = len(report.unreached) + len(report.dead_ends) - len(told)
    if left > 0:
        told.append(both(Text(zh=f"另有 {left} 处，见 --json", en=f"{left} more: see --json")))
    emit(_plain(report), "\n".join([*told, both(_summary(report))]))


def _summary(report: Report) -> Text:
    zh = f"{report.respondents} 人次，走到 {report.reached}/{report.goals} 处，{len(report.dead_ends)} 处走不下去"
    en = f"{report.respondents} respondents reached {report.reached} of {report.goals}, {len(report.dead_ends)} dead ends"
    if report.questions and report.minutes:
        least, most = report.questions.least, report.questions.most
        zh += f"；{least:.0f}–{most:.0f} 题，{report.minutes.least:.0f}–{report.minutes.most:.0f} 分钟"
        en += f"; {least:.0f}–{most:.0f} questions, {report.minutes.least:.0f}–{report.minutes.most:.0f} minutes"
    if report.stopped != "done":
        zh += "；时间或人次用完，还可以再试（--seconds、--respondents）"
        en += "; stopped early, give it more (--seconds, --respondents)"
    return Text(zh=zh, en=en)


def _unreached(one: Unreached) -> str:
    reason = {language: f"{one.place}: {one.reason.say(language)}" for language in ("zh-CN", "en")}
    return both(Text(reason))


def _dead_end(one: DeadEnd) -> str:
    zh, en = ("怎样答都不行，只能空着", "no answer is taken, it can only be left empty")
    if not one.is_passed:
        zh, en = "走不下去", "a dead end"
    return both(
        Text(
            zh=f"{one.page} / {one.place}：{zh}（{one.times} 人次）。{one.message.say('zh-CN')}",
            en=f"{one.page} / {one.place}: {en} ({one.times} times). {one.message.say('en')}",
        )
    )


def _plain(report: Report) -> dict[str, Any]:
    """The report as JSON; counts by sort, texts in both languages."""
    found = asdict(report)
    found["counts"] = {
        sort.value: {"all": every, "reached": reached} for sort, every, reached in report.counts
    }
    found["unreached"] = [
        {
            "sort": one.sort.value,
            "place": one.place,
            "label": dict(one.label),
            "reason": dict(one.reason),
            "rule": one.rule,
        }
        for one in report.unreached
    ]
    found["dead_ends"] = [
        {
            "page": one.page,
            "place": one.place,
            "message": dict(one.message),
            "rule": one.rule,
            "answers": [[dict(label), dict(said)] for label, said in one.answers],
            "times": one.times,
        }
        for one in report.dead_ends
    ]
    return found | {"goals": report.goals, "reached": report.reached}
