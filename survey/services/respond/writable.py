"""Whether answers of a response may still be changed, and the refusals where not."""

from __future__ import annotations

from questionnaires.text import Text
from survey.errors import Refusal
from survey.store.tables import Response

RETURNED = frozenset({"submitted", "valid", "invalid"})


def is_returned(response: Response) -> bool:
    """Whether a response was submitted and is under review; not a partial one that was decided upon."""
    return response.outcome in RETURNED and response.submitted_at is not None


def require_writable(response: Response, correcting: bool) -> None:
    """Raise unless answers of the response may be changed.

    :raises Refusal: ``already_submitted`` or ``taken_back``.
    """
    if is_returned(response) and not correcting:
        raise Refusal(
            "already_submitted",
            reason=Text(zh="这份答卷已经提交", en="This response has been submitted"),
            remedy=Text(zh="如需更正，请凭回执码进入", en="To correct it, come in with the receipt code"),
        )
    if response.outcome in {"withdrawn", "spoiled"} or response.erased_at is not None:
        raise Refusal(
            "taken_back",
            reason=Text(
                zh="这份答卷已经撤回、删除或作废", en="This response was withdrawn, deleted or spoiled"
            ),
            remedy=Text(
                zh="如有疑问，请与调查联系人联系", en="Please ask the survey's contact person if in doubt"
            ),
        )


def too_busy() -> Refusal:
    """The refusal of a write that was overtaken again and again."""
    return Refusal(
        "busy",
        reason=Text(
            zh="同时保存的次数太多，这一次没有保存", en="Too many saves at once; this one was not kept"
        ),
        remedy=Text(
            zh="请稍后再试，已填内容仍在页面上", en="Please try again; what you typed is still on the page"
        ),
    )
