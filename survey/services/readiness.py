"""What a survey needs before anybody may answer: what is done, what is missing, what is worth a look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.errors import Refusal, Refusals
from survey.services import unitlists
from survey.services.quoting import blanks, left_blank, overdue, quoted_by, run_out
from survey.services.versions import questionnaire_of
from survey.store import copies as stored_copies
from survey.store import frame as stored_frame
from survey.store import surveys as stored
from survey.store import versions as stored_versions
from survey.store.engine import Session, Store
from survey.store.tables import Survey


class Standing(StrEnum):
    """How it stands with one thing: ``missing`` keeps the survey shut, ``look`` does not."""

    DONE = "done"
    MISSING = "missing"
    LOOK = "look"


_ORDER = (Standing.MISSING, Standing.LOOK, Standing.DONE)


@dataclass(frozen=True)
class Item:
    """A line of the check list.

    ``where`` is the page on which it is mended (``facts``, ``questionnaire``, ``units``,
    ``sampling``, ``issuing``), ``field`` the field on it, where there is one.
    """

    standing: Standing
    words: Text
    where: str
    field: str = ""


def readiness(store: Store, survey_id: int, *, at: datetime) -> list[Item]:
    """The check list of a survey, what is missing first."""
    with store.reading() as session:
        survey = stored.get(session, survey_id)
        taken = _current(store, session, survey_id)
        found = [_published(taken), *_frame(session, survey, taken)]
        if taken is not None:
            found += _facts(taken, survey, at)
        found += _fieldwork(session, survey_id)
    return sorted(found, key=lambda item: _ORDER.index(item.standing))


def require_ready(
    store: Store, session: Session, survey: Survey, at: datetime, *, taken: Questionnaire | None = None
) -> None:
    """Raise unless respondents would find every fact and their own units.

    ``taken`` is the questionnaire they would get, by default the published version.

    :raises Refusals: everything that is missing.
    """
    taken = taken or _current(store, session, survey.id)
    if taken is None:
        raise Refusal(
            "not_published",
            place=survey.code,
            reason=Text(zh="还没有发布问卷", en="No questionnaire is published yet"),
            remedy=Text(zh="请先发布问卷", en="Publish the questionnaire first"),
        )
    problems = left_blank(blanks(taken, survey)) + run_out(overdue(taken, survey, at)) + _samples(taken)
    if problems:
        raise Refusals(problems)


def _current(store: Store, session: Session, survey_id: int) -> Questionnaire | None:
    version_id = stored_versions.current_id(session, survey_id)
    return None if version_id is None else questionnaire_of(store, session, version_id)


def _samples(taken: Questionnaire) -> list[Refusal]:
    if not unitlists.sample_lists(taken):
        return []
    refusal = Refusal(
        "sample_units",
        place="questionnaire",
        reason=Text(
            zh="已发布的问卷里还是示例单位（青溪街道、白塔镇……），填答的人找不到自己的单位",
            en="The published questionnaire still lists the illustrative units (Qingxi, Baita …):"
            " respondents would not find their own",
        ),
        remedy=Text(
            zh="请在“抽样”里登记单位和乡镇，再发布一版",
            en="Enter the units with their towns under Sampling and publish again",
        ),
    )
    return [refusal]


def _published(taken: Questionnaire | None) -> Item:
    if taken is None:
        words = Text(zh="还没有发布问卷", en="No questionnaire is published yet")
        return Item(Standing.MISSING, words, "questionnaire")
    words = Text(zh="问卷已发布", en="The questionnaire is published")
    return Item(Standing.DONE, words, "questionnaire")


def _facts(taken: Questionnaire, survey: Survey, at: datetime) -> Iterator[Item]:
    problems = left_blank(blanks(taken, survey)) + run_out(overdue(taken, survey, at))
    for problem in problems:
        yield Item(Standing.MISSING, problem.reason, "facts", problem.place)
    if not problems:
        count = len(quoted_by(taken))
        words = Text(
            zh=f"问卷引用的 {count} 项调查信息都填好了",
            en=f"All {count} facts that the questionnaire quotes are given",
        )
        yield Item(Standing.DONE, words, "facts")


def _frame(session: Session, survey: Survey, taken: Questionnaire | None) -> Iterator[Item]:
    yield from _units(session, survey.id, taken)
    strata = stored_frame.strata(session, survey.id)
    without = [stratum.label for stratum in strata if stratum.population is None]
    if not strata:
        words = Text(zh="还没有登记层，不能发放", en="No strata are entered: no copies can be issued")
        yield Item(Standing.LOOK, words, "sampling")
    elif without:
        words = Text(
            zh=f"没有总体人数的层：{'、'.join(without)}；这样结果不能加权",
            en=f"Without a population count: {', '.join(without)}; results could not be weighted",
        )
        yield Item(Standing.LOOK, words, "sampling")
    else:
        words = Text(
            zh=f"{len(strata)} 层都有总体人数",
            en="A population count is given for the only stratum"
            if len(strata) == 1
            else f"Population counts are given for all {len(strata)} strata",
        )
        yield Item(Standing.DONE, words, "sampling")


def _units(session: Session, survey_id: int, taken: Questionnaire | None) -> Iterator[Item]:
    if taken is None or not unitlists.asks_for_units(taken):
        return
    without = unitlists.homeless(session, survey_id)
    if without:
        yield Item(
            Standing.MISSING if unitlists.sample_lists(taken) else Standing.LOOK, without[0].reason, "units"
        )
    elif unitlists.sample_lists(taken):
        words = _samples(taken)[0]
        units = stored_frame.how_many_units(session, survey_id)
        yield Item(Standing.MISSING, words.reason, "questionnaire" if units else "units")
    elif _is_behind(session, survey_id, taken):
        words_behind = Text(
            zh="抽样框里的单位在发布以后有变化；再发布一版，填答的人才看得到",
            en="Units of the frame have changed since the questionnaire was published; publish again",
        )
        yield Item(Standing.LOOK, words_behind, "questionnaire")
    else:
        yield Item(
            Standing.DONE,
            Text(zh="问卷里是本次调查的单位", en="The questionnaire lists the survey's own units"),
            "units",
        )


def _is_behind(session: Session, survey_id: int, taken: Questionnaire) -> bool:
    made = unitlists.from_frame(session, survey_id, taken)
    return any(listed.entries != taken.list_by_name[name].entries for name, listed in made.items())


def _fieldwork(session: Session, survey_id: int) -> Iterator[Item]:
    issued = stored_copies.how_many(session, survey_id)
    ways = [one for one in stored_copies.entrances(session, survey_id) if one.revoked_at is None]
    if not issued and not ways:
        words = Text(
            zh="还没有发放问卷，也没有公共入口，没有人进得来",
            en="No copies are issued and there is no open link: nobody can come in",
        )
        yield Item(Standing.LOOK, words, "issuing")
        return
    words = Text(
        zh=f"已发放 {issued:,} 份，公共入口 {len(ways):,} 个",
        en=f"{issued:,} copies issued, {len(ways):,} open links",
    )
    yield Item(Standing.DONE, words, "issuing")
