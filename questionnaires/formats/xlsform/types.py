"""The question types of XLSForm: how they are spelt, and what becomes of each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from questionnaires.text import Text

_SELECTS = {
    "select_one": "select_one",
    "select one": "select_one",
    "select one from": "select_one",
    "select one using": "select_one",
    "select1": "select_one",
    "add select one prompt using": "select_one",
    "select_multiple": "select_multiple",
    "select multiple": "select_multiple",
    "select multiple from": "select_multiple",
    "select multiple using": "select_multiple",
    "select all that apply": "select_multiple",
    "select all that apply from": "select_multiple",
    "add select multiple prompt using": "select_multiple",
    "select_one_external": "select_external",
    "select_one_from_file": "select_one_file",
    "select one from file": "select_one_file",
    "select_multiple_from_file": "select_multiple_file",
    "select multiple from file": "select_multiple_file",
    "rank": "rank",
}
_SELECT = re.compile(
    r"(?P<command>" + "|".join(sorted(map(re.escape, _SELECTS), key=len, reverse=True)) + r")\s+(?P<list>\S+)"
    r"(?:\s+(?P<other>or specify other|or_other|or other))?",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    r"(?P<edge>begin|end)[\s_]+(?P<what>group|repeat|loop|lgroup|looped group)(?:\s+(?:over\s+)?(?P<list>\S+))?",
    re.IGNORECASE,
)
_PLAIN = {
    "integer": ("integer", "int", "add integer prompt", "q int"),
    "decimal": ("decimal", "add decimal prompt", "q decimal"),
    "text": ("text", "string", "add text prompt", "q string"),
    "date": ("date", "add date prompt", "q date"),
    "datetime": ("datetime", "date time", "add date time prompt", "q date time", "q datetime"),
    "time": ("time",),
    "note": ("note", "add note prompt", "q note"),
    "calculate": ("calculate", "add calculate prompt", "q calculate"),
    "range": ("range",),
    "acknowledge": ("acknowledge", "trigger", "q acknowledge", "add acknowledge prompt"),
    "percentage": ("percentage",),
    "days_in_month": ("number of days in last month",),
    "days_in_half_year": ("number of days in last six months",),
    "days_in_year": ("number of days in last year",),
    "phone": ("phone number",),
    "today": ("today", "get today"),
    "start": ("start", "start time", "get start time"),
    "hidden": ("hidden",),
}
_KNOWN = {spelling: kind for kind, spellings in _PLAIN.items() for spelling in spellings}
BOUNDS = {
    "percentage": (0, 100),
    "days_in_month": (0, 31),
    "days_in_half_year": (0, 183),
    "days_in_year": (0, 365),
}

# what a device records by itself, and answers that are no words, numbers or choices
_LEFT_OUT = {
    Text(zh="记录位置", en="it records a position"): (
        "geopoint", "geotrace", "geoshape", "gps", "location", "q geopoint", "q location", "add location prompt",
        "start-geopoint", "background-geopoint", "osm",
    ),
    Text(zh="拍照、录音、录像或传文件", en="it takes pictures, sounds, films or files"): (
        "image", "photo", "audio", "video", "file", "background-audio", "q picture", "q image", "q audio", "q video",
        "add image prompt", "add photo prompt", "add audio prompt", "add video prompt", "add file prompt",
    ),
    Text(zh="扫条码", en="it reads a barcode"): ("barcode", "q barcode", "add barcode prompt"),
    Text(zh="由采集设备自动填写", en="the device fills it in"): (
        "end", "end time", "get end time", "deviceid", "device id", "get device id", "imei", "username", "email",
        "phonenumber", "get phone number", "simserial", "sim id", "get sim id", "subscriberid", "subscriber id",
        "get subscriber id", "uri:deviceid", "uri:username", "uri:email", "uri:phonenumber", "uri:simserial",
        "uri:subscriberid", "audit",
    ),
    Text(zh="取外部文件里的数据", en="it takes data from another file"): ("xml-external", "csv-external"),
}  # fmt: skip
LEFT_OUT = {spelling: why for why, spellings in _LEFT_OUT.items() for spelling in spellings}
SETTINGS = {
    "form_title": "form_title",
    "set form title": "form_title",
    "form_id": "form_id",
    "set form id": "form_id",
}


@dataclass(frozen=True, slots=True)
class Type:
    """A type as read: its one name, the list of a choice, whether it asks for another answer.

    ``what`` is ``question``, ``begin``, ``end``, ``left_out``, ``setting`` or ``unknown``.
    """

    what: str
    name: str
    list: str = ""
    other: bool = False


def read_type(written: str) -> Type:
    """A cell of the column ``type``."""
    plain = " ".join(written.split())
    control = _CONTROL.fullmatch(plain)
    if control:
        what = control["what"].lower()
        name = {"lgroup": "repeat", "looped group": "repeat"}.get(what, what)
        return Type(control["edge"].lower(), name, control["list"] or "")
    select = _SELECT.fullmatch(plain)
    if select:
        name = _SELECTS[select["command"].lower()]
        if "${" in select["list"]:  # the options are what was answered elsewhere
            name = "select_multiple_file" if name == "select_multiple" else "select_one_file"
        return Type("question", name, select["list"], bool(select["other"]))
    lower = plain.lower()
    if lower in _KNOWN:
        return Type("question", _KNOWN[lower])
    if lower.split(" ")[0] == "osm" or lower in LEFT_OUT:
        return Type("left_out", "osm" if lower.startswith("osm") else lower)
    if lower.replace("_", " ") in SETTINGS or lower in SETTINGS:
        return Type("setting", SETTINGS.get(lower) or SETTINGS[lower.replace("_", " ")])
    return Type("unknown", plain)


def spellings() -> list[str]:
    """What people may have meant by an unknown type."""
    common = (
        "select_one",
        "select_multiple",
        "begin_group",
        "end_group",
        "begin_repeat",
        "end_repeat",
        "rank",
    )
    return [*common, *(spelling[0] for spelling in _PLAIN.values()), *LEFT_OUT]
