"""One question in several waves: which variable it is in each, and which codes mean the same.

What two questionnaires say differently is judged by :mod:`questionnaires.differences`; here the judgement is
kept. Nothing is guessed: what is broken is refused, and what a person must read first is joined only once
somebody has said that both ask the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from questionnaires.text import Text
from reports.errors import ReportError

Kind = Literal["code", "multiple", "number"]
Judged = Literal["same", "harmonisable", "broken"]

RECODED = Text(
    zh="“{wave}”的代码 {own} 对应 {code} “{label}”（文字相同）。",
    en="Code {own} of {wave} is {code} “{label}” (same wording).",
)
MERGED = Text(
    zh="“{wave}”的“{own}”按分析人员的指定并入“{label}”。",
    en="“{own}” of {wave} is joined with “{label}”, as the analyst said.",
)
ONLY_SOME = Text(
    zh="“{label}”不是每轮都有的选项，不比较；选它的人仍在各占比的分母中，当时可能有人因此改选了别的项。",
    en="“{label}” was not offered in every wave and is not compared. Who chose it is still in the base of all "
    "shares; where it lacked, some may have chosen another option.",
)
ACCEPTED = Text(
    zh="与“{wave}”的问法有差异，由分析人员判断问的是同一件事：{why}。",
    en="The wording differs from {wave}; the analyst took both for the same question: {why}.",
)


@dataclass(frozen=True)
class Asked:
    """A question in one wave. ``columns`` is by option the variable of a multiple choice, else empty.

    ``name`` is its variable or group in the data of the wave; ``codes`` are its options that are answers.
    """

    wave: Text
    name: str
    kind: Kind
    codes: Mapping[str, Text] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One difference between two waves as it was judged: what it was, what it is now, and why that matters."""

    judged: Judged
    was: Text
    now: Text
    why: Text


@dataclass(frozen=True)
class Earlier:
    """The question in another wave than the one that labels are taken from.

    ``recoded`` gives the code of that wave for a code of this one, of options that only have another code.
    """

    asked: Asked
    findings: tuple[Finding, ...] = ()
    recoded: Mapping[str, str] = field(default_factory=dict)

    @property
    def judged(self) -> Judged:
        """The gravest judgement among the differences."""
        found = {one.judged for one in self.findings}
        return "broken" if "broken" in found else "harmonisable" if "harmonisable" in found else "same"


@dataclass(frozen=True)
class Harmonised:
    """A question that can be compared: by wave its variable (``names``) and the common code of each own one.

    Of a multiple choice the own one is the variable of the option.

    ``categories`` are the common codes that every wave has, in the order of the newest; ``notes`` say what was
    recoded, merged, left out and accepted.
    """

    label: Text
    kind: Kind
    names: tuple[str, ...]
    codes: tuple[Mapping[str, str], ...]
    categories: Mapping[str, Text]
    notes: tuple[Text, ...] = ()


def harmonise(
    label: Text,
    newest: Asked,
    earlier: Sequence[Earlier],
    *,
    accepted: bool = False,
    into: Mapping[str, str] | None = None,
) -> Harmonised:
    """The question in every wave, the earlier ones in the order given and ``newest`` last.

    ``accepted`` says that a person has read what differs and takes it for the same question; ``into`` joins a
    code that lacks in some wave with another one, in all waves.

    :raises ReportError: ``trends.broken``, the answers cannot stand in one table; ``trends.judgement``, a person
        must decide first; ``trends.into``, what is to be joined is no such code or no single choice.
    """
    for one in earlier:
        _require_joinable(one, newest, accepted=accepted)
    chosen = dict(into or {})
    every = [*(_common(one) for one in earlier), {code: code for code in newest.codes}]
    known = {code for mapping in every for code in mapping.values()}
    _require_targets(chosen, newest, known)
    merged = [
        {own: chosen.get(code, code) for own, code in mapping.items()} if mapping else mapping
        for mapping in every
    ]
    asked = [*(one.asked for one in earlier), newest]
    shared = set.intersection(*(set(mapping.values()) for mapping in merged)) if newest.codes else set()
    categories = {code: words for code, words in newest.codes.items() if code in shared}
    if newest.kind != "number" and not categories:
        raise ReportError(
            "trends.broken",
            newest.name,
            Text(zh="各轮调查没有共同的选项。", en="The waves have no option in common."),
            Text(zh="请分别看各轮的表。", en="Look at the tables of each wave."),
        )
    notes = _notes(asked, every, merged, categories, newest, earlier)
    kept = tuple(
        {one.columns.get(own, own): code for own, code in mapping.items() if code in categories}
        for one, mapping in zip(asked, merged, strict=True)
    )
    return Harmonised(label, newest.kind, tuple(one.name for one in asked), kept, categories, notes)


def _common(one: Earlier) -> dict[str, str]:
    """The code of the newest wave for each code of an earlier one."""
    return {own: one.recoded.get(own, own) for own in one.asked.codes}


def _require_joinable(one: Earlier, newest: Asked, *, accepted: bool) -> None:
    broken = [each for each in one.findings if each.judged == "broken"]
    if broken or one.asked.kind != newest.kind:
        raise ReportError(
            "trends.broken",
            newest.name,
            _said("与“{wave}”不能合并比较：{why}", "Cannot be compared with {wave}: {why}", one, broken),
            Text(
                zh="请分别看各轮的表，或换一道问法相同的题。",
                en="Look at the tables of each wave, or take a question that was asked alike.",
            ),
        )
    open_ones = [each for each in one.findings if each.judged == "harmonisable"]
    if open_ones and not accepted:
        raise ReportError(
            "trends.judgement",
            newest.name,
            _said("与“{wave}”的问法有差异：{why}", "Asked otherwise in {wave}: {why}", one, open_ones),
            Text(
                zh="请先读下面列出的差异，判断问的是不是同一件事，再比较。",
                en="Read the differences below and say whether both ask the same, then compare.",
            ),
        )


def _require_targets(chosen: Mapping[str, str], newest: Asked, known: set[str]) -> None:
    wrong = {*chosen, *chosen.values()} - known
    if not chosen or (newest.kind == "code" and not wrong and not set(chosen) & set(chosen.values())):
        return
    raise ReportError(
        "trends.into",
        ", ".join(sorted(wrong)) or newest.name,
        Text(
            zh="要并入的选项不存在、又被别的项并入，或不是单选题。",
            en="An option to join is unknown, is joined itself, or the question is no single choice.",
        ),
        Text(
            zh="请从列出的选项中选择；多选题一人可选几项，不能相加。",
            en="Choose among the options listed; options of a multiple choice cannot be added up.",
        ),
    )


def _notes(
    asked: Sequence[Asked],
    every: Sequence[Mapping[str, str]],
    merged: Sequence[Mapping[str, str]],
    categories: Mapping[str, Text],
    newest: Asked,
    earlier: Sequence[Earlier],
) -> tuple[Text, ...]:
    found: list[Text] = []
    for one in earlier:
        open_ones = [finding for finding in one.findings if finding.judged == "harmonisable"]
        if open_ones:
            found.append(_said(ACCEPTED["zh-CN"], ACCEPTED["en"], one, open_ones))
    left: dict[str, Text] = {}
    for each, before, after in zip(asked, every, merged, strict=True):
        for own, code in before.items():
            words = newest.codes.get(code, each.codes[own])
            if own != code:
                found.append(_filled(RECODED, wave=each.wave, own=own, code=code, label=words))
            if after[own] != code and after[own] in categories:
                label = categories[after[own]]
                found.append(_filled(MERGED, wave=each.wave, own=each.codes[own], label=label))
            elif after[own] not in categories:
                left.setdefault(code, words)
    found += [_filled(ONLY_SOME, label=words) for words in left.values()]
    return tuple(found)


def _said(zh: str, en: str, one: Earlier, findings: Sequence[Finding]) -> Text:
    whys = {each.why.say("zh-CN"): each.why.say("en") for each in findings}
    if not whys:
        whys = {"题型不同": "another kind of question"}
    said = _filled(
        Text(zh=zh, en=en), wave=one.asked.wave, why=Text(zh="；".join(whys), en="; ".join(whys.values()))
    )
    # Some reasons are questions, which end a sentence themselves.
    return Text({tag: words.replace("？。", "？").replace("?.", "?") for tag, words in said.items()})


def _filled(text: Text, **parts: Text | str) -> Text:
    """Fill places with texts, each in its own language."""
    return Text(
        {
            language: words.format(
                **{key: one.say(language) if isinstance(one, Text) else one for key, one in parts.items()}
            )
            for language, words in text.items()
        }
    )
