"""What kind of file some bytes are, told by what is in them.

The names are those of :data:`.registry.FORMATS`. What is known but cannot be read is refused
with the way out.
"""

from __future__ import annotations

import re
from typing import NoReturn

from questionnaires.findings import Finding
from questionnaires.formats.decoding import encoding_of
from questionnaires.formats.error import FormatError
from questionnaires.formats.limits import MEGABYTE
from questionnaires.formats.packages import COMPOUND, ZIP
from questionnaires.text import Text

_HEAD = 64 * 1024
KNOWN = Text(
    zh="可以导入：Word（.docx）、问卷星文本（.txt）、XLSForm（.xlsx）、LimeSurvey（.lss）、SurveyJS（.json）、Qualtrics（.qsf）、YAML。",
    en="What can be imported: Word (.docx), Wenjuanxing text (.txt), XLSForm (.xlsx), LimeSurvey (.lss), "
    "SurveyJS (.json), Qualtrics (.qsf), YAML.",
)


def kind_of(content: bytes, place: str, extension: str) -> str:
    """The name of the format that the content has; ``extension`` settles what texts leave open.

    Raises FormatError: ``content_unknown``, ``file_old_or_locked``, and ``is_…`` for what cannot be read.
    """
    if content.startswith(ZIP):
        return _package(content, place)
    if content.startswith(COMPOUND):
        return _compound(content, place)
    for mark, code, zh, en in _NOT_READ:
        if content.startswith(mark):
            refuse(code, place, f"这是{zh}，不能导入。", f"This is {en}, which cannot be imported.", *_COPY)
    return _text_kind(_head(content), place, extension)


def _text_kind(head: str, place: str, extension: str) -> str:
    if head.startswith("<"):
        return _markup(head, place)
    if head.startswith(("{", "[")):
        return _json(head)
    if _is_tabs(head):
        return "limesurvey"
    if "\x00" in head:
        refuse(
            "content_unknown",
            place,
            "看不出这是什么文件。",
            "The content is of no known kind.",
            KNOWN.say("zh-CN"),
            KNOWN.say("en"),
        )
    if extension in (".csv", ".tsv"):
        refuse_data(place)
    if extension in (".yaml", ".yml") or _OWN_LINES.search(head):
        return "yaml"
    return "wenjuanxing"


_OWN_LINES = re.compile(r"^pages:\s*(#.*)?$", re.MULTILINE)
_NOT_READ = (
    (b"%PDF", "is_pdf", "PDF 文件", "a PDF file"),
    (b"{\\rtf", "is_rtf", "RTF 文件", "an RTF file"),
    (b"\x89PNG", "is_picture", "图片", "a picture"),
    (b"\xff\xd8\xff", "is_picture", "图片", "a picture"),
    (b"GIF8", "is_picture", "图片", "a picture"),
    (b"Rar!", "is_archive", "压缩包", "an archive"),
    (b"7z\xbc\xaf", "is_archive", "压缩包", "an archive"),
    (b"\x1f\x8b", "is_archive", "压缩包", "an archive"),
)
_COPY = (
    "请复制里面的文字粘贴进来，或用 Word 另存为 .docx。",
    "Copy its text and paste it, or save it as .docx with Word.",
)


def _head(content: bytes) -> str:
    head = content[:_HEAD]
    return head.decode(encoding_of(head, is_whole=False), "replace").lstrip("\ufeff \t\r\n")


def _package(content: bytes, place: str) -> str:
    head = content if len(content) < MEGABYTE else content[: MEGABYTE // 2] + content[-MEGABYTE // 2 :]
    if b"word/document.xml" in head:
        return "word"
    if b"xl/workbook.xml" in head:
        return "xlsform"
    return refuse(
        "is_archive",
        place,
        "这是压缩包，里面不是 Word 或 Excel 文件。",
        "This is an archive and neither a Word nor an Excel file.",
        "请先解压，再上传里面的问卷文件（例如 .lss、.docx、.xlsx）。",
        "Unpack it and choose the questionnaire in it (.lss, .docx, .xlsx).",
    )


def _compound(content: bytes, place: str) -> str:
    names = {name: name.encode("utf-16-le") in content for name in ("Workbook", "Book", "WordDocument")}
    if names["Workbook"] or names["Book"]:
        return "xlsform"
    return refuse(
        "is_old_word" if names["WordDocument"] else "file_old_or_locked",
        place,
        "这是旧版 Word 文件（.doc），或者设了打开密码。",
        "This is an old Word file (.doc), or one that a password locks.",
        "请用 Word 或 WPS 打开，去掉密码，另存为 .docx。",
        "Open it in Word or WPS, take the password away and save it as .docx.",
    )


def _markup(head: str, place: str) -> str:
    if "<LimeSurveyDocType>" in head or "<document" in head[:400]:
        return "limesurvey"
    if "www.w3.org/2002/xforms" in head:
        return refuse(
            "is_xform",
            place,
            "这是 XForm（XML），由 XLSForm 生成。",
            "This is an XForm, made from an XLSForm.",
            "请导入原来的 XLSForm（.xlsx）。",
            "Import the XLSForm (.xlsx) it was made from.",
        )
    return refuse(
        "content_unknown",
        place,
        "这是网页或别的 XML，不是问卷文件。",
        "This is a web page or other XML, no questionnaire.",
        KNOWN.say("zh-CN"),
        KNOWN.say("en"),
    )


def _json(head: str) -> str:
    if '"SurveyElements"' in head or '"SurveyEntry"' in head:
        return "qualtrics"
    if re.search(r'"kind"\s*:\s*"', head) and '"questions"' in head:
        return "yaml"
    return "surveyjs"


def _is_tabs(head: str) -> bool:
    first = head.split("\n", 1)[0].replace('"', "").lower()
    return {"class", "type/scale", "name"} <= {cell.strip() for cell in first.split("\t")}


def refuse_data(place: str) -> NoReturn:
    """Refuse a table of data, with the command that makes a questionnaire of it."""
    refuse(
        "is_data_file",
        place,
        "这像是数据表，不是问卷。",
        "This looks like a table of data, no questionnaire.",
        "由数据文件生成问卷请用命令：questionnaire import 文件 --mapping 映射文件 --name 名称。",
        "To make a questionnaire of data use the command: questionnaire import FILE --mapping MAPPING --name NAME.",
    )


def refuse(code: str, place: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> NoReturn:
    """Refuse a file in words."""
    raise FormatError((Finding(code, place, Text(zh=zh, en=en), Text(zh=remedy_zh, en=remedy_en)),))
