"""The one door to files of every kind: which formats there are, and which of them a file is.

A reader is ``read(content, *, name, language) -> Carried`` and a writer
``write(questionnaire) -> Written``, with a ``language`` behind it where the file is in one,
and behind that what a survey says of itself where the file shows it; both are named here
and imported only when they are used. A file is known by its extension *and* by what is in
it: where the two disagree it is refused in words, so that a wrong file is never half read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import NoReturn

from questionnaires.formats.carried import Carried, Written
from questionnaires.formats.format import LARGEST, Format, Spoken, refuse_too_large
from questionnaires.formats.sniffing import KNOWN, kind_of, refuse, refuse_data
from questionnaires.model import Questionnaire
from questionnaires.text import Text

FORMATS: tuple[Format, ...] = (
    Format(
        "yaml",
        Text(zh="科问问卷 YAML", en="Kewen questionnaire (YAML)"),
        (".yaml", ".yml", ".json"),
        "application/yaml",
        "questionnaires.formats.registry:read_own",
        "questionnaires.formats.registry:write_own",
        is_text=True,
    ),
    Format(
        "wenjuanxing",
        Text(zh="问卷星文本", en="Wenjuanxing text"),
        (".txt", ".md"),
        "text/plain",
        "questionnaires.formats.wenjuanxing:read",
        "questionnaires.formats.wenjuanxing:write",
        is_text=True,
        spoken=Spoken.ONE,
    ),
    Format(
        "word",
        Text(zh="Word 文件", en="Word file"),
        (".docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "questionnaires.formats.word:read",
    ),
    Format(
        "xlsform",
        Text(zh="XLSForm 表格", en="XLSForm"),
        (".xlsx", ".xls"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "questionnaires.formats.xlsform:read",
        "questionnaires.formats.xlsform:write",
    ),
    Format(
        "limesurvey",
        Text(zh="LimeSurvey 问卷", en="LimeSurvey survey"),
        (".lss", ".txt", ".tsv"),
        "application/xml",
        "questionnaires.formats.limesurvey:read",
        is_text=True,
    ),
    Format(
        "surveyjs",
        Text(zh="SurveyJS 问卷", en="SurveyJS survey"),
        (".json",),
        "application/json",
        "questionnaires.formats.surveyjs:read",
        is_text=True,
    ),
    Format(
        "qualtrics",
        Text(zh="Qualtrics 问卷", en="Qualtrics survey"),
        (".qsf",),
        "application/json",
        "questionnaires.formats.qualtrics:read",
        is_text=True,
    ),
)
#: Files that show a questionnaire to people and archives; they cannot be read back.
SHOWN: tuple[Format, ...] = (
    Format(
        "paper-pdf",
        Text(zh="纸质问卷 PDF", en="Paper questionnaire (PDF)"),
        (".pdf",),
        "application/pdf",
        writer="questionnaires.formats.paper:write_pdf",
        unshown="questionnaires.formats.paper:left_out",
        spoken=Spoken.ONE,
    ),
    Format(
        "paper-docx",
        Text(zh="纸质问卷 Word", en="Paper questionnaire (Word)"),
        (".docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        writer="questionnaires.formats.paper:write_docx",
        unshown="questionnaires.formats.paper:left_out",
        spoken=Spoken.ONE,
    ),
    Format(
        "codebook-html",
        Text(zh="代码本 HTML", en="Codebook (HTML)"),
        (".html",),
        "text/html",
        writer="questionnaires.formats.codebook:write_html",
        unshown="questionnaires.formats.codebook:not_in_html",
        spoken=Spoken.HEADINGS,
    ),
    Format(
        "codebook-xlsx",
        Text(zh="代码本 XLSX", en="Codebook (XLSX)"),
        (".xlsx",),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        writer="questionnaires.formats.codebook:write_xlsx",
        unshown="questionnaires.formats.codebook:not_in_xlsx",
        spoken=Spoken.HEADINGS,
    ),
    Format(
        "ddi",
        Text(zh="DDI 代码本 XML", en="Codebook (DDI XML)"),
        (".xml",),
        "application/xml",
        writer="questionnaires.formats.codebook:write_ddi",
        unshown="questionnaires.formats.codebook:not_in_ddi",
        spoken=Spoken.HEADINGS,
    ),
)
BY_NAME = {one.name: one for one in FORMATS}


def named(name: str) -> Format:
    """The format of a name; raises FormatError (``format_unknown``)."""
    found = BY_NAME.get(name)
    if found is None:
        names = ", ".join(BY_NAME)
        refuse(
            "format_unknown",
            name,
            f"没有“{name}”这种格式。",
            f"There is no format {name!r}.",
            f"可用的有：{names}。",
            f"There are: {names}.",
        )
    return found


def readers() -> list[Format]:
    """Formats that can be read."""
    return [one for one in FORMATS if one.reads]


def writers() -> list[Format]:
    """Formats that can be written."""
    return [one for one in FORMATS if one.writes]


def extensions() -> list[str]:
    """Every extension that can be read, each once."""
    return list(dict.fromkeys(extension for one in readers() for extension in one.extensions))


def reader_for(filename: str, content: bytes) -> Format:
    """The format of a file, by its name and its content; of pasted text ``filename`` is empty.

    Raises FormatError: ``file_empty``, ``file_too_large``, ``extension_unknown``, ``extension_wrong``,
    ``content_unknown``, ``is_…`` for a kind of file that is known and cannot be read, with the way out.
    """
    place = PurePath(filename).name or "text"
    refuse_too_large(content, place)
    if not content.strip():
        refuse(
            "file_empty",
            place,
            "文件是空的。" if filename else "没有文字。",
            "It is empty.",
            "请选有内容的文件，或粘贴问卷的文字。",
            "Choose a file that holds something, or paste the questionnaire.",
        )
    extension = PurePath(filename).suffix.lower()
    found = BY_NAME[kind_of(content, place, extension)]
    if extension and extension not in {each for one in FORMATS for each in one.extensions}:
        _unknown_extension(place, extension, found)
    if extension and extension not in found.extensions:
        _disagree(place, extension, found)
    return found


def read(filename: str, content: bytes, *, name: str, language: str = "zh-CN") -> tuple[Format, Carried]:
    """The questionnaire of a file of any kind, with its format; raises FormatError."""
    found = reader_for(filename, content)
    return found, found.read(content, name=name, language=language)


def read_own(content: bytes, *, name: str, language: str = "zh-CN") -> Carried:
    """A YAML (or JSON) questionnaire of our own: nothing is lost; it has its own name and languages.

    Raises FormatError as the YAML reader does, and ``no_questions``, as every reader here.
    """
    from questionnaires.formats import yaml

    del language
    found = yaml.load(content)
    if not found.questions:
        refuse(
            "no_questions",
            name,
            "文件里没有题。",
            "There are no questions in the file.",
            "请核对是不是选对了文件；新问卷可以直接在设计器里加题。",
            "See whether it is the right file; a new questionnaire is begun in the designer.",
        )
    return Carried(found)


def write_own(questionnaire: Questionnaire) -> Written:
    """A questionnaire as YAML: nothing is lost."""
    from questionnaires.formats import yaml

    return Written(yaml.dump(questionnaire).encode())


def _unknown_extension(place: str, extension: str, found: Format) -> NoReturn:
    if extension in {".csv", ".sav", ".tsv"}:
        refuse_data(place)
    refuse(
        "extension_unknown",
        place,
        f"不认识扩展名“{extension}”；内容像{found.label.say('zh-CN')}。",
        f"The extension {extension!r} is unknown; the content looks like {found.label.say('en')}.",
        f"如果是，请把扩展名改成 {found.extensions[0]}；{KNOWN.say('zh-CN')}",
        f"If so, give it the extension {found.extensions[0]}. {KNOWN.say('en')}",
    )


def _disagree(place: str, extension: str, found: Format) -> NoReturn:
    refuse(
        "extension_wrong",
        place,
        f"扩展名是“{extension}”，内容却像{found.label.say('zh-CN')}，没有读取。",
        f"The extension is {extension!r} but the content looks like {found.label.say('en')}; it was not read.",
        f"请核对是不是选错了文件；如果没有，把扩展名改成 {found.extensions[0]} 再试。",
        f"See whether it is the right file; if so, give it the extension {found.extensions[0]}.",
    )


__all__: Sequence[str] = (
    "BY_NAME",
    "FORMATS",
    "LARGEST",
    "SHOWN",
    "Format",
    "Spoken",
    "extensions",
    "named",
    "read",
    "reader_for",
    "readers",
    "writers",
)
