"""From a questionnaire to the form that is printed: what stands where, in one language."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.checks.scope import Scope
from questionnaires.formats.about import NOTHING_SAID, About
from questionnaires.formats.paper import form, wording
from questionnaires.formats.paper.answers import Spaces
from questionnaires.formats.paper.conditions import Speaker
from questionnaires.formats.paper.routing import Routes, routes_of
from questionnaires.kinds import MISSING_WORDS
from questionnaires.model import Calculated, Consent, Missing, Note, Page, Question, Questionnaire
from questionnaires.text import CHINESE


def form_of(questionnaire: Questionnaire, language: str = CHINESE, about: About = NOTHING_SAID) -> form.Form:
    """The printed form of a questionnaire as a survey takes it.

    Everything asked is on it, whatever the rules: paper cannot hide, it can only say who
    passes a question over. A rule that cannot be read is printed as it is written.
    """
    scope = Scope(questionnaire)
    speaker = Speaker(scope, language, about.facts)
    maker = _Maker(speaker, Spaces(scope, speaker, routes_of(scope)))
    return maker.made(about)


class _Maker:
    def __init__(self, speaker: Speaker, spaces: Spaces) -> None:
        self.speaker = speaker
        self.spaces = spaces
        self.routes: Routes = spaces.routes
        self.questionnaire = speaker.scope.questionnaire

    def made(self, about: About) -> form.Form:
        say = self.speaker.fill
        sections = tuple(self._sections())
        return form.Form(
            language=self.speaker.language,
            title=about.mark.say(self.speaker.language) + self.speaker.say(self.questionnaire.title),
            legal=tuple((say(wording.LEGAL[name]), value) for name, value in about.legal.items() if value),
            introduction=self.speaker.paragraphs(self.questionnaire.introduction),
            how=tuple(self._how(sections)),
            sections=sections,
            end=say(wording.END),
            contact=say(wording.CONTACT, contact=about.contact) if about.contact else "",
            office=form.Office(say(wording.OFFICE), tuple(map(say, wording.OFFICE_FIELDS))),
            serial=say(wording.SERIAL),
            page=wording.PAGE.say(self.speaker.language),
            why=say(wording.WHY),
            appendices=self.spaces.appendices.made(),
        )

    def _how(self, sections: tuple[form.Section, ...]) -> Iterator[str]:
        answers = [item.answer for section in sections for item in section.items]
        yield self.speaker.fill(wording.HOW_TICK)
        if any(isinstance(one, form.Squares | form.Dated | form.Shares | form.Ranks) for one in answers):
            yield self.speaker.fill(wording.HOW_DIGITS)
        if self.routes.jumps:
            yield self.speaker.fill(wording.HOW_JUMP)
        yield self.speaker.fill(wording.HOW_CHANGE)

    def _sections(self) -> Iterator[form.Section]:
        """A section for each page; one that only goes on with the page before has no heading of its own."""
        before = ""
        for page in self.questionnaire.pages:
            items = tuple(self._item(one) for one in page.questions if not isinstance(one, Calculated))
            title = self.speaker.say(page.title)
            if not items and not page.intro:
                continue
            condition = ""
            if f"page:{page.name}" not in self.routes.covered:
                condition = self.speaker.condition(page.show, wording.WHEN_PART, wording.RULE)
            yield form.Section(
                title="" if title == before and not condition else title,
                condition=condition,
                intro=self.speaker.paragraphs(page.intro),
                items=items,
                endings=tuple(self._endings(page)),
            )
            before = title

    def _endings(self, page: Page) -> Iterator[str]:
        for ending in page.endings:
            said = [self.speaker.condition(ending.when, wording.ENDS, wording.ENDS_RULE)]
            said += [self.speaker.say(ending.message)]
            asked = [self.speaker.numbers[name] for name in ending.ask if name in self.speaker.numbers]
            if asked:
                named = [self.speaker.fill(wording.QUESTION, number=number) for number in asked]
                joined = self.speaker.fill(wording.LIST_JOIN).join(named)
                said.append(self.speaker.fill(wording.ASK, questions=joined.strip()))
            yield ("" if self.speaker.language == CHINESE else " ").join(filter(None, said))

    def _item(self, question: Question) -> form.Item:
        say = self.speaker.say
        condition = ""
        if question.name not in self.routes.covered:
            condition = self.speaker.condition(question.show, wording.WHEN, wording.RULE)
        return form.Item(
            number=self.speaker.numbers.get(question.name, ""),
            label=say(question.label) or ("" if isinstance(question, Note) else question.name),
            condition=condition,
            statement=say(question.statement) if isinstance(question, Consent) else "",
            mark=self.spaces.mark(question),
            hint=say(question.hint),
            why=say(question.why),
            answer=self.spaces.of(question),
            missing=tuple(
                form.Box(Missing(one).code, MISSING_WORDS[Missing(one)].say(self.speaker.language))
                for one in question.offers
            ),
        )
