"""What the rule builder and the checks of the designer say."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import pgettext


def rule_words() -> dict[str, str]:
    """The builder: how conditions are joined, compared and told."""
    return {
        "and": _("并且"),
        "or": _("或者"),
        "join.and": _("下面都满足"),
        "join.or": _("下面满足任意一条"),
        "join.not.and": _("下面没有全部满足"),
        "join.not.or": _("下面一条也不满足"),
        "op.=": pgettext("designer", "是"),
        "op.!=": pgettext("designer", "不是"),
        "op.>=": _("不小于"),
        "op.<=": _("不大于"),
        "op.>": _("大于"),
        "op.<": _("小于"),
        "op.date.>=": _("不早于"),
        "op.date.<=": _("不晚于"),
        "op.date.>": _("晚于"),
        "op.date.<": _("早于"),
        "op.answered": _("已经填了"),
        "op.empty": _("没有填"),
        "op.selected": _("包含"),
        "op.not selected": _("不包含"),
        "op.count-selected >=": _("选了不少于（项）"),
        "op.count-selected <=": _("选了不多于（项）"),
        "op.count-selected =": _("正好选了（项）"),
        "op.count-selected !=": _("选的项数不是"),
        "op.count-selected >": _("选了多于（项）"),
        "op.count-selected <": _("选了少于（项）"),
        "op.count >=": _("填了不少于（行）"),
        "op.count <=": _("填了不多于（行）"),
        "op.count =": _("正好填了（行）"),
        "op.count !=": _("填的行数不是"),
        "op.count >": _("填了多于（行）"),
        "op.count <": _("填了少于（行）"),
        "op.sum >=": _("合计不小于"),
        "op.sum <=": _("合计不大于"),
        "op.sum =": _("合计是"),
        "op.sum !=": _("合计不是"),
        "op.sum >": _("合计大于"),
        "op.sum <": _("合计小于"),
        "rule.add": _("加一条"),
        "rule.add.group": _("加一组"),
        "rule.begin": _("设条件"),
        "rule.build": _("改条件"),
        "rule.drop": _("去掉这一条"),
        "rule.drop.group": _("去掉这一组"),
        "rule.expression": _("表达式"),
        "rule.expression.hint": _(
            "例如 ${age} >= 60 and selected(${act}, '1')。写的时候上面会解释成一句话。"
        ),
        "rule.field": _("看哪一题"),
        "rule.facts": pgettext("designer", "调查信息"),
        "rule.gone": _("{name}（现在没有）"),
        "rule.group": _("一组条件"),
        "rule.join": _("怎样才算"),
        "rule.none": _("没有条件。"),
        "rule.nothing_before": _("前面还没有题，设不了条件。"),
        "rule.op": _("怎么比"),
        "rule.pick": _("请选"),
        "rule.remove": _("去掉条件"),
        "rule.type": _("写表达式"),
        "rule.unfinished": _("还没有写完，写完才保存。"),
        "rule.unreadable": _("这个表达式读不懂。"),
        "rule.value": _("什么值"),
        "rule.when": _("当"),
        "rule.written": _("（用表达式写的）"),
        "rule.written.hint": _("这一条请用“写表达式”来改。"),
    }


def check_words() -> dict[str, str]:
    """Checks and early ends."""
    return {
        "check.add": _("加一条校验"),
        "check.hard": _("不符合就不能往下走"),
        "check.level": _("不符合时"),
        "check.message": _("给填答人看的话"),
        "check.message.hint": _("说清楚哪里不对、怎么改。"),
        "check.remove": _("去掉这条校验"),
        "check.require": _("应当成立的条件"),
        "check.soft": _("请人确认，确认了可以往下走"),
        "checks": _("校验"),
        "checks.hint": _("答案之间对不上时提醒，例如工作年数比年龄还大。"),
        "ending.add": _("加一个提前结束"),
        "ending.ask": _("结束页上还请答的题"),
        "ending.ask.none": _("加一题"),
        "ending.ineligible": _("不属于调查对象"),
        "ending.message": _("结束时说的话"),
        "ending.outcome": _("结果记作"),
        "ending.refused": _("不同意参加"),
        "ending.remove": _("去掉"),
        "ending.when": _("在什么情况下结束"),
        "endings": _("提前结束"),
        "endings.hint": _("答完这一页，符合条件的人到此结束，例如不在本县工作。"),
    }
