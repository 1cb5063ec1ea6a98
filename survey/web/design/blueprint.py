"""The blueprints of designing: pages, and the doors, whose every answer is JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from questionnaires.editing import ConflictError, EditError
from survey.errors import Refusal, Unavailable, all_refusals
from survey.web.errors import STATUSES
from survey.web.language import say

blueprint = Blueprint("design", __name__, url_prefix="/staff")
doors_blueprint = Blueprint("doors", __name__)


@doors_blueprint.errorhandler(EditError)
def edit_error(error: EditError) -> ResponseReturnValue:
    """The change cannot be made; nothing was written."""
    return jsonify(told(error)), status_of(error)


@doors_blueprint.errorhandler(Refusal)
def refused(error: Refusal) -> ResponseReturnValue:
    """The state of things forbids it; nothing was written."""
    each = [told(one) for one in all_refusals(error)]
    return jsonify({**each[0], "each": each}), STATUSES.get(error.code, 422)


@doors_blueprint.errorhandler(Unavailable)
def unavailable(error: Unavailable) -> ResponseReturnValue:
    """The machine cannot do it now."""
    said = {"code": error.refusal.code, "place": "", "reason": _("暂时无法保存。")}
    return jsonify({**said, "remedy": _("您的改动还没有写入，请稍后再试。")}), 503


@doors_blueprint.errorhandler(CSRFError)
def expired(error: CSRFError) -> ResponseReturnValue:
    """The page was open too long."""
    said = {"code": "form_expired", "place": "", "reason": _("页面放得太久了，这一次没有写入。")}
    return jsonify({**said, "remedy": _("请刷新页面；已写入的改动都在。")}), 400


@doors_blueprint.errorhandler(HTTPException)
def http(error: HTTPException) -> ResponseReturnValue:
    """Not allowed, not there, not readable."""
    status = error.code or 500
    words = {
        400: (_("请求读不懂，没有写入。"), _("请刷新页面再试。")),
        403: (_("您的分工不包括这一步。"), _("请联系这次调查的负责人。")),
        404: (_("没有找到。"), _("请刷新页面再试。")),
        413: (_("这一次送来的内容太大，没有写入。"), _("请分几次做。")),
    }
    reason, remedy = words.get(status, (_("程序出错，没有写入。"), _("请稍后再试。")))
    code = "signed_out" if status == 403 and g.get("visitor") is None else f"http_{status}"
    if code == "signed_out":
        status, reason, remedy = (
            401,
            _("您已退出登录。"),
            _("请在另一个窗口登录，再回到这里；没有写入的改动还在页面上。"),
        )
    return jsonify({"code": code, "place": "", "reason": reason, "remedy": remedy}), status


def told(error: EditError | Refusal) -> dict[str, Any]:
    """An error in the language of the person; of a conflict also what stands there now."""
    found = {
        "code": error.code,
        "place": error.place,
        "reason": say(error.reason),
        "remedy": say(error.remedy),
    }
    return {**found, "current": error.current} if isinstance(error, ConflictError) else found


def status_of(error: EditError) -> int:
    """409 where somebody was faster, 404 where the part is gone, else 422."""
    return 409 if isinstance(error, ConflictError) else {"not_found": 404}.get(error.code, 422)
