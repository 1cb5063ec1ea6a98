"""Requests that never reach the application, and the small pages that say why."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.text import Text

PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title_zh} · {title_en}</title>
</head>
<body>
<main>
<h1>{title_zh} <span lang="en">{title_en}</span></h1>
<p>{advice_zh}</p>
<p lang="en">{advice_en}</p>
<p>{request}</p>
</main>
</body>
</html>
"""


@dataclass(eq=False)
class TurnedAway(Exception):
    """A request is answered with ``status`` before the application sees it."""

    status: int
    title: Text
    advice: Text
    retry_after: int | None = None

    def page(self, request_id: str) -> bytes:
        """The page for a person, in both languages."""
        return PAGE.format(
            title_zh=self.title["zh-CN"],
            title_en=self.title["en"],
            advice_zh=self.advice["zh-CN"],
            advice_en=self.advice["en"],
            request=request_id,
        ).encode()


def malformed() -> TurnedAway:
    """The request contradicts itself."""
    return TurnedAway(
        400,
        Text(zh="请求有误", en="Bad request"),
        Text(zh="请返回上一页重试。", en="Please go back and try again."),
    )


def too_slow() -> TurnedAway:
    """The body did not arrive in time."""
    return TurnedAway(
        408,
        Text(zh="网络太慢，未收完", en="The connection was too slow"),
        Text(
            zh="这一次提交没有收完，此前已保存的内容不受影响。请返回上一页重试。",
            en="This was not received in full; what was saved before is safe. Please go back and try again.",
        ),
    )


def too_large(size: int) -> TurnedAway:
    """The body is larger than ``size`` bytes."""
    megabytes = max(1, size // (1024 * 1024))
    return TurnedAway(
        413,
        Text(zh="内容太大", en="Too large"),
        Text(
            zh=f"一次最多 {megabytes} MB，页面上写得更少的以页面为准。"
            "这一次没有收下，此前已保存的内容不受影响。请减小后重试。",
            en=f"At most {megabytes} MB at a time, or what the page says where that is less. "
            "This was not taken; what was saved before is safe.",
        ),
    )


def no_room(retry_after: int) -> TurnedAway:
    """The disk has no room for what came or for the answer to it."""
    return TurnedAway(
        503,
        Text(zh="暂时无法保存", en="Saving is not possible at the moment"),
        Text(
            zh="此前已保存的内容不受影响。请返回上一页，稍后重试。",
            en="What was saved before is safe. Please go back and try again later.",
        ),
        retry_after,
    )


def too_busy(retry_after: int) -> TurnedAway:
    """There is no room for the request now."""
    return TurnedAway(
        503,
        Text(zh="现在人多，请稍候", en="Busy at the moment"),
        Text(
            zh=f"此前已保存的内容不受影响。请在 {retry_after} 秒后重试。",
            en=f"What was saved before is safe. Please try again in {retry_after} seconds.",
        ),
        retry_after,
    )
