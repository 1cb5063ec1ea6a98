"""How large a file of others may be, and the refusal of one that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from questionnaires.findings import Finding
from questionnaires.formats.error import FormatError
from questionnaires.text import Text

MEGABYTE = 1024 * 1024


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


def check_size(content: bytes, name: str, limits: Limits = LIMITS) -> None:
    """Raise FormatError (``file_empty``, ``file_too_large``) for a file no reader should look at."""
    if not content:
        refuse_file(
            "file_empty",
            name,
            "文件是空的。",
            "The file is empty.",
            "请检查上传的是不是原文件。",
            "See whether this is the right file.",
        )
    if len(content) > limits.file:
        size, most = len(content) // MEGABYTE, limits.file // MEGABYTE
        refuse_file(
            "file_too_large",
            name,
            f"文件有 {size} MB，最多 {most} MB。",
            f"The file has {size} MB; {most} MB is the most.",
            "删去图片和用不着的工作表，再上传。",
            "Take out pictures and sheets that are not needed.",
        )


def refuse_file(
    code: str, place: str, zh: str, en: str, remedy_zh: str, remedy_en: str, line: int | None = None
) -> NoReturn:
    """Raise FormatError with one finding: its code, the place in the file, the reason, the way out."""
    finding = Finding(code, place, Text(zh=zh, en=en), Text(zh=remedy_zh, en=remedy_en), line=line)
    raise FormatError((finding,))
