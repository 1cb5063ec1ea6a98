"""``survey``: surveys made, listed with their frame, published, opened and closed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from questionnaires.text import Text
from survey.cli import strata
from survey.cli.account import opened
from survey.cli.misuse import WrongUse
from survey.cli.output import emit, json_option
from survey.errors import Refusal

if TYPE_CHECKING:
    from survey.services.surveys import Card

TEXTS = ("title", "place", "organiser", "processor")


@click.group("survey")
def surveys() -> None:
    """Surveys: one investigation, one wave each."""


def fields_of(card: Card) -> dict[str, Any]:
    """A survey as ``--json`` shows it."""
    return {
        "code": card.code,
        "title": card.title,
        "state": card.state.name,
        "version": card.version,
        "opens_at": card.opens_at,
        "closes_at": card.closes_at,
        "closed_at": card.closed_at,
        "archived_at": card.archived_at,
        "simulated": card.is_simulated,
    }


@surveys.command("list")
@json_option
def list_surveys() -> None:
    """List the surveys with their states."""
    from survey.services import surveys as service

    with opened() as (_settings, store):
        cards = service.listed(store, at=datetime.now(UTC))
    lines = [f"{card.code}\t{card.state.name}\t{card.title.say('zh-CN')}" for card in cards]
    emit(
        {"surveys": [fields_of(card) for card in cards]},
        "\n".join(lines) or Text(zh="还没有调查", en="There is no survey yet"),
    )


@surveys.command()
@click.argument("code")
@click.option("--title", required=True, help="Title in Chinese.")
@click.option("--title-en", default="", help="Title in English.")
@click.option("--place", default="", help="Place, as questions name it.")
@click.option("--organiser", default="", help="Who organises it.")
@click.option("--contact", default="", help="Whom respondents ask.")
@click.option("--phone", default="", help="Where they ring.")
@click.option(
    "--selection",
    default="",
    metavar="HOW",
    help="How respondents come in: probability, census, open or chosen.",
)
@click.option("--link-destroyed-on", type=click.DateTime(["%Y-%m-%d"]), help="When the link table goes.")
@click.option("--answers-kept-until", type=click.DateTime(["%Y-%m-%d"]), help="How long answers are kept.")
@click.option("--reference-date", type=click.DateTime(["%Y-%m-%d"]), help="The day ages are worked out for.")
@click.option("--time-zone", help="IANA name; default: that of the installation.")
@click.option("--questionnaire", help="A name in the library, or a YAML file.")
@click.option(
    "--setting", "settings", multiple=True, metavar="NAME", help="A setting to switch on; repeatable."
)
@json_option
def create(
    code: str,
    title: str,
    title_en: str,
    place: str,
    organiser: str,
    contact: str,
    phone: str,
    selection: str,
    link_destroyed_on: datetime | None,
    answers_kept_until: datetime | None,
    reference_date: datetime | None,
    time_zone: str | None,
    questionnaire: str | None,
    settings: tuple[str, ...],
) -> None:
    """Make a survey in draft, with a questionnaire where one is named."""
    from survey.services import publication, questionnaires
    from survey.services import surveys as service
    from survey.services.events import SYSTEM

    at = datetime.now(UTC)
    content = _file_content(questionnaire)
    with opened() as (installation, store):
        facts = service.Facts(
            title=Text(zh=title, en=title_en),
            place=Text(zh=place),
            organiser=Text(zh=organiser),
            contact=contact,
            phone=phone,
            selection=selection,
            link_destroyed_on=_day(link_destroyed_on),
            answers_kept_until=_day(answers_kept_until),
            reference_date=_day(reference_date),
            time_zone=time_zone or installation.time_zone,
        )
        chosen = publication.read_file(content) if content is not None else None
        if chosen is None and questionnaire:
            chosen = questionnaires.named(installation.instance, questionnaire)
        switched_on = dict.fromkeys(settings, True)
        if chosen is not None:
            publication.taken_by(chosen, switched_on)
        service.create(store, code, facts, actor=SYSTEM, at=at, questionnaire=chosen, settings=switched_on)
        card = service.named(store, code, at=at)
    emit(fields_of(card), Text(zh=f"调查 {code} 已建立", en=f"The survey {code} is made"))


@surveys.command()
@click.argument("code")
@json_option
def publish(code: str) -> None:
    """Publish the questionnaire of a survey as its next version; refused while an error stands."""
    from survey.services import publication
    from survey.services import surveys as service
    from survey.services.events import SYSTEM

    at = datetime.now(UTC)
    with opened() as (_settings, store):
        card = service.named(store, code, at=at)
        number = publication.publish(store, card.id, actor=SYSTEM, at=at)
        digest = publication.versions(store, card.id)[0].hash
    emit(
        {"code": code, "version": number, "hash": digest},
        Text(zh=f"{code} 的问卷第 {number} 版已发布", en=f"Version {number} of {code} is published"),
    )


@surveys.command("unlink")
@click.argument("code")
@click.option("--confirm", metavar="CODE", help="The code once more; without it, it is asked for.")
@json_option
def unlink(code: str, confirm: str | None) -> None:
    """Destroy the table that ties copies to responses. It cannot be undone; backups still hold it."""
    from survey.services import retention
    from survey.services import surveys as service
    from survey.services.events import SYSTEM

    at = datetime.now(UTC)
    with opened() as (_settings, store):
        card = service.named(store, code, at=at)
        _confirm(code, confirm)
        count = retention.destroy_link(store, card.id, actor=SYSTEM, at=at)
    emit(
        {"code": code, "copies": count},
        Text(
            zh=f"{code} 的对应表已销毁（{count} 份）；请同时销毁以前的备份",
            en=f"The link table of {code} is destroyed ({count} copies); destroy earlier backups too",
        ),
    )


@surveys.command("erase")
@click.argument("code")
@click.option("--confirm", metavar="CODE", help="The code once more; without it, it is asked for.")
@json_option
def erase(code: str, confirm: str | None) -> None:
    """Erase what was answered; counts, hashes and events remain. Backups still hold the answers."""
    from survey.services import retention
    from survey.services import surveys as service
    from survey.services.events import SYSTEM

    at = datetime.now(UTC)
    with opened() as (settings, store):
        card = service.named(store, code, at=at)
        _confirm(code, confirm)
        count = retention.erase_answers(store, settings.instance, card.id, actor=SYSTEM, at=at)
    emit(
        {"code": code, "responses": count},
        Text(
            zh=f"{code} 的答案已删除（{count} 份答卷）；请同时销毁以前的备份",
            en=f"The answers of {code} are erased ({count} responses); destroy earlier backups too",
        ),
    )


def _confirm(code: str, given: str | None) -> None:
    """Raise unless the code of the survey was given once more, or is typed now."""
    typed = (
        given if given is not None else click.prompt(f"{code} — type the code again / 请再输入代号", err=True)
    )
    if typed.strip() != code:
        raise Refusal(
            "not_confirmed",
            place=code,
            reason=Text(
                zh="输入的代号不同，没有改动任何内容", en="Another code was typed; nothing was changed"
            ),
            remedy=Text(zh="请核对调查代号后重试", en="Check the code of the survey and try again"),
        )


@surveys.command("open")
@click.argument("code")
@click.option("--at", "moment", help="When, such as '2026-05-06 09:00' in the survey's zone; default: now.")
@json_option
def open_survey(code: str, moment: str | None) -> None:
    """Take answers from now on, or from a moment on."""
    _move(code, moment, opening=True)


@surveys.command("close")
@click.argument("code")
@click.option("--at", "moment", help="When, such as '2026-06-30 18:00' in the survey's zone; default: now.")
@json_option
def close_survey(code: str, moment: str | None) -> None:
    """Take no more answers; what was begun becomes partial or broken off."""
    _move(code, moment, opening=False)


def _move(code: str, moment: str | None, *, opening: bool) -> None:
    from survey.services import opening as service
    from survey.services import surveys
    from survey.services.events import SYSTEM

    now = datetime.now(UTC)
    with opened() as (_settings, store):
        card = surveys.named(store, code, at=now)
        if moment is None:
            act = service.open_now if opening else service.close_now
            act(store, card.id, actor=SYSTEM, at=now)
        else:
            when = _moment(moment).replace(tzinfo=card.zone)
            opens_at, closes_at = (when, card.closes_at) if opening else (card.opens_at, when)
            service.schedule(store, card.id, opens_at, closes_at, actor=SYSTEM, at=now)
        card = surveys.named(store, code, at=now)
    emit(
        fields_of(card),
        Text(zh=f"{code}：{card.state.label.say('zh-CN')}", en=f"{code}: {card.state.label.say('en')}"),
    )


def _moment(given: str) -> datetime:
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(given, form)  # noqa: DTZ007 - the survey's zone follows
        except ValueError:
            continue
    raise WrongUse(
        Text(
            zh=f"“{given}”不是时间，要写成 2026-05-06 09:00 这样",
            en=f"“{given}” is no moment such as 2026-05-06 09:00",
        )
    )


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _file_content(questionnaire: str | None) -> bytes | None:
    if questionnaire and questionnaire.endswith((".yaml", ".yml")):
        path = Path(questionnaire)
        if not path.is_file():
            raise WrongUse(Text(zh=f"没有文件“{questionnaire}”", en=f"There is no file “{questionnaire}”"))
        return path.read_bytes()
    return None


for command in strata.COMMANDS:
    surveys.add_command(command)

COMMANDS: tuple[click.Command, ...] = (surveys,)
