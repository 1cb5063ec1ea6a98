"""Words for what the log of events names.

Their context in the catalogues is ``log``: a button may say the same in Chinese, and in
English it commands where the log reports.
"""

from __future__ import annotations

from typing import Any

from flask_babel import pgettext

from questionnaires.text import Text
from survey.services.exports import NAMES
from survey.services.happenings import Happening
from survey.web.language import say


def words_of(event: Happening) -> str:
    """What happened, in a sentence; what a newer program did, of which nothing is known here, as something else."""
    values: dict[str, Any] = {"subject": event.subject, **event.detail}
    return _words(values).get(event.action) or pgettext("log", "其他操作")


def _words(values: dict[str, Any]) -> dict[str, str]:
    subject, number = values["subject"], values.get("version", "")
    added, changed = values.get("added", 0), values.get("changed", 0)
    return {
        "survey.created": pgettext("log", "建立调查"),
        "survey.edited": pgettext("log", "修改调查信息"),
        "survey.cloned": pgettext("log", "由上一轮调查 %(former)s 建立", former=values.get("from", "")),
        "survey.scheduled": pgettext("log", "设定起止时间"),
        "survey.opened": pgettext("log", "开放填答"),
        "survey.closed": pgettext("log", "结束填答"),
        "survey.archived": pgettext("log", "归档"),
        "survey.taken_out": pgettext("log", "取消归档"),
        "survey.link_destroyed": pgettext("log", "销毁对应表"),
        "survey.answers_erased": pgettext("log", "删除全部答案"),
        "questionnaire.drafted": pgettext("log", "放入问卷草稿 %(name)s", name=values.get("name", "")),
        "questionnaire.configured": pgettext("log", "选定问卷设置"),
        "questionnaire.changed": pgettext("log", "修改问卷草稿"),
        "questionnaire.submitted": pgettext("log", "把问卷草稿送审"),
        "questionnaire.approved": pgettext("log", "批准问卷草稿"),
        "questionnaire.returned": pgettext("log", "退回问卷草稿"),
        "questionnaire.withdrawn": pgettext("log", "撤回送审的问卷草稿"),
        "questionnaire.approval_demanded": pgettext("log", "改为先批准再发布"),
        "questionnaire.approval_not_demanded": pgettext("log", "改为不批准也能发布"),
        "questionnaire.published": pgettext("log", "发布问卷第 %(number)s 版", number=number),
        "questionnaire.units_filled": pgettext("log", "用抽样框的单位换掉问卷里的单位名单"),
        "stratum.added": pgettext("log", "登记层 %(subject)s", subject=subject),
        "stratum.changed": pgettext("log", "修改层 %(subject)s", subject=subject),
        "stratum.removed": pgettext("log", "删除层 %(subject)s", subject=subject),
        "strata.imported": pgettext(
            "log", "导入层：新增 %(added)s，修改 %(changed)s", added=added, changed=changed
        ),
        "unit.added": pgettext("log", "登记单位 %(subject)s", subject=subject),
        "unit.changed": pgettext("log", "修改单位 %(subject)s", subject=subject),
        "unit.removed": pgettext("log", "删除单位 %(subject)s", subject=subject),
        "units.imported": pgettext(
            "log", "导入单位：新增 %(added)s，修改 %(changed)s", added=added, changed=changed
        ),
        "roles.changed": pgettext("log", "更改 %(subject)s 的分工", subject=subject),
        "copies.issued": pgettext(
            "log", "发放第 %(subject)s 批 %(count)s 份", subject=subject, count=values.get("count", "")
        ),
        "copy.spoiled": pgettext("log", "作废 %(subject)s", subject=subject),
        "copy.restored": pgettext("log", "恢复 %(subject)s", subject=subject),
        "copy.reissued": pgettext("log", "补发 %(subject)s", subject=subject),
        "entrances.made": pgettext("log", "建立公共入口"),
        "entrance.closed": pgettext("log", "停用公共入口"),
        "slips.made": pgettext("log", "生成领取条"),
        "paper.made": pgettext("log", "生成纸质问卷"),
        "response.decided": pgettext("log", "审核一份答卷"),
        "responses.decided": pgettext("log", "批量审核答卷"),
        "responses.imported": pgettext("log", "导入答卷"),
        "response.withdrawn": pgettext("log", "填答人撤回答卷"),
        "response.erased": pgettext("log", "按填答人的要求删除答卷"),
        "quality.thresholds": pgettext("log", "修改质量标记的界限"),
        "report.made": pgettext("log", "生成报告"),
        "suggestion.cleared": pgettext("log", "整理一条意见建议"),
        "suggestion.changed": pgettext("log", "作者更正了整理过的意见建议"),
        "account.first": pgettext("log", "建立第一个管理员 %(subject)s", subject=subject),
        "account.created": pgettext("log", "建立账号 %(subject)s", subject=subject),
        "account.renamed": pgettext("log", "修改 %(subject)s 的姓名", subject=subject),
        "account.disabled": pgettext("log", "停用账号 %(subject)s", subject=subject),
        "account.enabled": pgettext("log", "启用账号 %(subject)s", subject=subject),
        "account.made_administrator": pgettext("log", "把 %(subject)s 设为管理员", subject=subject),
        "account.no_administrator": pgettext("log", "取消 %(subject)s 的管理员", subject=subject),
        "account.reset_offered": pgettext("log", "给 %(subject)s 生成设置密码的链接", subject=subject),
        "account.password_set": pgettext("log", "用链接设置密码"),
        "account.password_changed": pgettext("log", "更改密码"),
        "session.begun": pgettext("log", "登录"),
        "session.ended": pgettext("log", "退出"),
        "session.others_ended": pgettext("log", "退出其他地方的登录"),
        "quality.reviewed": pgettext("log", "重新核查质量标记"),
        "snapshot.frozen": pgettext("log", "冻结数据"),
        "snapshot.withdrawn": pgettext("log", "撤下冻结的数据"),
        "demonstration.begun": pgettext("log", "开始生成演示数据"),
        "demonstration.finished": pgettext("log", "演示数据已全部生成"),
        "template.copied": pgettext("log", "复制出报告模板 %(subject)s", subject=subject),
        "template.imported": pgettext("log", "导入报告模板 %(subject)s", subject=subject),
        "template.changed": pgettext("log", "修改报告模板 %(subject)s", subject=subject),
        "template.removed": pgettext("log", "删除报告模板 %(subject)s", subject=subject),
        "table.saved": pgettext("log", "存下一张表 %(subject)s", subject=subject),
        "table.changed": pgettext("log", "修改存下的表 %(subject)s", subject=subject),
        "table.renamed": pgettext("log", "给存下的表改名 %(subject)s", subject=subject),
        "table.removed": pgettext("log", "删除存下的表 %(subject)s", subject=subject),
        "tables.ordered": pgettext("log", "调整存下的表的次序"),
        "weights.saved": pgettext("log", "存下一套权数 %(subject)s", subject=subject),
        "weights.frozen": pgettext("log", "冻结权数 %(subject)s", subject=subject),
        "weights.removed": pgettext("log", "删除权数草稿 %(subject)s", subject=subject),
        "weights.usual": pgettext("log", "改为常用权数 %(subject)s", subject=subject),
        "boundaries.kept": pgettext("log", "放入 %(count)s 个区域的边界", count=values.get("areas", "")),
        "boundaries.removed": pgettext("log", "移除边界文件"),
        "data.exported": _exported(values),
        "texts.exported": pgettext("log", "导出文字回答"),
    }


def _exported(values: dict[str, Any]) -> str:
    """What was exported, with the replicate weights where it had any."""
    said = {
        "format": _format(values.get("format", "")),
        "profile": _profile(values.get("profile") or {}),
        "rows": values.get("rows", ""),
    }
    replicates = values.get("replicates")
    if not replicates:
        plain: str = pgettext("log", "导出数据（%(format)s，%(profile)s，%(rows)s 行）", **said)
        return plain
    whole: str = pgettext(
        "log",
        "导出数据（%(format)s，%(profile)s，%(rows)s 行，%(number)s 组重复权数：%(method)s）",
        **said,
        number=replicates["number"],
        method=replicates["method"],
    )
    return whole


def _format(name: str) -> str:
    """What a format of data is called."""
    return say(NAMES[name][1]) if name in NAMES else name


def _profile(kept: dict[str, Any]) -> str:
    """What a de-identification profile was called when it was used."""
    label = kept.get("label")
    return say(Text(label)) if isinstance(label, dict) and label else str(kept.get("name", ""))
