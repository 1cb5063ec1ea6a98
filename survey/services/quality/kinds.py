"""What each flag means, and what flags together propose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from questionnaires.model import Questionnaire
from questionnaires.text import Text


class FlagKind(StrEnum):
    """How a flag counts.

    ``quality``: careless answering; two of them propose a look, three propose invalid.
    ``look``: one is enough for a look, and none ever proposes invalid. ``privacy``: about
    what must be struck out before quoting, never about validity.
    """

    QUALITY = "quality"
    LOOK = "look"
    PRIVACY = "privacy"


class Proposal(StrEnum):
    """What the flags of a response propose."""

    NONE = "none"
    NOTE = "note"
    REVIEW = "review"
    INVALID = "invalid"


SPEED = "speed"
STRAIGHT = "straight_line"
ATTENTION = "attention"
DUPLICATE = "duplicate"
DEVICE = "device"
NUMBERS = "own_number"
CONFIRMED = "confirmed"

KINDS: Mapping[str, FlagKind] = {
    SPEED: FlagKind.QUALITY,
    STRAIGHT: FlagKind.QUALITY,
    ATTENTION: FlagKind.QUALITY,
    DUPLICATE: FlagKind.LOOK,
    DEVICE: FlagKind.LOOK,
    CONFIRMED: FlagKind.LOOK,
    NUMBERS: FlagKind.PRIVACY,
}
LABELS: Mapping[str, Text] = {
    SPEED: Text(zh="填答过快", en="Answered too fast"),
    STRAIGHT: Text(zh="矩阵题一路同选", en="The same answer down a matrix"),
    ATTENTION: Text(zh="注意力检查行选错", en="Attention row answered wrongly"),
    DUPLICATE: Text(
        zh="与同一设备 10 分钟内的另一份几乎相同",
        en="Nearly the same as another from this device within 10 minutes",
    ),
    DEVICE: Text(zh="同一设备提交超过 5 份", en="More than 5 submitted from one device"),
    CONFIRMED: Text(zh="本人确认过不寻常的回答", en="Unusual answers, confirmed by the person"),
    NUMBERS: Text(zh="文字中有电话、证件号等", en="A text holds a phone or identity number"),
}
PROPOSALS: Mapping[Proposal, Text] = {
    Proposal.NONE: Text(zh="没有标记", en="No flags"),
    Proposal.NOTE: Text(zh="有提示，不影响有效性", en="A note only"),
    Proposal.REVIEW: Text(zh="建议人工查看", en="Worth a look"),
    Proposal.INVALID: Text(zh="建议判为无效", en="Proposed as invalid"),
}


def kind_of_flag(code: str) -> FlagKind:
    """How a flag counts; a review of the questionnaire asks for a look."""
    return KINDS.get(code, FlagKind.LOOK)


def flag_label(code: str, questionnaire: Questionnaire | None = None) -> Text:
    """What a flag says; for a review of the questionnaire, its own words."""
    if code in LABELS:
        return LABELS[code]
    reviews = questionnaire.reviews if questionnaire is not None else ()
    return next((review.label for review in reviews if review.code == code), Text(zh=code, en=code))


def proposal_of(codes: Iterable[str]) -> Proposal:
    """What flags propose together: three of quality invalid, two a look, one of ``look`` a look."""
    kinds = [kind_of_flag(code) for code in codes]
    quality = kinds.count(FlagKind.QUALITY)
    if quality >= 3:
        return Proposal.INVALID
    if quality >= 2 or FlagKind.LOOK in kinds:
        return Proposal.REVIEW
    return Proposal.NOTE if kinds else Proposal.NONE
