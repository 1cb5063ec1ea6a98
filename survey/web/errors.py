"""Error pages: what happened, what was kept and what to do, never how it failed inside."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request, url_for
from flask_babel import LazyString, lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from reports.errors import ReportError
from survey.errors import Refusal, Unavailable, all_refusals
from survey.services.refusing import refused_by
from survey.store.unusable import machine_fault
from survey.web.language import say

LOG = logging.getLogger("kewen.web")
#: Fields of forms that are never written into a page.
SECRET = frozenset({"password", "again", "present"})


@dataclass(frozen=True)
class Explanation:
    """The words of an error page."""

    title: LazyString
    advice: LazyString


_ = lazy_gettext
EXPLANATIONS: Mapping[int, Explanation] = {
    400: Explanation(_("请求有误"), _("请返回上一页检查后重试。已保存的内容不受影响。")),
    403: Explanation(
        _("您不能打开这一页"), _("请从您的链接或填答码重新进入；工作人员请用有权限的账号登录。")
    ),
    404: Explanation(_("没有这一页"), _("请核对链接是否完整，或改用填答码进入。")),
    405: Explanation(_("不能这样打开这一页"), _("请返回上一页，用页面上的按钮继续。")),
    413: Explanation(_("内容太大"), _("这一次没有收下，已保存的内容不受影响。请减小后重试。")),
    429: Explanation(_("操作太频繁"), _("请稍等片刻再试。已保存的内容不受影响。")),
    500: Explanation(
        _("程序出错"), _("已保存的内容不受影响。请稍后重试；若再次出现，请把编号告诉工作人员。")
    ),
    503: Explanation(_("暂时无法保存"), _("此前已保存的内容不受影响。请稍后重试。")),
}
#: The same where the address is one of staff's pages, who have no answer code to come in by.
FOR_STAFF: Mapping[int, Explanation] = {
    403: Explanation(
        _("这项工作没有分给您的账号"),
        _("需要时，请这项调查的负责人在“人员与分工”里给您加上，再打开这一页。"),
    ),
    404: Explanation(
        _("没有这一页"),
        _("请核对网址；从“全部调查”进入，可以看到分给您的调查。东西被删除或改名以后，旧网址也打不开。"),
    ),
}
STAFF_PAGES = "/staff/"
CSRF = Explanation(
    _("页面放置太久，请重新提交"),
    _("没有丢失任何已保存的内容。请返回上一页，刷新后再提交一次；如仍不行，请允许本站使用 Cookie。"),
)
REFUSED = Explanation(_("没有完成"), _("没有改动任何内容。"))

#: The HTTP status of a refusal by its code; any other is 409, refused by the state of things.
STATUSES: Mapping[str, int] = {"not_found": 404, "busy": 503, "disk_full": 503, "too_many": 429}
RETRY_AFTER = {429: "30", 503: "5"}

LAST_RESORT = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>程序出错 · Error</title></head>
<body><main><h1>程序出错 <span lang="en">Something went wrong</span></h1>
<p>已保存的内容不受影响，请稍后重试。</p>
<p lang="en">What was saved is safe. Please try again later.</p><p>{request_id}</p></main></body></html>
"""


def show_errors(app: Flask) -> None:
    """Answer errors in our own words, as a page or, where a script asked, as JSON."""

    @app.errorhandler(CSRFError)
    def csrf(error: CSRFError) -> Response:
        return _answer(400, CSRF, code="form_expired")

    @app.errorhandler(ReportError)
    @app.errorhandler(Refusal)
    def refusal(error: Refusal | ReportError) -> Response:
        said = error if isinstance(error, Refusal) else refused_by(error)
        return _answer(STATUSES.get(error.code, 409), REFUSED, code=error.code, refusal=said)

    @app.errorhandler(Unavailable)
    def unavailable(error: Unavailable) -> Response:
        return _cannot_now(error.refusal)

    @app.errorhandler(OSError)
    def system(error: OSError) -> Response:
        fault = machine_fault(error)
        if fault is None:
            raise error
        return _cannot_now(fault)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400:
            return make_response(error.get_response())
        response = _answer(status, _explained(status), code=_name(status))
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response


def wants_json() -> bool:
    """Whether a script asked, which reads JSON and not pages."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def _explained(status: int) -> Explanation:
    fallback = EXPLANATIONS.get(status, EXPLANATIONS[500 if status >= 500 else 400])
    return FOR_STAFF.get(status, fallback) if request.path.startswith(STAFF_PAGES) else fallback


def _cannot_now(fault: Refusal) -> Response:
    """503: the machine cannot do it now. Its keeper reads why in the log, the visitor what to do."""
    fields = {"request": g.get("request_id", ""), "code": fault.code}
    LOG.error("unavailable: %s", fault.reason["en"], extra={"fields": fields})
    return _answer(503, EXPLANATIONS[503], code=fault.code, typed=_typed())


def _typed() -> list[tuple[str, str]]:
    """What a form brought, to be sent again from the page that says why not; never a password."""
    if request.method != "POST" or request.files or any(name in SECRET for name in request.form):
        return []
    return list(request.form.items(multi=True))


def _answer(
    status: int,
    words: Explanation,
    *,
    code: str,
    refusal: Refusal | None = None,
    typed: Sequence[tuple[str, str]] = (),
) -> Response:
    try:
        response = _said(status, words, code, refusal, typed)
    except Exception:
        # The page of an error must not fail for the same cause as the page before it.
        if status < 500:
            raise
        response = Response(LAST_RESORT.format(request_id=g.get("request_id", "")))
    response.status_code = status
    if status in RETRY_AFTER:
        response.headers.setdefault("Retry-After", RETRY_AFTER[status])
    return response


def _said(
    status: int, words: Explanation, code: str, refusal: Refusal | None, typed: Sequence[tuple[str, str]]
) -> Response:
    each = all_refusals(refusal) if refusal else ()
    if wants_json():
        told = [{"place": one.place, "reason": say(one.reason), "remedy": say(one.remedy)} for one in each]
        title, advice, request_id = str(words.title), str(words.advice), g.get("request_id", "")
        return jsonify(error=code, title=title, advice=advice, refused=told, request=request_id)
    page = render_template(
        "error.html",
        status=status,
        words=words,
        refusals=each,
        typed=typed,
        ways=_ways(status),
        again=request.full_path if request.query_string else request.path,
        request_id=g.get("request_id", ""),
    )
    return Response(page)


def _ways(status: int) -> list[tuple[str, LazyString]]:
    """Where the visitor can go on: staff to the survey that refused something, and to all of theirs."""
    if not request.path.startswith(STAFF_PAGES) or "surveys.listing" not in current_app.view_functions:
        return [(url_for("front.page"), _("回到首页"))]
    ways = [(url_for("surveys.listing"), _("全部调查"))]
    code = (request.view_args or {}).get("survey")
    if code is not None and status not in FOR_STAFF:
        ways.insert(0, (url_for("surveys.overview", survey=code), _("回到这次调查的总览")))
    return ways


def _name(status: int) -> str:
    try:
        return HTTPStatus(status).name.lower()
    except ValueError:
        return f"status_{status}"
