"""The codebook as one HTML file that needs nothing else: to read, to print, to send along with data.

It is a file to keep, not a page of the platform: its few rules of style stand in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby

from questionnaires.formats.codebook import wording
from questionnaires.formats.codebook.variables import Codebook, Value, Variable
from questionnaires.kinds import MISSING_WORDS
from questionnaires.kinds.answer import number_words
from questionnaires.text import CHINESE, Text
from questionnaires.vocabulary import PRIVACY_WORDS, ROLE_WORDS

LONGEST_OPEN = 60  # codes of a variable that are shown without a click
STYLE = """
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b2733; background: #fff;
  font: 1rem/1.6 -apple-system, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; border-bottom: 2px solid #0b5e73; margin-top: 2.5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .3rem; } code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: .4rem 0; } caption { text-align: left; color: #4a5966; }
th, td { border-bottom: 1px solid #cfd8df; padding: .15rem .8rem .15rem 0; text-align: left; vertical-align: top; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .4rem 0; }
dt { color: #4a5966; } dd { margin: 0; } nav ul { columns: 3; padding-left: 1.2rem; } a { color: #0b5e73; }
@media print { nav { display: none; } section { break-inside: avoid; } }
"""


def html_of(codebook: Codebook, language: str = CHINESE) -> str:
    """The codebook as an HTML file: headings in ``language``, labels in every language of the questionnaire."""
    return "\n".join(_Page(codebook, language).lines()) + "\n"


class _Page:
    def __init__(self, codebook: Codebook, language: str) -> None:
        self.codebook = codebook
        self.language = language
        others = [tag for tag in codebook.languages if tag != language]
        self.tags = [language, *others] if language in codebook.languages else others

    def word(self, text: Text, **values: object) -> str:
        return escape(text.say(self.language).format(**values))

    def lines(self) -> Iterator[str]:
        title = escape(self.codebook.title.say(self.language))
        yield f'<!doctype html>\n<html lang="{escape(self.language)}"><head><meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{title} · {self.word(wording.CODEBOOK)}</title><style>{STYLE}</style></head><body>"
        yield f"<header><h1>{title}</h1><p>{self.word(wording.NOTE)}</p><dl>"
        count = self.word(wording.COUNT, count=len(self.codebook.variables))
        yield self.fact(wording.VARIABLES, count)
        yield self.fact(wording.HASH, f"<code>{self.codebook.version}</code>")
        yield "</dl></header>"
        yield f'<nav aria-label="{self.word(wording.CONTENTS)}"><h2>{self.word(wording.CONTENTS)}</h2><ul>'
        for name, own in self.codebook.groups.items():
            shown = escape(own[0].number or name)
            yield f'<li><a href="#q-{escape(name)}">{shown} {self.short(own[0].wording)}</a></li>'
        yield "</ul></nav><main>"
        yield from self.missing()
        for name, own in self.codebook.groups.items():
            yield from self.question(name, own)
        yield "</main></body></html>"

    def missing(self) -> Iterator[str]:
        yield f"<table><caption>{self.word(wording.MISSING)}</caption><thead><tr>"
        yield self.heads((wording.CODE, wording.MEANING)) + "</tr></thead><tbody>"
        for reason, words in MISSING_WORDS.items():
            yield f'<tr><th scope="row"><code>{reason.code}</code></th><td>{self.texts(words)}</td></tr>'
        yield "</tbody></table>"

    def question(self, name: str, own: tuple[Variable, ...]) -> Iterator[str]:
        first = own[0]
        heading = f"{escape(first.number or name)} {self.texts(first.wording)}"
        yield f'<section aria-labelledby="q-{escape(name)}"><h2 id="q-{escape(name)}">{heading}</h2>'
        if first.instruction:
            yield f"<p>{self.texts(first.instruction)}</p>"
        for _, alike in groupby(own, key=_apart_from_names):
            yield from self.variables(list(alike))
        yield "</section>"

    def variables(self, alike: Sequence[Variable]) -> Iterator[str]:
        """Variables that differ only in their names and labels: what they share is said once."""
        first = alike[0]
        names = ", ".join(f"<code>{escape(one.name)}</code>" for one in alike)
        yield f"<h3>{names}</h3>"
        if len(alike) > 1:
            yield f"<table><caption>{self.word(wording.VARIABLES)}</caption><thead><tr>"
            yield self.heads((wording.NAME, wording.LABEL)) + "</tr></thead><tbody>"
            for one in alike:
                head = f'<th scope="row"><code>{escape(one.name)}</code></th>'
                yield f"<tr>{head}<td>{self.texts(one.label)}</td></tr>"
            yield "</tbody></table>"
        yield "<dl>"
        if len(alike) == 1:
            yield self.fact(wording.LABEL, self.texts(first.label))
        yield from self.facts(first)
        yield "</dl>"
        yield from self.values((*first.values, *first.reasons), first.name)

    def facts(self, variable: Variable) -> Iterator[str]:
        yield self.fact(wording.TYPE, self.word(wording.TYPES[variable.type]))
        yield self.fact(wording.UNIVERSE, self.word_or_other(variable.universe))
        for rule in variable.rules:
            yield self.fact(wording.RULE, f"<code>{escape(rule)}</code>")
        if variable.least is not None or variable.most is not None:
            yield self.fact(wording.RANGE, escape(range_words(variable)))
        if variable.unit:
            yield self.fact(wording.UNIT, self.texts(variable.unit))
        if variable.value:
            yield self.fact(wording.CALCULATION, f"<code>{escape(variable.value)}</code>")
        if variable.source:
            said = [variable.source.name, variable.source.standard, variable.source.version]
            yield self.fact(wording.LIST, escape(" · ".join(filter(None, said))))
        if variable.role:
            yield self.fact(wording.ROLE, self.word(ROLE_WORDS[variable.role]))
        yield self.fact(wording.PRIVACY, self.word(PRIVACY_WORDS[variable.privacy]))
        yield self.fact(wording.REQUIRED, self.word(wording.YES if variable.required else wording.NO))
        if variable.reverse:
            yield self.fact(wording.REVERSE, self.word(wording.YES))
        if variable.expect is not None:
            yield self.fact(wording.EXPECTED, escape(variable.expect), code=variable.expect)

    def values(self, values: tuple[Value, ...], name: str) -> Iterator[str]:
        if not values:
            return
        count = self.word(wording.ENTRIES, count=len(values))
        if len(values) > LONGEST_OPEN:
            yield f"<details><summary>{count}</summary>"
        yield f"<table><caption>{self.word(wording.VALUES)} <code>{escape(name)}</code></caption><thead><tr>"
        yield self.heads((wording.CODE, wording.MEANING, wording.MISSING_AS)) + "</tr></thead><tbody>"
        for value in values:
            missing = self.word(MISSING_WORDS[value.missing]) if value.missing else ""
            yield (
                f'<tr><th scope="row"><code>{escape(value.code)}</code></th>'
                f"<td>{self.texts(value.label)}</td><td>{missing}</td></tr>"
            )
        yield "</tbody></table>"
        if len(values) > LONGEST_OPEN:
            yield "</details>"

    def heads(self, words: Iterable[Text]) -> str:
        return "".join(f'<th scope="col">{self.word(one)}</th>' for one in words)

    def fact(self, name: Text, value: str, **values: object) -> str:
        return f"<dt>{self.word(name, **values)}</dt><dd>{value}</dd>"

    def texts(self, text: Text) -> str:
        """A text in every language that it has, the page's first."""
        found = {tag: text[tag] for tag in (*self.tags, *text) if text.get(tag)}
        return "<br>".join(
            f'<span lang="{escape(tag)}">{escape(words)}</span>' if tag != self.language else escape(words)
            for tag, words in found.items()
        )

    def word_or_other(self, text: Text) -> str:
        return escape(text.say(self.language))

    def short(self, text: Text) -> str:
        words = " ".join(text.say(self.language).split())
        return escape(words if len(words) <= 30 else f"{words[:29]}…")


def _apart_from_names(variable: Variable) -> Variable:
    return replace(variable, name="", label=Text(), position=None)


def range_words(variable: Variable) -> str:
    """The bounds of a number, an open one left empty."""
    ends = ("" if bound is None else number_words(bound) for bound in (variable.least, variable.most))
    return " … ".join(ends)
