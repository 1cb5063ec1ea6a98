"""Skip notes made into rules: who is shown what, and where a questionnaire ends early."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from questionnaires.formats.carried import Note
from questionnaires.formats.plaintext.asked import Section
from questionnaires.formats.plaintext.maker import Built
from questionnaires.formats.plaintext.numbers import chinese_number
from questionnaires.formats.plaintext.options import Choice
from questionnaires.formats.plaintext.said import note
from questionnaires.formats.plaintext.skips import Clause, Condition, clauses

LONGEST_RULE = 4000
_SEVERAL = frozenset({"multiple", "ranking"})
_NUMBERS = frozenset({"number", "scale"})


@dataclass(frozen=True, slots=True)
class Ended:
    """An early ending after a question: its rule, and whether the person refused."""

    when: str
    refused: bool
    words: str


@dataclass(slots=True)
class Flow:
    """What the skip notes came to: conditions by question and by section, endings by question."""

    shows: dict[int, list[str]] = field(default_factory=dict)
    pages: dict[int, list[str]] = field(default_factory=dict)
    endings: dict[int, list[Ended]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def show(self, place: int) -> str | None:
        """The condition of a question."""
        return _joined(self.shows.get(place, []))

    def page(self, place: int) -> str | None:
        """The condition of a section."""
        return _joined(self.pages.get(place, []))


def flow_of(sections: Sequence[Section], built: Sequence[Sequence[Built]]) -> Flow:
    """The rules that the skip notes of a questionnaire make.

    A note that is not understood, or that names a question or option that is not there,
    becomes a note with its words and no rule.
    """
    return _Rules(sections, built).run()


class _Rules:
    def __init__(self, sections: Sequence[Section], built: Sequence[Sequence[Built]]) -> None:
        self.sections = sections
        self.flat = [one for part in built for one in part]
        self.section_of = [place for place, part in enumerate(built) for _ in part]
        self.numbers = [_plain(one.asked.number) for one in self.flat]
        self.flow = Flow()
        self.later: list[tuple[int, Clause, str]] = []

    def run(self) -> Flow:
        """Conditional notes first: a plain “go to” takes its condition from what the question itself has."""
        for place, one in enumerate(self.flat):
            for number, choice in enumerate(one.choices, start=1):
                if choice.skip:
                    self._option(place, number, choice)
            for words in one.asked.skips:
                self._beside(place, words)
        for place, clause, words in self.later:
            self._goes_on(place, clause, words)
        for place, section in enumerate(self.sections):
            for words in section.skips:
                self._section(place, words)
        return self.flow

    def _beside(self, place: int, words: str) -> None:
        found = clauses(words)
        if not found:
            self._left_out(place, words)
        for clause in found:
            if clause.condition is None and clause.action == "jump":
                self.later.append((place, clause, words))
            else:
                self._apply(place, clause, words)

    def _option(self, place: int, number: int, choice: Choice) -> None:
        if link := re.fullmatch(r"→ #(.+)", choice.skip):
            found = [Clause("jump", None, (f"anchor:{link[1]}",))]
        else:
            found = clauses(choice.skip)
        if not found:
            self._left_out(place, f"{choice.label}（{choice.skip}）")
        own = Condition("", (f"#{number}",))
        for clause in found:
            condition = clause.condition or own
            self._apply(
                place, Clause(clause.action, condition, clause.targets), f"{choice.label} {choice.skip}"
            )

    def _apply(self, place: int, clause: Clause, words: str) -> None:
        if clause.action == "on":
            return
        concerned = not clause.targets and clause.action in ("show", "skip")
        source = self._source(place, clause.condition, previous=concerned)
        chosen = self._chosen(source, clause.condition)
        if source is None or chosen is None or clause.condition is None:
            self._left_out(place, words)
        elif clause.action == "end":
            self._end(source, chosen, clause.condition.negated, words)
        else:
            wanted = clause.action == "show"
            targets = [place] if concerned else self._targets(place, clause)
            rule = _rule(self.flat[source], chosen, positive=wanted != clause.condition.negated)
            if targets is None or any(target <= source for target in targets):
                self._left_out(place, words)
            else:
                self._hide(targets, rule, words, place)

    def _goes_on(self, place: int, clause: Clause, words: str) -> None:
        """“Then go to question 10” under a question that not everybody is asked."""
        own = self.flow.shows.get(place, [])
        targets = self._targets(place, clause)
        if targets is None or (targets and not own):
            self._left_out(place, words)
        elif targets:
            self._hide(targets, f"not({_joined(own)})", words, place)

    def _section(self, place: int, words: str) -> None:
        first = next((at for at, section in enumerate(self.section_of) if section >= place), len(self.flat))
        found = clauses(words)
        clause = found[0] if len(found) == 1 else None
        source = self._source(first, clause.condition, previous=True) if clause else None
        chosen = self._chosen(source, clause.condition) if clause else None
        if clause is None or source is None or chosen is None or clause.condition is None or source >= first:
            self.flow.notes.append(note("skip_left_out", self.sections[place].place, words))
            return
        positive = (clause.action == "show") != clause.condition.negated
        self.flow.pages.setdefault(place, []).append(_rule(self.flat[source], chosen, positive=positive))
        self.flow.notes.append(note("rule_made", self.sections[place].place, words))

    def _targets(self, place: int, clause: Clause) -> list[int] | None:
        """The questions that a clause hides or shows; for a jump those in between. None where it leads nowhere."""
        if clause.action != "jump":
            found = [self._find(target, place) for target in clause.targets]
            return None if not found or None in found else [one for one in found if one is not None]
        target = clause.targets[0]
        goal: int | None
        if target == "following":
            goal = self._begins(self.section_of[place] + 1)
        elif target.startswith("section:"):
            goal = self._named(target.removeprefix("section:"))
        elif target.startswith("anchor:"):
            goal = self._anchored(target.removeprefix("anchor:"))
        else:
            goal = self._find(target, place, after=True)
        return None if goal is None or goal <= place else list(range(place + 1, goal))

    def _begins(self, section: int) -> int | None:
        if section >= len(self.sections):
            return None
        return next((at for at, one in enumerate(self.section_of) if one >= section), None)

    def _named(self, words: str) -> int | None:
        number = chinese_number(words)
        for place, section in enumerate(self.sections):
            found = re.match(
                r"\W*第?\s*([0-9一二三四五六七八九十]{1,3})\s*(?:[、.]|大?部分|章|节|单元|模块|页)",
                section.title,
            )
            if found and chinese_number(found[1]) == number:
                return self._begins(place)
        return None

    def _anchored(self, anchor: str) -> int | None:
        for place, section in enumerate(self.sections):
            if _slug(section.title) == anchor.lower():
                return self._begins(place)
        return next((at for at, one in enumerate(self.flat) if _slug(one.asked.text) == anchor.lower()), None)

    def _find(self, number: str, place: int, *, after: bool = False) -> int | None:
        """The question with a number: the nearest behind (or before) this one, of its own section first."""
        alike = [at for at, one in enumerate(self.numbers) if one and one == _plain(number)]
        side = [at for at in alike if (at > place if after else True)] or alike
        own = [at for at in side if self.section_of[at] == self.section_of[min(place, len(self.flat) - 1)]]
        return min(own or side, key=lambda at: abs(at - place), default=None)

    def _source(self, place: int, condition: Condition | None, *, previous: bool) -> int | None:
        if condition is None:
            return None
        if condition.source not in ("", "previous"):
            return self._find(condition.source, place)
        if condition.source == "previous" or previous:
            return next((at for at in range(place - 1, -1, -1) if self.flat[at].choices), None)
        return place

    def _chosen(self, source: int | None, condition: Condition | None) -> list[str] | None:
        if source is None or condition is None:
            return None
        one = self.flat[source]
        kind = one.documents[-1]["kind"] if one.documents else ""
        if kind in _NUMBERS and all(re.fullmatch(r"\d{1,6}", option) for option in condition.options):
            return list(condition.options)
        if kind not in ("single", "consent", *_SEVERAL) or len(one.documents) > 1:
            return None
        found = [_code(option, one.choices) for option in condition.options]
        return None if not found or None in found else [code for code in found if code is not None]

    def _end(self, source: int, chosen: list[str], negated: bool, words: str) -> None:
        one = self.flat[source]
        if all(later.documents == [] for later in self.flat[source + 1 :]):
            self.flow.notes.append(note("ending_idle", one.asked.place, words, one.name))
            return
        codes = [choice.code for choice in one.choices if choice.code not in chosen] if negated else chosen
        labels = [choice.label for choice in one.choices if choice.code in codes]
        refused = bool(labels) and all(re.match(r"不(?:同意|愿|想|接受|参加)|拒", label) for label in labels)
        ended = Ended(_rule(one, codes, positive=True), refused, words)
        self.flow.endings.setdefault(source, []).append(ended)
        self.flow.notes.append(note("ending_made", one.asked.place, words, one.name))

    def _hide(self, targets: list[int], rule: str, words: str, place: int) -> None:
        if any(
            len(_joined([*self.flow.shows.get(target, []), rule]) or "") > LONGEST_RULE for target in targets
        ):
            self._left_out(place, words)
            return
        for target in targets:
            held = self.flow.shows.setdefault(target, [])
            if rule not in held:
                held.append(rule)
        if targets:
            self.flow.notes.append(
                note("rule_made", self.flat[place].asked.place, words, self.flat[place].name)
            )

    def _left_out(self, place: int, words: str) -> None:
        one = self.flat[place]
        self.flow.notes.append(note("skip_left_out", one.asked.place, words, one.name))


def _joined(rules: list[str]) -> str | None:
    if len(rules) < 2:
        return rules[0] if rules else None
    return " and ".join(f"({rule})" if " or " in rule else rule for rule in rules)


def _rule(one: Built, codes: list[str], *, positive: bool) -> str:
    """One of the codes was chosen, or (not positive) none of them."""
    name, kind = one.name, one.documents[-1]["kind"]
    if kind in _NUMBERS:
        parts = [f"${{{name}}} {'=' if positive else '!='} {code}" for code in codes]
    elif kind in _SEVERAL:
        parts = [f"selected(${{{name}}}, '{code}')" for code in codes]
        parts = parts if positive else [f"not({part})" for part in parts]
    else:
        parts = [f"${{{name}}} {'=' if positive else '!='} '{code}'" for code in codes]
    return (" or " if positive else " and ").join(parts)


def _slug(title: str) -> str:
    """A heading as links of Markdown name it."""
    return re.sub(r"[^\w\u4e00-\u9fff -]", "", title.lower()).strip().replace(" ", "-")


def _plain(number: str) -> str:
    found = re.fullmatch(r"[Qq]?0*(\d.*)|(.*)", number.strip())
    return (found[1] or found[2] or "").upper() if found else ""


def _code(option: str, choices: Sequence[Choice]) -> str | None:
    """The code of what a note calls an option: by place, letter, figure or words."""
    place = int(option[1:]) if re.fullmatch(r"#\d+", option) else 0
    if re.fullmatch(r"[A-Z]", option):
        lettered = [choice for choice in choices if choice.mark.sort == "letter"]
        found = [choice.code for choice in lettered if choice.mark.mark.upper() == option]
        if found:
            return found[0]
        place = 0 if lettered else ord(option) - ord("A") + 1
    elif option.isdecimal():
        given = [choice.code for choice in choices if choice.code == str(int(option))]
        if given:
            return given[0]
        place = int(option)
    if place:
        return choices[place - 1].code if place <= len(choices) else None
    return _by_words(option, choices)


def _by_words(words: str, choices: Sequence[Choice]) -> str | None:
    wanted = re.sub(r"[\s“”\"。，]", "", words)
    tests = (
        lambda label: label == wanted,
        lambda label: label.startswith(wanted),
        lambda label: wanted in label,
    )
    for test in tests if wanted else ():
        found = [choice.code for choice in choices if test(re.sub(r"[\s“”\"。，]", "", choice.label))]
        if len(found) == 1:
            return found[0]
    return None
