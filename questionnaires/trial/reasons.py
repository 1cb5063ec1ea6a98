"""Why a goal was never reached, in the words of the rule that stood before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from questionnaires.expressions import Context, Expression, Value, evaluate, explain, truth
from questionnaires.expressions.tree import Logic, Node
from questionnaires.interview.plan import Plan
from questionnaires.interview.rules import compiled
from questionnaires.kinds import Lists
from questionnaires.text import Text
from questionnaires.trial.goals import Goal, Sort
from questionnaires.trial.report import Unreached
from questionnaires.trial.solving import Wish

ALWAYS_SHOWN = "/show"
QUOTED = Text(zh="“{}”页", en="page “{}”")
UNMET = Text(zh="其中这一条从没满足过：{said}", en=" Of these, this was never met: {said}")


class Reasons:
    """Says why; ``truths`` are the truths each rule was seen to have, by its place.

    ``titles`` are those of the pages, by name.
    ``seen`` are the values at the end of some walks: of a rule of several conditions, those are
    named that none of these walks met.
    """

    def __init__(
        self,
        plan: Plan,
        lists: Lists,
        truths: set[tuple[str, bool]],
        seen: Sequence[Mapping[str, Value]],
        context: Context,
        titles: Mapping[str, Text],
    ) -> None:
        self._plan = plan
        self._titles = titles
        self._lists = lists
        self._truths = truths
        self._seen = seen
        self._context = context

    def why(self, goal: Goal, tries: int) -> Unreached:
        """The first rule on the way to a goal that never was as it must be."""
        for wish in goal.wishes:
            if (wish.place, wish.wanted) not in self._truths:
                return Unreached(goal.sort, goal.place, goal.label, self._said(wish, tries), wish.rule)
        return Unreached(goal.sort, goal.place, goal.label, _together(goal, tries))

    def _said(self, wish: Wish, tries: int) -> Text:
        sentence = self.sentence(wish)
        if ALWAYS_SHOWN in wish.place:
            reason = (
                Text(
                    zh="{place} 的显示条件从未成立：{said}",
                    en="The rule that shows {place} was never true: {said}",
                ),
                Text(
                    zh="{place} 的显示条件每次都成立：{said}",
                    en="The rule that shows {place} was always true: {said}",
                ),
            )[not wish.wanted]
        elif "/ending:" in wish.place:
            reason = (
                Text(
                    zh="{place} 的结束条件从未成立：{said}", en="The ending {place} never came true: {said}"
                ),
                Text(
                    zh="走到 {place} 的人都提前结束了：{said}",
                    en="Everybody who came to {place} ended there: {said}",
                ),
            )[not wish.wanted]
        elif wish.place.startswith("review:"):
            reason = (
                Text(zh="复核条件从未成立：{said}", en="The review was never proposed: {said}"),
                Text(zh="复核条件每次都成立：{said}", en="The review was always proposed: {said}"),
            )[not wish.wanted]
        else:
            reason = (
                Text(
                    zh="没有找到能通过这条校验的回答：{said}",
                    en="No answer was found that meets the check: {said}",
                ),
                Text(
                    zh="没有找到不能通过这条校验的回答，它可能是多余的：{said}",
                    en="No answer was found that fails the check; it may be needless: {said}",
                ),
            )[not wish.wanted]
        part = self._unmet(wish)
        return Text(
            {
                language: wording.replace("{place}", self._called(wish.place, language)).replace(
                    "{said}", sentence.say(language)
                )
                + (UNMET.say(language).replace("{said}", part.say(language)) if part else "")
                for language, wording in reason.items()
            }
        )

    def sentence(self, wish: Wish, tree: Node | None = None) -> Text:
        """The rule, or one condition of it, as a sentence."""
        names, codes = dict(self._labels), dict(self._codes)
        if wish.itself:
            item = self._plan.item_by_name[wish.itself]
            names["."] = item.question.label
            codes["."] = self._codes.get(item.kind.first_field(item.question), {})
        return explain(compiled(wish.rule) if tree is None else Expression("", tree), names, codes)

    def _called(self, place: str, language: str) -> str:
        """A place by the wording of its question, option, row or page; by its name where it has none."""
        holder, *further = place.removesuffix(ALWAYS_SHOWN).split("/")
        kind, _, name = holder.partition(":")
        item = self._plan.item_by_name.get(name) if kind == "question" else None
        if item is None:
            title = self._titles.get(name) if kind == "page" else None
            said = QUOTED.say(language).format(title.say(language) or name) if title is not None else holder
            return " ".join([said, *further])
        parts = [item.question.label.say(language) or name]
        rows = getattr(item.question, "rows", ())
        labels = {f"option:{one.code}": one.label for one in item.whole.options}
        labels |= {f"row:{one.name}": one.label for one in rows}
        parts += [labels[one].say(language) or one if one in labels else one for one in further]
        return " · ".join(f"“{one}”" for one in parts)

    def _unmet(self, wish: Wish) -> Text:
        """The first condition of a rule that no walk met, where others were met."""
        tree = compiled(wish.rule).tree
        if not (isinstance(tree, Logic) and tree.operator == "and" and wish.wanted) or wish.itself:
            return Text()
        unmet = [one for one in tree.operands if not any(self._is_met(one, values) for values in self._seen)]
        return self.sentence(wish, unmet[0]) if self._seen and 0 < len(unmet) < len(tree.operands) else Text()

    def _is_met(self, node: Node, values: Mapping[str, Value]) -> bool:
        return truth(evaluate(Expression("", node), values, self._context))

    @cached_property
    def _labels(self) -> dict[str, Text]:
        return {
            field.name: field.label
            for item in self._plan.item_by_name.values()
            for field in item.kind.answer_fields(item.question, self._lists)
        }

    @cached_property
    def _codes(self) -> dict[str, Mapping[str, Text]]:
        return {
            field.name: field.codes
            for item in self._plan.item_by_name.values()
            for field in item.kind.answer_fields(item.question, self._lists)
            if field.codes
        }


def _together(goal: Goal, tries: int) -> Text:
    if not goal.wishes:
        return Text(zh="没有人走到这里。", en="Nobody came here.")
    if goal.sort is Sort.CHECK_FAILS:
        return Text(
            zh=f"试了 {tries} 次，没有人给出这样的回答。", en=f"In {tries} tries nobody gave such an answer."
        )
    return Text(
        zh=f"前面的条件各自都出现过，但试了 {tries} 次没有同时成立。",
        en=f"Each condition before it was met at times, but in {tries} tries never all together.",
    )
