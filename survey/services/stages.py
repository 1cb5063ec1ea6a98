"""The stages of an investigation in the order of work, how far each has come, and the next step.

Everything follows from one :class:`Standing`, read in one go. A part of the platform that
knows more about its stage puts a function of its own into :data:`STAGES`; it gets the
standing and gives a :class:`Progress`. What it needs beyond that becomes a field of Standing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from questionnaires.text import Text
from survey.services import states
from survey.services.rates import Ledger
from survey.services.surveys import Card
from survey.store import copies as stored_copies
from survey.store import events as stored_events
from survey.store import frame as stored_frame
from survey.store import snapshots as stored_snapshots
from survey.store import suggestions as stored_suggestions
from survey.store import surveys as stored_surveys
from survey.store.engine import Session, Store

NOT_BEGUN, UNDER_WAY, DONE = "not_begun", "under_way", "done"


@dataclass(frozen=True)
class Standing:
    """What the stages are judged by: the survey, its draft, its frame, its copies by outcome.

    ``reported`` is the number of responses in the data of the last report, None before one is
    made. ``cleared`` and ``agreed`` count suggestions; while answers come in nothing is
    ``agreed`` for good, and it is None.
    """

    survey: Card
    has_draft: bool
    strata: int
    strata_counted: int
    units: int
    outcomes: Mapping[str, int]
    reported: int | None = None
    cleared: int = 0
    agreed: int | None = None

    @property
    def ledger(self) -> Ledger:
        """Issued, returned, valid, with responses that came in a file."""
        return Ledger.of(self.outcomes)

    @property
    def is_over(self) -> bool:
        """Whether no more answers are taken."""
        return self.survey.state in (states.CLOSED, states.ARCHIVED)


@dataclass(frozen=True)
class Progress:
    """How far a stage has come: ``not_begun``, ``under_way`` or ``done``, and in words."""

    state: str
    words: Text


@dataclass(frozen=True)
class Stage:
    """A stage as the left column shows it."""

    name: str
    label: Text
    state: str
    words: Text


@dataclass(frozen=True)
class Step:
    """The next sensible step: what and why, the words of the link, and the stage or page it is on."""

    words: Text
    action: Text
    where: str


_NOT_BEGUN = Progress(NOT_BEGUN, Text(zh="未开始", en="Not begun"))
_COLLECTING = Text(zh="收集中", en="Coming in")


def questionnaire(standing: Standing) -> Progress:
    """Done once a version is published."""
    version = standing.survey.version
    if version is not None:
        return Progress(DONE, Text(zh=f"第 {version} 版", en=f"v{version}"))
    return Progress(UNDER_WAY, Text(zh="草稿", en="Draft")) if standing.has_draft else _NOT_BEGUN


def sampling(standing: Standing) -> Progress:
    """Done once every stratum has its population count."""
    if not standing.strata:
        return _NOT_BEGUN
    if standing.strata_counted < standing.strata:
        words = Text(
            zh=f"{standing.strata_counted}/{standing.strata} 层有人数",
            en=f"{standing.strata_counted}/{standing.strata} counted",
        )
        return Progress(UNDER_WAY, words)
    return Progress(
        DONE,
        Text(
            zh=f"{standing.strata} 层",
            en=f"{standing.strata} {'stratum' if standing.strata == 1 else 'strata'}",
        ),
    )


def issuing(standing: Standing) -> Progress:
    """Under way from the first copy, done when the survey is over."""
    issued = standing.ledger.issued
    if not issued:
        return _NOT_BEGUN
    return Progress(
        DONE if standing.is_over else UNDER_WAY, Text(zh=f"{issued:,} 份", en=f"{issued:,} copies")
    )


def returns(standing: Standing) -> Progress:
    """Returned of issued."""
    ledger = standing.ledger
    if not ledger.returned:
        return _NOT_BEGUN
    words = f"{ledger.returned:,}/{ledger.issued:,}"
    return Progress(DONE if standing.is_over else UNDER_WAY, Text(zh=words, en=words))


def review(standing: Standing) -> Progress:
    """Decided of returned."""
    ledger = standing.ledger
    decided = ledger.valid + ledger.invalid
    if not ledger.returned:
        return _NOT_BEGUN
    words = f"{decided:,}/{ledger.returned:,}"
    complete = standing.is_over and decided == ledger.returned
    return Progress(DONE if complete else UNDER_WAY if decided else NOT_BEGUN, Text(zh=words, en=words))


def weighting(standing: Standing) -> Progress:
    """By stratum where every population is known; otherwise every response counts as one."""
    if not standing.ledger.valid:
        return _NOT_BEGUN
    counted = standing.strata and standing.strata_counted == standing.strata
    words = Text(zh="按层 N/n", en="N/n by stratum") if counted else Text(zh="未加权", en="Unweighted")
    return Progress(DONE if counted and _reviewed(standing) else UNDER_WAY, words)


def results(standing: Standing) -> Progress:
    """On the valid responses there are."""
    valid = standing.ledger.valid
    if not valid:
        return _NOT_BEGUN
    words = Text(zh=f"有效 {valid:,}", en=f"{valid:,} valid")
    return Progress(DONE if _reviewed(standing) else UNDER_WAY, words)


def report(standing: Standing) -> Progress:
    """Done once one is made of all that is valid and nothing waits for review."""
    valid = standing.ledger.valid
    if not valid:
        return _NOT_BEGUN
    if standing.reported is None:
        return Progress(NOT_BEGUN, Text(zh="可生成", en="Ready to make"))
    if standing.reported != valid:
        return Progress(UNDER_WAY, Text(zh="数据有变，可再生成", en="Data changed: make anew"))
    return Progress(DONE if _reviewed(standing) else UNDER_WAY, Text(zh="已生成", en="Made"))


def suggestions(standing: Standing) -> Progress:
    """Cleared of those whose authors agreed, once no more come in."""
    if not standing.ledger.returned:
        return _NOT_BEGUN
    cleared, agreed = standing.cleared, standing.agreed
    if agreed is None:
        words = Text(zh=f"已审阅 {cleared:,}", en=f"{cleared:,} cleared") if cleared else _COLLECTING
        return Progress(UNDER_WAY if cleared else NOT_BEGUN, words)
    if not agreed:
        return Progress(DONE, Text(zh="没有可转的", en="None to pass on"))
    words = Text(zh=f"{cleared:,}/{agreed:,}", en=f"{cleared:,}/{agreed:,}")
    return Progress(DONE if cleared >= agreed else UNDER_WAY if cleared else NOT_BEGUN, words)


#: The stages in the order of work: name, label, and the function that tells how far it has come.
STAGES: tuple[tuple[str, Text, Callable[[Standing], Progress]], ...] = (
    ("questionnaire", Text(zh="问卷", en="Questionnaire"), questionnaire),
    ("sampling", Text(zh="抽样", en="Sampling"), sampling),
    ("issuing", Text(zh="发放", en="Issuing"), issuing),
    ("returns", Text(zh="回收", en="Returns"), returns),
    ("review", Text(zh="审核", en="Review"), review),
    ("weighting", Text(zh="加权", en="Weighting"), weighting),
    ("results", Text(zh="结果", en="Results"), results),
    ("report", Text(zh="报告", en="Report"), report),
    ("suggestions", Text(zh="意见", en="Suggestions"), suggestions),
)


def standing_of(store: Store, survey: Card) -> Standing:
    """How a survey stands."""
    with store.reading() as session:
        strata = stored_frame.strata(session, survey.id)
        outcomes = dict(stored_copies.outcomes(session, survey.id))
        for outcome, count in stored_copies.responses_without_copy(session, survey.id).items():
            outcomes[outcome] = outcomes.get(outcome, 0) + count
        found = Standing(
            survey=survey,
            has_draft=stored_surveys.has_draft(session, survey.id),
            strata=len(strata),
            strata_counted=sum(stratum.population is not None for stratum in strata),
            units=stored_frame.how_many_units(session, survey.id),
            outcomes=outcomes,
        )
        return _with_writing(store, session, found) if found.ledger.returned else found


def _with_writing(store: Store, session: Session, found: Standing) -> Standing:
    """The same with what is known of report and suggestions."""
    # Imported here: what watches the demonstration grow needs the counts, and none of this.
    from survey.services.clearing import clearing_of

    made = stored_events.last_of(session, found.survey.id, "report.made")
    reported = stored_snapshots.by_name(session, found.survey.id, made.object_id) if made else None
    if found.is_over:
        cleared, agreed = clearing_of(store, session, found.survey.id)
        return replace(found, reported=reported.rows if reported else None, cleared=cleared, agreed=agreed)
    cleared = stored_suggestions.how_many_cleared(session, found.survey.id)
    return replace(found, reported=reported.rows if reported else None, cleared=cleared)


def stages_of(standing: Standing) -> list[Stage]:
    """The stages with their progress."""
    found = []
    for name, label, judge in STAGES:
        progress = judge(standing)
        found.append(Stage(name, label, progress.state, progress.words))
    return found


def next_step(standing: Standing) -> Step | None:
    """The next sensible step of the investigation; None where there is nothing left to do.

    It is the same for everybody, so that people can talk about it; :data:`WHO` takes it.
    """
    for judge in (_preparing, _fielding, _finishing):
        step = judge(standing)
        if step is not None:
            return step
    return None


#: The roles that can take a step, by where it is; whoever has none of them is told who has.
WHO: Mapping[str, tuple[str, ...]] = {
    "facts": ("designer",),
    "questionnaire": ("designer",),
    "opening": ("designer",),
    "sampling": ("fieldworker", "designer"),
    "issuing": ("fieldworker",),
    "returns": ("fieldworker",),
    "review": ("reviewer",),
    "results": ("analyst",),
    "report": ("analyst",),
}


def _preparing(standing: Standing) -> Step | None:
    survey = standing.survey
    if survey.state is states.ARCHIVED:
        return None
    if survey.version is None and not standing.has_draft:
        return Step(
            Text(
                zh="先定问卷：从问卷库选一份，自己设计，或导入 Word 等文件。",
                en="Begin with the questionnaire: choose one from the library, design your own, "
                "or import a file.",
            ),
            Text(zh="定问卷", en="Begin the questionnaire"),
            "questionnaire",
        )
    if not (survey.facts.organiser and survey.facts.contact and survey.facts.phone):
        return Step(
            Text(
                zh="补全主办单位、联系人和电话：它们印在知情同意页上，填答的人要凭它们找到您。",
                en="Give organiser, contact and phone: the consent page names them to respondents.",
            ),
            Text(zh="填写调查信息", en="Fill in the facts"),
            "facts",
        )
    if survey.version is None:
        return Step(
            Text(
                zh="问卷已选好。检查一遍题目和提示，然后发布。",
                en="The questionnaire is chosen. Look through it and its findings, then publish.",
            ),
            Text(zh="检查并发布", en="Check and publish"),
            "questionnaire",
        )
    return None


def _fielding(standing: Standing) -> Step | None:
    survey = standing.survey
    if standing.is_over:
        return None
    if not standing.strata:
        return Step(
            Text(
                zh="登记各层和总体人数：问卷按层发放，结果按层加权。",
                en="Enter the strata and their population counts: copies are issued and weighted by them.",
            ),
            Text(zh="登记层", en="Enter strata"),
            "sampling",
        )
    if not standing.ledger.issued:
        return Step(
            Text(
                zh="按层发放问卷，每份有自己的编号和二维码。",
                en="Issue copies by stratum, each with its code.",
            ),
            Text(zh="发放问卷", en="Issue copies"),
            "issuing",
        )
    if survey.state is states.PUBLISHED:
        return Step(
            Text(
                zh="问卷已发放，调查还没有开放。照“开放之前”的清单补齐缺的，再定下开放时间。",
                en="Copies are issued and the survey is not open. Mend what its check list lacks, then set the moment.",
            ),
            Text(zh="设定起止时间", en="Set the moments"),
            "opening",
        )
    return _collecting(standing)


def _collecting(standing: Standing) -> Step:
    ledger = standing.ledger
    waiting = ledger.returned - ledger.valid - ledger.invalid
    if waiting:
        return _to_review(waiting)
    return Step(
        Text(
            zh=f"正在回收：{ledger.returned:,}/{ledger.issued:,}。看各层各单位的进度，提醒回收少的。",
            en=f"Coming in: {ledger.returned:,}/{ledger.issued:,}. See where few came back and remind.",
        ),
        Text(zh="看回收进度", en="See the returns"),
        "returns",
    )


def _finishing(standing: Standing) -> Step | None:
    ledger = standing.ledger
    if standing.survey.state is states.ARCHIVED or not ledger.returned:
        return None
    waiting = ledger.returned - ledger.valid - ledger.invalid
    if waiting:
        return _to_review(waiting)
    if standing.strata_counted < standing.strata:
        return Step(
            Text(
                zh="有的层没有总体人数，结果不能加权。",
                en="Some strata have no population count, so results cannot be weighted.",
            ),
            Text(zh="补总体人数", en="Give the counts"),
            "sampling",
        )
    return Step(
        Text(
            zh=f"审核完毕，有效 {ledger.valid:,} 份。看结果，生成报告。",
            en=f"Review is complete with {ledger.valid:,} valid. Read the results and make the report.",
        ),
        Text(zh="看结果", en="Read the results"),
        "results",
    )


def _to_review(waiting: int) -> Step:
    return Step(
        Text(zh=f"{waiting:,} 份答卷等待审核。", en=f"{waiting:,} responses wait for review."),
        Text(zh="去审核", en="Review"),
        "review",
    )


def _reviewed(standing: Standing) -> bool:
    ledger = standing.ledger
    return standing.is_over and ledger.returned == ledger.valid + ledger.invalid
