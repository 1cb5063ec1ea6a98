"""Zip packages of others (.docx, .xlsx) opened safely.

How a reader uses it::

    package = open_package(content, name)      # size, zip, entries and ratios are checked here
    root = package.xml("word/document.xml")    # one part as an ElementTree element
    package.feed("xl/sheet1.xml", target)      # a long one element by element
    notes = package.notes                      # macros, embedded objects, outside links: left out

    book = load_workbook(package.checked())    # for a library: every XML part has been looked through

Everything refused is a :class:`FormatError` with code, place, reason and remedy, the place
being the file's ``name`` and the part inside it. Nothing is written to a disk, nothing is
fetched, nothing is run. How XML is read is in :mod:`questionnaires.formats.elements`.
What a file unpacks to is counted while it is unpacked: what the zip says of itself proves nothing.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import NoReturn
from xml.etree.ElementTree import Element

from questionnaires.formats.carried import NOTHING, Fate, Note
from questionnaires.formats.elements import Target, parse_xml, read_xml
from questionnaires.formats.limits import LIMITS, MEGABYTE, Limits, check_size, refuse_file
from questionnaires.text import Text

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and new ones with a password

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_EMBEDDED = ("/embeddings/", "/activeX/", "/ctrlProps/")
_STEP = 64 * 1024


def open_package(content: bytes, name: str, limits: Limits = LIMITS) -> Package:
    """The zip package in ``content``, which came as a file called ``name``.

    Raises FormatError: ``file_empty``, ``file_too_large``, ``file_old_or_locked`` (an old
    Office file, or one with a password), ``not_a_package``, ``package_broken``,
    ``package_locked``, ``package_packing``, ``package_parts``, ``package_too_large``.
    """
    check_size(content, name, limits)
    if content.startswith(COMPOUND):
        refuse_file(
            "file_old_or_locked",
            name,
            "这是旧版 Office 文件（.doc、.xls），或者设了打开密码。",
            "This is an old Office file (.doc, .xls), or one that a password locks.",
            "去掉密码，另存为 .docx 或 .xlsx 再上传。",
            "Take the password away and save it as .docx or .xlsx.",
        )
    if not content.startswith(ZIP):
        refuse_file(
            "not_a_package",
            name,
            "文件内容与扩展名不符：这不是 Word 或 Excel 文件。",
            "The content does not agree with the extension: this is no Word or Excel file.",
            "用 Word、Excel 或 WPS 打开原文件，另存为 .docx 或 .xlsx。",
            "Open it in Word, Excel or WPS and save it as .docx or .xlsx.",
        )
    with _told(name):
        return Package(zipfile.ZipFile(io.BytesIO(content)), content, name, limits)


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
            refuse_file(
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
        parse_xml(self.read(part), f"{self.name}/{part}", self._limits, target)

    def checked(self) -> io.BytesIO:
        """The whole file for a library to read, after every part was unpacked and every XML part looked through.

        Raises as :meth:`xml` does.
        """
        for part in self.parts:
            content = self.read(part)
            if _is_xml(part):
                parse_xml(content, f"{self.name}/{part}", self._limits, None)
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
            refuse_file(
                "package_parts",
                self.name,
                f"压缩包里有 {len(entries)} 个部分，太多或者重名，不像正常的 Office 文件。",
                f"{len(entries)} parts, too many or of one name: no ordinary Office file.",
                *_SAVE_ANEW,
            )
        for entry in entries:
            place = f"{self.name}/{entry.filename[:100]}"
            if entry.flag_bits & _ENCRYPTED:
                refuse_file(
                    "package_locked",
                    place,
                    "文件设了密码，打不开。",
                    "A password locks the file.",
                    "去掉密码后再上传。",
                    "Take the password away.",
                )
            if entry.compress_type not in _METHODS:
                refuse_file(
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
        refuse_file(
            "package_too_large",
            place,
            "解开后大得不正常（可能是“压缩炸弹”），没有读取。",
            "It unpacks to an abnormal size (a zip bomb, maybe) and was not read.",
            *_SAVE_ANEW,
        )


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
        refuse_file(
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
