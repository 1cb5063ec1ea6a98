"""What conditions hang on: answers, and values that are worked out from them."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.expressions.tree import Itself, Name, Node, walk
from questionnaires.interview.plan import Item, Plan
from questionnaires.interview.rules import compiled
from questionnaires.kinds import Lists
from questionnaires.model import Calculated
from questionnaires.trial.candidates import Constants, constants


@dataclass(frozen=True)
class Basis:
    """What a condition hangs on.

    ``fields`` are answered, ``worked_out`` is calculated on the way, ``written`` are the constants
    and ``names`` all that is named.
    """

    node: Node
    fields: tuple[str, ...]
    worked_out: tuple[Calculated, ...]
    written: Constants
    names: tuple[str, ...]


class Bases:
    """Looks through the conditions of one questionnaire, each once."""

    def __init__(self, plan: Plan, lists: Lists) -> None:
        self.plan = plan
        self.lists = lists
        self._known: dict[tuple[int, str], Basis] = {}

    def of(self, node: Node, itself: str = "") -> Basis:
        """What a condition hangs on; ``itself`` is the question that ``.`` stands for."""
        key = (id(node), itself)
        known = self._known.get(key)
        if known is None or known.node is not node:
            known = self._known[key] = self._look_through(node, itself)
        return known

    def _look_through(self, node: Node, itself: str) -> Basis:
        fields: dict[str, None] = {}
        worked_out: dict[str, Calculated] = {}
        nodes, waiting = [node], _names(node)
        if itself and any(isinstance(one, Itself) for one in walk(node)):
            item = self.plan.item_by_name[itself]
            waiting.append(item.kind.first_field(item.question))
        names = dict.fromkeys(waiting)
        while waiting:
            name = waiting.pop(0)
            item_or_none = self.plan.question_of.get(name)
            if item_or_none is None or name in worked_out:
                continue
            question = item_or_none.question
            if isinstance(question, Calculated):
                worked_out[name] = question
                trees = [compiled(rule).tree for rule in (question.value, question.show) if rule]
                nodes += trees
                further = [one for tree in trees for one in _names(tree)]
                waiting += further
                names.update(dict.fromkeys(further))
            else:
                fields.update(dict.fromkeys(self._stored(item_or_none, name)))
        order = list(self.plan.item_by_name)
        in_order = sorted(worked_out.values(), key=lambda one: order.index(one.name))
        return Basis(node, tuple(fields), tuple(in_order), constants(nodes), tuple(names))

    def _stored(self, item: Item, name: str) -> list[str]:
        """The fields answers are kept in: of the name of a matrix or a split, its rows."""
        stored = item.kind.stored_fields(item.question, self.lists)
        return [name] if name in stored else stored


def _names(node: Node) -> list[str]:
    return [one.name for one in walk(node) if isinstance(one, Name)]
