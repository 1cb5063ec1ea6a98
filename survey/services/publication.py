"""The questionnaire of a survey: chosen or uploaded, configured, checked, and published.

The draft is kept whole, with its settings; what is published is the questionnaire as the
survey takes it (:func:`questionnaires.settings.configure`), immutable and known by its hash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from questionnaires import library
from questionnaires.checks import check
from questionnaires.codelists import UnknownListError
from questionnaires.editing.document import document_of
from questionnaires.findings import Finding, Severity
from questionnaires.formats import yaml
from questionnaires.formats.canonical import version_hash
from questionnaires.formats.error import FormatError
from questionnaires.model import Questionnaire
from questionnaires.settings import SettingError, configure
from questionnaires.text import Text
from survey.errors import Refusal, Refusals
from survey.services.design import changing
from survey.services.events import Actor, log_survey
from survey.services.questionnaires import refusal
from survey.services.readiness import require_ready
from survey.services.respond.stage import opening_of
from survey.services.surveys import changeable
from survey.services.unitlists import fill_before_publishing, from_frame, with_lists
from survey.store import approvals as stored_approvals
from survey.store import surveys as stored
from survey.store import versions as stored_versions
from survey.store.engine import Session, Store
from survey.store.tables import Survey

LARGEST_FILE = 2_000_000
# Questionnaires of the library that only measure the platform.
MEASURING = {"bench"}


@dataclass(frozen=True)
class Draft:
    """The questionnaire of a survey before it is published.

    ``whole`` has its settings, ``taken`` is as this survey takes it, with the units of its frame;
    ``is_published`` tells whether ``taken`` is the version respondents get now, ``digest`` is the
    hash it would have as a version.
    """

    whole: Questionnaire
    taken: Questionnaire
    settings: Mapping[str, bool]
    findings: Sequence[Finding]
    is_published: bool
    digest: str

    @property
    def errors(self) -> list[Finding]:
        """What must be mended before publishing."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Finding]:
        """What is worth a look."""
        return [finding for finding in self.findings if finding.severity is Severity.WARNING]


@dataclass(frozen=True)
class Published:
    """A version as it is listed."""

    number: int
    hash: str
    published_at: datetime


def shipped() -> list[Questionnaire]:
    """The questionnaires of the library that surveys are made with, the person form first."""
    names = sorted(set(library.names()) - MEASURING, key=lambda name: (name != "county_person", name))
    return [library.source(name) for name in names]


def choose(store: Store, survey_id: int, name: str, *, actor: Actor, at: datetime) -> None:
    """Take a questionnaire of the library as the draft.

    :raises Refusal: the library has none of this name.
    """
    draft(store, survey_id, from_library(name), actor=actor, at=at, source=name)


def from_library(name: str) -> Questionnaire:
    """A questionnaire of the library with all its settings.

    :raises Refusal: the library has none of this name.
    """
    if name not in library.names():
        raise Refusal(
            "not_found",
            place="questionnaire",
            reason=Text(zh=f"问卷库里没有“{name}”", en=f"The library has no questionnaire {name!r}"),
            remedy=Text(
                zh=f"可选：{'、'.join(library.names())}", en=f"Choose one of: {', '.join(library.names())}"
            ),
        )
    return library.source(name)


def upload(store: Store, survey_id: int, content: bytes, *, actor: Actor, at: datetime) -> None:
    """Take a YAML file as the draft.

    :raises Refusals: the file cannot be read; everything wrong with it is named.
    """
    draft(store, survey_id, read_file(content), actor=actor, at=at, source="file")


def read_file(content: bytes) -> Questionnaire:
    """The questionnaire of a YAML file.

    :raises Refusals: the file cannot be read; everything wrong with it is named.
    """
    if len(content) > LARGEST_FILE:
        raise Refusal(
            "too_large",
            place="file",
            reason=Text(
                zh="文件超过 2 MB，不像问卷", en="The file has more than 2 MB, too large for a questionnaire"
            ),
            remedy=Text(zh="请选 YAML 问卷文件", en="Choose a questionnaire in YAML"),
        )
    try:
        return yaml.load(content)
    except FormatError as error:
        raise Refusals([refusal(finding) for finding in error.findings]) from error


def draft(
    store: Store,
    survey_id: int,
    questionnaire: Questionnaire,
    *,
    actor: Actor,
    at: datetime,
    source: str = "",
) -> None:
    """Take a questionnaire as the draft; settings it also has keep their choice."""
    with store.writing() as session:
        survey = changeable(session, survey_id)
        changing.replace(session, survey, document_of(questionnaire), source, actor=actor, at=at)
        log_survey(
            session,
            actor,
            "questionnaire.drafted",
            at,
            survey,
            {"source": source, "name": questionnaire.name},
        )


def set_settings(
    store: Store, survey_id: int, settings: Mapping[str, bool], *, actor: Actor, at: datetime
) -> None:
    """Choose the settings of the questionnaire, such as core or extended.

    :raises Refusal: there is no draft, or a setting is unknown.
    """
    with store.writing() as session:
        survey = changeable(session, survey_id)
        whole = _whole(survey)
        taken_by(whole, settings)
        survey.settings = dict(settings)
        log_survey(session, actor, "questionnaire.configured", at, survey, {"settings": dict(settings)})


def draft_of(store: Store, survey_id: int) -> Draft | None:
    """The draft of a survey with the findings about it; None before one is chosen."""
    with store.reading() as session:
        survey = stored.get(session, survey_id)
        if survey.draft is None:
            return None
        whole = _whole(survey)
        current = stored_versions.current_named(session, survey_id)
        settings = dict(survey.settings)
        try:
            lists = from_frame(session, survey_id, whole)
        except Refusal:  # units lack a town: said when it is to be published
            lists = {}
    chosen = {one.name: settings.get(one.name, one.default) for one in whole.settings}
    try:
        taken = as_chosen(with_lists(whole, lists) if lists else whole, settings)
    except Refusal:
        return Draft(whole, whole, chosen, check(whole), is_published=False, digest="")
    digest = version_hash(taken)
    is_published = current is not None and current[1] == digest
    return Draft(whole, taken, chosen, check(taken), is_published, digest)


def publish(store: Store, survey_id: int, *, actor: Actor, at: datetime, seen: str | None = None) -> int:
    """Publish the draft as the next version and give its number; its list of units comes from the frame.

    ``seen`` is the hash of what the person looked at, where that is known.

    Who has begun keeps the version they began with; everybody after that gets this one.

    :raises Refusals: there is no draft, errors stand in it, units of the frame lack a town, nothing
        has changed since the last version, the draft lacks the approval that is demanded, or the
        survey is open or will open by itself and the questionnaire quotes what is not there, or
        somebody changed the draft meanwhile.
    """
    digest_checked, _revision = checked(store, survey_id)
    if seen is not None and seen != digest_checked:
        with store.reading() as session:
            raise changed_meanwhile(stored.without_draft(session, survey_id))
    with store.writing() as session:
        survey = changeable(session, survey_id)
        if survey.draft is not None:
            fill_before_publishing(session, survey, actor=actor, at=at)
        taken = as_chosen(_whole(survey), survey.settings)
        digest = version_hash(taken)
        if digest != digest_checked:
            raise changed_meanwhile(survey)
        current = stored_versions.current(session, survey_id)
        if current is not None and current.hash == digest:
            raise Refusal(
                "unchanged",
                place=survey.code,
                reason=Text(
                    zh=f"问卷与第 {current.number} 版完全相同",
                    en=f"The questionnaire is the same as version {current.number}",
                ),
                remedy=Text(zh="不需要再发布", en="There is nothing to publish"),
            )
        if survey.needs_approval and not stored_approvals.approved(session, survey_id, digest):
            raise _not_approved(survey)
        if opening_of(survey, at).is_set:
            require_ready(store, session, survey, at, taken=taken)
        version = stored_versions.add(
            session,
            survey_id=survey_id,
            document=document_of(taken),
            digest=digest,
            published_at=at,
            published_by=actor.account_id,
            draft_revision=survey.draft_revision,
        )
        log_survey(
            session, actor, "questionnaire.published", at, survey, {"version": version.number, "hash": digest}
        )
        return version.number


def checked(store: Store, survey_id: int) -> tuple[str, int]:
    """The hash of what would be published, without errors, and the revision of the draft that it is.

    Checking takes time, which respondents' saves must not wait for: it is done outside any writing.
    """
    with store.reading() as session:
        whole, revision, settings = _with_frame(session, survey_id)
    taken = as_chosen(whole, settings)
    errors = [finding for finding in check(taken) if finding.severity is Severity.ERROR]
    if errors:
        raise Refusals([refusal(finding) for finding in errors])
    return version_hash(taken), revision


def digest_of(session: Session, survey_id: int, draft: Questionnaire | None = None) -> str | None:
    """The hash of what would be published now, whether or not errors stand in it; None where nothing can be.

    ``draft`` is the whole draft as it stands, where it is at hand; reading it takes longer than the hash.
    """
    try:
        whole, _revision, settings = _with_frame(session, survey_id, draft)
        return version_hash(as_chosen(whole, settings))
    except Refusal:
        return None


def _with_frame(
    session: Session, survey_id: int, draft: Questionnaire | None = None
) -> tuple[Questionnaire, int, dict[str, bool]]:
    """The draft with the lists of the frame, its revision, and the settings chosen."""
    survey = stored.get(session, survey_id)
    whole = draft or _whole(survey)
    lists = from_frame(session, survey_id, whole)
    return with_lists(whole, lists) if lists else whole, survey.draft_revision, dict(survey.settings)


def changed_meanwhile(survey: Survey) -> Refusal:
    """Somebody changed the draft while it was checked, or after it was put forward."""
    return Refusal(
        "draft_changed",
        place=survey.code,
        reason=Text(
            zh="检查的时候，有人改了问卷、设置或单位；没有发布",
            en="While it was checked, somebody changed the questionnaire, its settings or the units; "
            "nothing was published",
        ),
        remedy=Text(zh="请看过改动后再发布", en="Look at the changes and publish again"),
    )


def _not_approved(survey: Survey) -> Refusal:
    return Refusal(
        "not_approved",
        place=survey.code,
        reason=Text(
            zh="这次调查要求先批准再发布，现在的草稿还没有批准",
            en="This survey demands approval before publishing, and the draft as it stands has none",
        ),
        remedy=Text(
            zh="请先送审，由调查负责人批准；批准后草稿不要再改",
            en="Put it forward and let the survey's administrator approve it; do not change it after that",
        ),
    )


def versions(store: Store, survey_id: int) -> list[Published]:
    """The published versions of a survey without their documents, newest first."""
    with store.reading() as session:
        found = stored.versions(session, survey_id)
        return [Published(one.number, one.hash, one.published_at) for one in found]


def version(store: Store, survey_id: int, number: int) -> Questionnaire | None:
    """The questionnaire that was published under a number."""
    with store.reading() as session:
        found = stored.version(session, survey_id, number)
        return None if found is None else Questionnaire.model_validate(found.document)


def _whole(survey: Survey) -> Questionnaire:
    if survey.draft is None:
        raise Refusal(
            "no_questionnaire",
            place=survey.code,
            reason=Text(zh="还没有选问卷", en="No questionnaire was chosen yet"),
            remedy=Text(zh="请从问卷库选一份，或上传文件", en="Choose one from the library or upload a file"),
        )
    return Questionnaire.model_validate(survey.draft)


def taken_by(whole: Questionnaire, settings: Mapping[str, bool]) -> Questionnaire:
    """A questionnaire as a survey with these settings takes it.

    :raises Refusal: a setting is unknown, nothing is left to ask, or a shared list does not exist.
    """
    try:
        return configure(whole, settings)
    except SettingError as error:
        raise Refusal(error.code, place=error.place, reason=error.reason, remedy=error.remedy) from error
    except UnknownListError as error:
        raise Refusals([refusal(finding) for finding in check(whole)] or [_no_list(error)]) from error


def as_chosen(whole: Questionnaire, settings: Mapping[str, bool]) -> Questionnaire:
    """A draft as its survey takes it now.

    A choice may outlive its setting, which somebody took out of the draft or put back by undoing:
    it has no effect then.

    :raises Refusal: nothing is left to ask, or a shared list does not exist.
    """
    known = {setting.name for setting in whole.settings}
    return taken_by(whole, {name: value for name, value in settings.items() if name in known})


def _no_list(error: UnknownListError) -> Refusal:
    return Refusal(
        "list_unknown",
        place="lists",
        reason=Text(zh=f"问卷引用了没有的共用代码表：{error}", en=f"A shared list does not exist: {error}"),
        remedy=Text(zh="请核对 shared 的名称", en="Check the name after shared"),
    )
