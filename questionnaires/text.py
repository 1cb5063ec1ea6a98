"""Text in several languages, the only form in which this package speaks to people."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

CHINESE = "zh-CN"
ENGLISH = "en"


class Text(Mapping[str, str]):
    """An immutable text by language tag (BCP 47), such as ``{"zh-CN": "性别", "en": "Sex"}``.

    ``text.say("en")`` gives the wording in a language; where it is missing, the first
    wording written, so that a page never shows an empty label. Whether a translation
    is missing is a finding of :mod:`questionnaires.checks`, not an error here.
    """

    __slots__ = ("_wordings",)

    def __init__(self, wordings: Mapping[str, str] | None = None, *, zh: str = "", en: str = "") -> None:
        found = dict(wordings or {})
        if zh:
            found[CHINESE] = zh
        if en:
            found[ENGLISH] = en
        self._wordings = found

    def __getitem__(self, language: str) -> str:
        return self._wordings[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._wordings)

    def __len__(self) -> int:
        return len(self._wordings)

    def __contains__(self, language: object) -> bool:
        return language in self._wordings

    # What Mapping offers would go through __iter__ and __getitem__; a check reads thousands of texts.

    def items(self) -> ItemsView[str, str]:
        """Languages with their wordings."""
        return self._wordings.items()

    def values(self) -> ValuesView[str]:
        """The wordings."""
        return self._wordings.values()

    def __hash__(self) -> int:
        return hash(frozenset(self._wordings.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._wordings == other._wordings

    def __repr__(self) -> str:
        return f"Text({self._wordings!r})"

    def __str__(self) -> str:
        return self.say(CHINESE)

    def say(self, language: str) -> str:
        """The wording in ``language``, else the first one written, else an empty string."""
        if language in self._wordings:
            return self._wordings[language]
        return next(iter(self._wordings.values()), "")

    def fill(self, **values: object) -> Text:
        """The same text with ``{name}`` places filled in every language by ``str.format``, texts in that language."""
        filled = {}
        for language, wording in self._wordings.items():
            said = {
                name: value.say(language) if isinstance(value, Text) else value
                for name, value in values.items()
            }
            filled[language] = wording.format(**said)
        return Text(filled)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        wordings = core_schema.dict_schema(core_schema.str_schema(), core_schema.str_schema())
        return core_schema.no_info_before_validator_function(
            lambda value: dict(value) if isinstance(value, Text) else value,
            core_schema.no_info_after_validator_function(cls, wordings),
            serialization=core_schema.plain_serializer_function_ser_schema(dict),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "object",
            "description": "text by language tag, for example zh-CN and en",
            "additionalProperties": {"type": "string"},
        }
