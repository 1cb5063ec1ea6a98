"""XML of others, whole or element by element.

XML with a document type is refused before an entity is read, so that neither entity bombs nor
outside entities exist; element names come as ``{namespace}name``.
"""

from __future__ import annotations

from typing import Any, NoReturn, Protocol
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from questionnaires.formats.limits import LIMITS, Limits, refuse_file


class Target(Protocol):
    """What elements are given to, as to a :class:`xml.etree.ElementTree.TreeBuilder`."""

    def start(self, tag: Any, attrs: Any, /) -> Any:
        """An element begins."""

    def end(self, tag: Any, /) -> Any:
        """An element ends."""

    def data(self, data: Any, /) -> Any:
        """Text in the element last begun or after one that ended."""


def read_xml(content: bytes, place: str, limits: Limits = LIMITS) -> Element:
    """The root element of an XML text.

    Raises FormatError: ``xml_document_type``, ``xml_too_deep``, ``xml_too_long``, ``xml_broken``
    (with the line).
    """
    builder = TreeBuilder()
    parse_xml(content, place, limits, builder)
    return builder.close()


def parse_xml(content: bytes, place: str, limits: Limits, builder: Target | None) -> None:
    """Give the elements of an XML text to ``builder``, or only look them through; raises as :func:`read_xml`."""
    guard = _Guard(place, limits, builder)
    try:
        guard.parser.Parse(content, True)
    except (expat.ExpatError, LookupError, UnicodeError) as error:
        refuse_file(
            "xml_broken",
            place,
            f"XML 读不下去：{error}。",
            f"The XML cannot be read: {error}.",
            "文件可能没有下载完整；从原来的软件重新导出。",
            "It may be incomplete; export it anew from where it came from.",
            getattr(error, "lineno", None),
        )


class _Guard:
    """Stands between the parser and who takes the elements, and stops at what no ordinary file has."""

    def __init__(self, place: str, limits: Limits, builder: Target | None) -> None:
        self.place = place
        self.limits = limits
        self.builder = builder
        self.depth = self.elements = 0
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.document_type
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        if builder is not None:
            self.parser.CharacterDataHandler = builder.data

    def document_type(self, *_: object) -> NoReturn:
        refuse_file(
            "xml_document_type",
            self.place,
            "文件里有文档类型声明（DTD）或实体，可能用来攻击，没有读取。",
            "The file declares a document type (DTD) or entities, which can be an attack; it was not read.",
            "删去 <!DOCTYPE …>，或从原来的软件重新导出。",
            "Take out <!DOCTYPE …>, or export the file anew from where it came from.",
            self.parser.CurrentLineNumber,
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        limits = self.limits
        if self.depth > limits.depth or self.elements > limits.elements:
            refuse_file(
                "xml_too_deep" if self.depth > limits.depth else "xml_too_long",
                self.place,
                f"元素嵌套超过 {limits.depth} 层，或多于 {limits.elements} 个。",
                f"Elements nested more than {limits.depth} deep, or more than {limits.elements} of them.",
                "从原来的软件重新导出。",
                "Export the file anew from where it came from.",
                self.parser.CurrentLineNumber,
            )
        if self.builder is not None:
            self.builder.start(_tag(tag), {_tag(key): value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        self.depth -= 1
        if self.builder is not None:
            self.builder.end(_tag(tag))


def _tag(name: str) -> str:
    return "{" + name if "}" in name else name
