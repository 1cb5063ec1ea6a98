"""Files of others opened safely: zip packages (.docx, .xlsx) and XML (.lss).

How a reader uses it::

    package = open_package(content, name)      # size, zip, entries and ratios are checked here
    root = package.xml("word/document.xml")    # one part as an ElementTree element
    package.feed("xl/sheet1.xml", target)      # a long one element by element
    notes = package.notes                      # macros, embedded objects, outside links: left out

    book = load_workbook(package.checked())    # for a library: every XML part has been looked through

    root = read_xml(content, name)             # XML that is not in a package

Everything refused is a :class:`FormatError` with code, place, reason and remedy, the place
being the file's ``name`` and the part inside it. Nothing is written to a disk, nothing is
fetched, nothing is run. XML with a document type is refused before an entity is read, so
that neither entity bombs nor outside entities exist; element names come as ``{namespace}name``.
What a file unpacks to is counted while it is unpacked: what the zip says of itself proves nothing.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn, Protocol
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from questionnaires.findings import Finding
from questionnaires.formats.carried import NOTHING, Fate, Note
from questionnaires.formats.error import FormatError
from questionnaires.text import Text

MEGABYTE = 1024 * 1024
ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and new ones with a password

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_EMBEDDED = ("/embeddings/", "/activeX/", "/ctrlProps/")
_STEP = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file and what it unpacks to may be; sizes in bytes.

    ``ratio`` is how many bytes one packed byte may become, in parts above one megabyte.
    """

    file: int = 20 * MEGABYTE
    part: int = 100 * MEGABYTE
    unpacked: int = 200 * MEGABYTE
    parts: int = 5_000
    ratio: int = 200
    depth: int = 200
    elements: int = 5_000_000


LIMITS = Limits()


class Target(Protocol):
    """What elements are given to, as to a :class:`xml.etree.ElementTree.TreeBuilder`."""

    def start(self, tag: Any, attrs: Any, /) -> Any:
        """An element begins."""

    def end(self, tag: Any, /) -> Any:
        """An element ends."""

    def data(self, data: Any, /) -> Any:
        """Text in the element last begun or after one that ended."""


def open_package(content: bytes, name: str, limits: Limits = LIMITS) -> Package:
    """The zip package in ``content``, which came as a file called ``name``.

    Raises FormatError: ``file_empty``, ``file_too_large``, ``file_old_or_locked`` (an old
    Office file, or one with a password), ``not_a_package``, ``package_broken``,
    ``package_locked``, ``package_packing``, ``package_parts``, ``package_too_large``.
    """
    check_size(content, name, limits)
    if content.startswith(COMPOUND):
        _refuse(
            "file_old_or_locked",
            name,
            "这是旧版 Office 文件（.doc、.xls），或者设了打开密码。",
            "This is an old Office file (.doc, .xls), or one that a password locks.",
            "去掉密码，另存为 .docx 或 .xlsx 再上传。",
            "Take the password away and save it as .docx or .xlsx.",
        )
    if not content.startswith(ZIP):
        _refuse(
            "not_a_package",
            name,
            "文件内容与扩展名不符：这不是 Word 或 Excel 文件。",
            "The content does not agree with the extension: this is no Word or Excel file.",
            "用 Word、Excel 或 WPS 打开原文件，另存为 .docx 或 .xlsx。",
            "Open it in Word, Excel or WPS and save it as .docx or .xlsx.",
        )
    with _told(name):
        return Package(zipfile.ZipFile(io.BytesIO(content)), content, name, limits)


def check_size(content: bytes, name: str, limits: Limits = LIMITS) -> None:
    """Raise FormatError (``file_empty``, ``file_too_large``) for a file no reader should look at."""
    if not content:
        _refuse(
            "file_empty",
            name,
            "文件是空的。",
            "The file is empty.",
            "请检查上传的是不是原文件。",
            "See whether this is the right file.",
        )
    if len(content) > limits.file:
        size, most = len(content) // MEGABYTE, limits.file // MEGABYTE
        _refuse(
            "file_too_large",
            name,
            f"文件有 {size} MB，最多 {most} MB。",
            f"The file has {size} MB; {most} MB is the most.",
            "删去图片和用不着的工作表，再上传。",
            "Take out pictures and sheets that are not needed.",
        )


class Package:
    """A zip package whose sizes are known to be sane; made by :func:`open_package`.

    ``parts`` are the names of the parts in the order of the file.
    """

    def __init__(self, archive: zipfile.ZipFile, content: bytes, name: str, limits: Limits) -> None:
        self.name = name
        self._archive = archive
        self._content = content
        self._limits = limits
        self._left = limits.unpacked
        self._read: dict[str, bytes] = {}
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        self.parts = tuple(dict.fromkeys(entry.filename for entry in entries))
        self._check_entries(entries)

    def __contains__(self, part: str) -> bool:
        return part in self.parts

    def read(self, part: str) -> bytes:
        """The bytes of a part.

        Raises FormatError: ``part_missing``, ``package_too_large``, ``package_broken``.
        """
        if part in self._read:
            return self._read[part]
        place = f"{self.name}/{part}"
        if part not in self:
            _refuse(
                "part_missing",
                place,
                "文件里缺少这一部分。",
                "This part is not in the file.",
                "用 Word、Excel 或 WPS 打开原文件，重新另存一份。",
                "Open the file in Word, Excel or WPS and save it anew.",
            )
        with _told(place):
            self._read[part] = self._unpacked(part)
        return self._read[part]

    def xml(self, part: str) -> Element:
        """An XML part as a tree; raises as :meth:`read` and :func:`read_xml` do."""
        return read_xml(self.read(part), f"{self.name}/{part}", self._limits)

    def feed(self, part: str, target: Target) -> None:
        """An XML part element by element, for parts too long to hold; raises as :meth:`xml` does."""
        _parse(self.read(part), f"{self.name}/{part}", self._limits, target)

    def checked(self) -> io.BytesIO:
        """The whole file for a library to read, after every part was unpacked and every XML part looked through.

        Raises as :meth:`xml` does.
        """
        for part in self.parts:
            content = self.read(part)
            if _is_xml(part):
                _parse(content, f"{self.name}/{part}", self._limits, None)
            del self._read[part]
        self._left = self._limits.unpacked
        return io.BytesIO(self._content)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What no reader carries: macros, embedded objects, links to other files."""
        found = []
        if any(part.lower().endswith(("vbaproject.bin", "vbadata.xml")) for part in self.parts):
            found.append(_left_out("macros", self.name, "宏没有带过来，也没有运行。", "Macros: never run."))
        if embedded := [part for part in self.parts if any(mark in f"/{part}" for mark in _EMBEDDED)]:
            what = f"嵌入的对象（{len(embedded)} 个）没有带过来。", f"Embedded objects ({len(embedded)})."
            found.append(_left_out("embedded_objects", self.name, *what))
        if outside := sum(self._outside(part) for part in self.parts if part.endswith(".rels")):
            what = (
                f"指向外部文件的链接（{outside} 个）没有打开。",
                f"Links to outside files ({outside}): never opened.",
            )
            found.append(_left_out("external_links", self.name, *what))
        return tuple(found)

    def _outside(self, part: str) -> int:
        return sum(
            relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink")
            for relation in self.xml(part).iter(_RELATION)
        )

    def _check_entries(self, entries: list[zipfile.ZipInfo]) -> None:
        limits = self._limits
        if len(entries) > limits.parts or len(entries) != len(self.parts):
            _refuse(
                "package_parts",
                self.name,
                f"压缩包里有 {len(entries)} 个部分，太多或者重名，不像正常的 Office 文件。",
                f"{len(entries)} parts, too many or of one name: no ordinary Office file.",
                *_SAVE_ANEW,
            )
        for entry in entries:
            place = f"{self.name}/{entry.filename[:100]}"
            if entry.flag_bits & _ENCRYPTED:
                _refuse(
                    "package_locked",
                    place,
                    "文件设了密码，打不开。",
                    "A password locks the file.",
                    "去掉密码后再上传。",
                    "Take the password away.",
                )
            if entry.compress_type not in _METHODS:
                _refuse(
                    "package_packing",
                    place,
                    "压缩方式不是 Office 文件用的那种。",
                    "It is packed in a way that Office does not use.",
                    *_SAVE_ANEW,
                )
            self._check_size(place, entry.file_size, entry.compress_size)
        if sum(entry.file_size for entry in entries) > limits.unpacked:
            self._too_large(self.name)

    def _check_size(self, place: str, size: int, packed: int) -> None:
        limits = self._limits
        if size > limits.part or (size > MEGABYTE and size > packed * limits.ratio):
            self._too_large(place)

    def _unpacked(self, part: str) -> bytes:
        entry = self._archive.getinfo(part)
        pieces = []
        size = 0
        with self._archive.open(entry) as source:
            while piece := source.read(_STEP):
                pieces.append(piece)
                size += len(piece)
                self._left -= len(piece)
                if self._left < 0:
                    self._too_large(f"{self.name}/{part}")
                self._check_size(f"{self.name}/{part}", size, entry.compress_size)
        return b"".join(pieces)

    def _too_large(self, place: str) -> NoReturn:
        _refuse(
            "package_too_large",
            place,
            "解开后大得不正常（可能是“压缩炸弹”），没有读取。",
            "It unpacks to an abnormal size (a zip bomb, maybe) and was not read.",
            *_SAVE_ANEW,
        )


def read_xml(content: bytes, place: str, limits: Limits = LIMITS) -> Element:
    """The root element of an XML text.

    Raises FormatError: ``xml_document_type``, ``xml_too_deep``, ``xml_too_long``, ``xml_broken``
    (with the line).
    """
    builder = TreeBuilder()
    _parse(content, place, limits, builder)
    return builder.close()


def _parse(content: bytes, place: str, limits: Limits, builder: Target | None) -> None:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = elements = 0

    def document_type(*_: object) -> NoReturn:
        _refuse(
            "xml_document_type",
            place,
            "文件里有文档类型声明（DTD）或实体，可能用来攻击，没有读取。",
            "The file declares a document type (DTD) or entities, which can be an attack; it was not read.",
            "删去 <!DOCTYPE …>，或从原来的软件重新导出。",
            "Take out <!DOCTYPE …>, or export the file anew from where it came from.",
            parser.CurrentLineNumber,
        )

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > limits.depth or elements > limits.elements:
            _refuse(
                "xml_too_deep" if depth > limits.depth else "xml_too_long",
                place,
                f"元素嵌套超过 {limits.depth} 层，或多于 {limits.elements} 个。",
                f"Elements nested more than {limits.depth} deep, or more than {limits.elements} of them.",
                "从原来的软件重新导出。",
                "Export the file anew from where it came from.",
                parser.CurrentLineNumber,
            )
        if builder is not None:
            builder.start(_tag(tag), {_tag(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if builder is not None:
            builder.end(_tag(tag))

    parser.StartDoctypeDeclHandler = document_type
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    if builder is not None:
        parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, UnicodeError) as error:
        line = getattr(error, "lineno", None)
        _refuse(
            "xml_broken",
            place,
            f"XML 读不下去：{error}。",
            f"The XML cannot be read: {error}.",
            "文件可能没有下载完整；从原来的软件重新导出。",
            "It may be incomplete; export it anew from where it came from.",
            line,
        )


def _tag(name: str) -> str:
    return "{" + name if "}" in name else name


def _is_xml(part: str) -> bool:
    return part.lower().endswith((".xml", ".rels", ".vml"))


@contextmanager
def _told(place: str) -> Iterator[None]:
    """What the zip library stumbles over, as a refusal."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
        LookupError,
    ) as error:
        _refuse(
            "package_broken",
            place,
            f"文件损坏或不完整：{error}。",
            f"The file is broken or incomplete: {error}.",
            "用 Word、Excel 或 WPS 打开看看，另存一份再上传。",
            "Open it in Word, Excel or WPS and save it anew.",
        )


_SAVE_ANEW = (
    "如果确信文件来自可靠的人，用 Word、Excel 或 WPS 打开后另存一份。",
    "If it comes from somebody you trust, open it in Word, Excel or WPS and save it anew.",
)


def _left_out(code: str, place: str, zh: str, en: str) -> Note:
    return Note(Fate.LEFT_OUT, code, place, Text(zh=zh, en=en), NOTHING)


def _refuse(
    code: str, place: str, zh: str, en: str, remedy_zh: str, remedy_en: str, line: int | None = None
) -> NoReturn:
    finding = Finding(code, place, Text(zh=zh, en=en), Text(zh=remedy_zh, en=remedy_en), line=line)
    raise FormatError((finding,))
