"""The options of a multiple choice or a ranking, and who took them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from questionnaires.text import Text
from reports.classification import Category
from reports.codebook import Group
from reports.crosstabs.options import CHOSEN, NOT_CHOSEN, mentions, option_cubes
from reports.dataset import Dataset
from reports.disclosure import Dimension, Policy, hide
from reports.disclosure.cube import Bools, Cube, Floats, with_margins
from reports.errors import ReportError
from reports.estimates import Design, Estimate
from reports.sample_design import design_of

__all__ = ["CHOSEN", "NOT_CHOSEN", "Placements", "placements"]

OPTION = Text(zh="选项", en="Option")
NOTHING = Estimate(None, None, None, None, None, None, None, None)
KINDS = {
    "multiple": Text(zh="多选题", en="multiple choice"),
    "ranking": Text(zh="排序题", en="ranking"),
}


@dataclass(frozen=True, eq=False)
class Placements:
    """Who chose what: ``hits`` (n, m) 1 or 0 for each option, ``held`` (n,) who answered at all."""

    dataset: Dataset
    design: Design
    question: Group
    options: tuple[Category, ...]
    hits: Floats
    held: Bools

    def dimensions(self) -> tuple[Dimension, ...]:
        """The options, and chosen or not, which is dropped once the table is released."""
        return (
            Dimension(self.question.name, self.question.label, self.options),
            Dimension("chosen", OPTION, (Category(CHOSEN, OPTION), Category(NOT_CHOSEN, OPTION))),
        )

    def cube(self, policy: Policy) -> Cube:
        """Counts of option and chosen or not, each person behind m rows, with what is hidden of each decided."""
        made = option_cubes(self.dataset, (), mentions(self.dataset, self.question), policy)
        inner = np.stack([one.parts[..., :-1] for one in made], axis=1)
        cube = Cube(with_margins(inner, 1), made[0].weights, (None, None), False)
        if not policy.rounding:
            masks = np.array([hide(one, policy.threshold) for one in made])
            # The total over the options is none of persons and is left out of the table.
            cube.hidden[policy.threshold] = np.concatenate([masks, masks.all(axis=0, keepdims=True)])
        return cube

    def weighted(self) -> Floats:
        """Weighted counts in the shape of the cube."""
        weights = np.where(self.held, self.dataset.weights, 0.0)
        chosen = weights @ self.hits
        inner = np.column_stack([chosen, weights.sum() - chosen])
        whole = np.vstack([inner, inner.sum(axis=0)])
        return np.column_stack([whole, whole.sum(axis=1)])

    def figures(self, found: list[Estimate]) -> list[Estimate]:
        """Estimates by option in the order of the flattened cube, at the chosen."""
        return [part for one in (*found, NOTHING) for part in (one, NOTHING, NOTHING)]


def placements(dataset: Dataset, name: str, kind: str) -> Placements:
    """What was chosen in a multiple choice or a ranking; another kind of question is refused."""
    question = dataset.group(name)
    if question is None or question.kind != kind:
        said = KINDS[kind]
        raise ReportError(
            f"crosstabs.{kind}",
            name,
            Text(zh=f"“{name}”不是{said.say('zh-CN')}。", en=f"“{name}” is no {said.say('en')} question."),
            Text(
                zh=f"请选择一道{said.say('zh-CN')}，或改用频数表。",
                en=f"Choose a {said.say('en')} question, or a table of frequencies.",
            ),
        )
    options = mentions(dataset, question)
    held = options[0].valid
    hits = np.column_stack([held & (option.codes == 0) for option in options]).astype(np.float64)
    listed = tuple(Category(option.name, option.label) for option in options)
    return Placements(dataset, design_of(dataset), question, listed, hits, held)
