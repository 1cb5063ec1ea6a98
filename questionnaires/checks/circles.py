"""Conditions that go round in circles."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from questionnaires.checks.catalogue import found
from questionnaires.checks.rules import read, uses
from questionnaires.checks.scope import Scope
from questionnaires.expressions import references
from questionnaires.findings import Finding

Needs = Mapping[str, Collection[str]]


def check_circles(scope: Scope) -> Iterator[Finding]:
    """Name each circle once: for every question in one, a shortest way back to itself."""
    needs = _needs(scope)
    groups = {name: group for group in entangled(needs) for name in group}
    rings = {group for group in set(groups.values()) if _is_ring(group, needs)}
    reported: set[frozenset[str]] = set()
    for start in needs:
        group = groups.get(start, frozenset())
        # From anywhere in a ring the way back is the ring.
        circle = [] if group in rings & reported else _circle(start, needs, group)
        if circle and frozenset(circle) not in reported:
            reported.add(frozenset(circle))
            yield found("circular", f"question:{start}", names=" → ".join([*circle, start]))


def entangled(needs: Needs) -> list[frozenset[str]]:
    """The groups of questions each of which needs every other, whoever is in no circle left out.

    The strongly connected components (Tarjan 1972), without recursion: the time is that of
    looking at every need once.
    """
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    is_waiting: set[str] = set()
    groups: list[frozenset[str]] = []
    for root in needs:
        way = [] if root in number else [(root, iter(needs[root]))]
        while way:
            name, further = way[-1]
            if name not in number:
                number[name] = lowest[name] = len(number)
                waiting.append(name)
                is_waiting.add(name)
            for other in further:
                if other not in number:
                    way.append((other, iter(needs.get(other, ()))))
                    break
                if other in is_waiting:
                    lowest[name] = min(lowest[name], number[other])
            else:
                way.pop()
                if way:
                    lowest[way[-1][0]] = min(lowest[way[-1][0]], lowest[name])
                if lowest[name] == number[name]:
                    group = _taken(waiting, name)
                    is_waiting -= group
                    if len(group) > 1 or name in needs.get(name, ()):
                        groups.append(group)
    return groups


def _taken(waiting: list[str], name: str) -> frozenset[str]:
    """Take what waits, from ``name`` on, off the end."""
    group = [waiting.pop()]
    while group[-1] != name:
        group.append(waiting.pop())
    return frozenset(group)


def _is_ring(group: Collection[str], needs: Needs) -> bool:
    """Whether a group is one circle and nothing else, the same for all who are in it."""
    return sum(other in group for name in group for other in needs[name]) == len(group)


def _needs(scope: Scope) -> dict[str, Sequence[str]]:
    """For each question those that its conditions refer to, also through its page; sorted."""
    by_place: dict[str, set[str]] = {}
    for use in uses(scope):
        if not use.place.endswith(("/show", "/value")):
            continue
        expression = read(use.rule)
        names = references(expression) if expression else ()
        owners = {scope.owner[name].question.name for name in names if name in scope.owner}
        by_place.setdefault(use.place.split("/")[0], set()).update(owners)
    needs: dict[str, set[str]] = {}
    for asked in scope.asked:
        own = by_place.get(asked.place, set()) | by_place.get(f"page:{asked.page.name}", set())
        needs.setdefault(asked.question.name, set()).update(own)
    return {name: sorted(others) for name, others in needs.items()}


def _circle(start: str, needs: Needs, group: Collection[str]) -> list[str]:
    """A shortest way from a question back to itself within its group; empty where there is none."""
    came: dict[str, str] = {}
    reached = [start] if start in group else []
    for name in reached:
        for other in needs[name]:
            if other == start:
                return _way(start, name, came)
            if other in group and other not in came:
                came[other] = name
                reached.append(other)
    return []


def _way(start: str, last: str, came: Mapping[str, str]) -> list[str]:
    way = [last]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]
