"""A change that cannot be made, in words for the person who made it."""

from __future__ import annotations

from typing import Any

from questionnaires.text import Text


class EditError(ValueError):
    """A change cannot be made; nothing was changed.

    ``code`` is one of ``not_found``, ``name_taken``, ``invalid``, ``in_use``, ``not_here`` or
    ``conflict``; ``place`` is a path by names such as ``question:sex/label``.
    """

    def __init__(self, code: str, place: str, reason: Text, remedy: Text) -> None:
        super().__init__(f"{place}: {reason.say('en')}")
        self.code = code
        self.place = place
        self.reason = reason
        self.remedy = remedy


class ConflictError(EditError):
    """What the change saw is no longer there: ``current`` is what stands there now (None: nothing)."""

    def __init__(self, place: str, current: Any) -> None:
        super().__init__(
            "conflict",
            place,
            Text(
                zh="这里刚被别人改过，您的改动没有写入。",
                en="Somebody changed this in the meantime; your change was not written.",
            ),
            Text(
                zh="请看现在的内容，再决定用哪一个。",
                en="Look at what stands there now and choose which one to keep.",
            ),
        )
        self.current = current


def not_found(place: str) -> EditError:
    """What was to be changed is not there."""
    return EditError(
        "not_found",
        place,
        Text(zh="要改的内容已经不在了。", en="What was to be changed is no longer there."),
        Text(zh="可能刚被别人删除；请刷新后再看。", en="Somebody may have removed it; look again."),
    )


def name_taken(place: str, name: str) -> EditError:
    """A name or code is in use already."""
    return EditError(
        "name_taken",
        place,
        Text(zh=f"“{name}”已经用了。", en=f"“{name}” is in use already."),
        Text(zh="请换一个。", en="Choose another."),
    )
