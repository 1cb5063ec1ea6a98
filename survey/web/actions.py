"""Words for what the log of events names."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from survey.services.happenings import Happening


def words_of(event: Happening) -> str:
    """What happened, in a sentence; an action without words here is shown by its name."""
    values: dict[str, Any] = {"subject": event.subject, **event.detail}
    return _words(values).get(event.action, event.action)


def _words(values: dict[str, Any]) -> dict[str, str]:
    subject, number = values["subject"], values.get("version", "")
    added, changed = values.get("added", 0), values.get("changed", 0)
    return {
        "survey.created": _("建立调查"),
        "survey.edited": _("修改调查信息"),
        "survey.cloned": _("由上一轮调查 %(former)s 建立", former=values.get("from", "")),
        "survey.scheduled": _("设定起止时间"),
        "survey.opened": _("开放填答"),
        "survey.closed": _("结束填答"),
        "survey.archived": _("归档"),
        "survey.taken_out": _("取消归档"),
        "questionnaire.drafted": _("放入问卷草稿 %(name)s", name=values.get("name", "")),
        "questionnaire.configured": _("选定问卷设置"),
        "questionnaire.published": _("发布问卷第 %(number)s 版", number=number),
        "questionnaire.units_filled": _("用抽样框的单位换掉问卷里的单位名单"),
        "stratum.added": _("登记层 %(subject)s", subject=subject),
        "stratum.changed": _("修改层 %(subject)s", subject=subject),
        "stratum.removed": _("删除层 %(subject)s", subject=subject),
        "strata.imported": _("导入层：新增 %(added)s，修改 %(changed)s", added=added, changed=changed),
        "unit.added": _("登记单位 %(subject)s", subject=subject),
        "unit.changed": _("修改单位 %(subject)s", subject=subject),
        "unit.removed": _("删除单位 %(subject)s", subject=subject),
        "units.imported": _("导入单位：新增 %(added)s，修改 %(changed)s", added=added, changed=changed),
        "roles.changed": _("更改 %(subject)s 的分工", subject=subject),
        "copies.issued": _(
            "发放第 %(subject)s 批 %(count)s 份", subject=subject, count=values.get("count", "")
        ),
        "copy.spoiled": _("作废 %(subject)s", subject=subject),
        "copy.restored": _("恢复 %(subject)s", subject=subject),
        "copy.reissued": _("补发 %(subject)s", subject=subject),
        "entrances.made": _("建立公共入口"),
        "entrance.closed": _("停用公共入口"),
        "slips.made": _("生成填答条"),
        "response.decided": _("审核一份答卷"),
        "responses.decided": _("批量审核答卷"),
        "responses.imported": _("导入答卷"),
        "response.withdrawn": _("填答人撤回答卷"),
        "response.erased": _("按填答人的要求删除答卷"),
        "quality.thresholds": _("修改质量标记的界限"),
        "report.made": _("生成报告"),
        "suggestion.cleared": _("整理一条意见建议"),
        "account.first": _("建立第一个管理员 %(subject)s", subject=subject),
        "account.created": _("建立账号 %(subject)s", subject=subject),
        "account.renamed": _("修改 %(subject)s 的姓名", subject=subject),
        "account.disabled": _("停用账号 %(subject)s", subject=subject),
        "account.enabled": _("启用账号 %(subject)s", subject=subject),
        "account.made_administrator": _("把 %(subject)s 设为管理员", subject=subject),
        "account.no_administrator": _("取消 %(subject)s 的管理员", subject=subject),
        "account.reset_offered": _("给 %(subject)s 生成设置密码的链接", subject=subject),
        "account.password_set": _("用链接设置密码"),
        "account.password_changed": _("更改密码"),
        "session.begun": _("登录"),
        "session.ended": _("退出"),
        "session.others_ended": _("退出其他地方的登录"),
        "quality.reviewed": _("重新核查质量标记"),
        "snapshot.frozen": _("冻结数据"),
        "snapshot.withdrawn": _("撤下冻结的数据"),
        "texts.exported": _("导出文字回答"),
    }
