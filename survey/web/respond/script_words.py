"""What the phone's script says, in the language of the request."""

from __future__ import annotations

import json
from functools import cache

from flask_babel import gettext as _

from survey.web.language import current_language


def script_words() -> str:
    """What the script says, as JSON for an attribute of the page."""
    return _in_language(current_language())


@cache
def _in_language(language: str) -> str:
    """The words in ``language``, which is that of the request."""
    words = {
        "saving": _("正在保存…"),
        "saved": _("已保存"),
        "offline": _("离线，已存在本机，联网后自动发送"),
        "memory": _("离线，请不要关闭本页，联网后自动发送"),
        "lost": _("请重新打开您的链接，再接着填。本机上还留着没有发出的回答。"),
        "closed": _("没有保存成功。"),
        "unsent": _("下面的回答没有保存到调查里，也已从本机抹去。如有需要，请现在复制。"),
        "required": _("请回答这一题"),
        "row": _("请回答这一行"),
        "blank": _("这一题还没有回答"),
        "head": _("请看看下面几处"),
        "blanks": _("有几处还没有回答。可以补上，也可以直接点“下一页”。"),
        "sure": _("确认无误"),
        "error": _("错误："),
        "and": _("、"),
        "page": _("第 {n} 页，共 {m} 页"),
        "left": _("还剩 {n}{u}"),
        "over": _("多了 {n}{u}"),
        "full": _("合计正好"),
        "count": _("还可以写 {n} 个字"),
        "excess": _("超出 {n} 个字"),
        "wan": _("约 {n} 万"),
        "yi": _("约 {n} 亿"),
        "up": _("上移"),
        "down": _("下移"),
        "most": _("最多选 {n} 项，再点一次已选的可以取消"),
        "find": _("输入名称或拼音首字母查找"),
        "pick": _("请选择"),
        "network": _("现在没有网络。您的回答存在本机，联网后再继续。"),
        "twice": _("这一题在另一个页面或设备上也改过。那边是“{a}”，现在以这里的为准。如不对请改回。"),
        "newer": _("这一题后来在另一个页面或设备上改过，现在以那边的“{a}”为准。如不对请改回。"),
        "emptied": _("这一题后来在另一个页面或设备上清空了。如不对请重新填写。"),
        "unread": _("这里填的内容没有看懂，请重新填写"),
    }
    return json.dumps(words, ensure_ascii=False)
