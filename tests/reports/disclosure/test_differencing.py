"""A filtered table beside published ones: no subtraction tells of fewer than the threshold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.classification import Category, Classification
from reports.disclosure.cube import cube_of
from reports.disclosure.differencing import Filter, Shown, apart, differences
from reports.disclosure.suppression import hide
from reports.errors import ReportError
from tests.reports.samples import said

DRAW = np.random.default_rng(8)
COUNT = 400
SEX = DRAW.integers(0, 2, COUNT)
#: 6 full seniors, 30 deputies, the others.
TITLE = np.repeat([0, 1, 2], [6, 30, 364])
AGE = DRAW.integers(0, 3, COUNT)


def feature(name: str, codes) -> Classification:
    size = int(codes.max()) + 1
    categories = tuple(Category(str(place), said(f"{name}{place}")) for place in range(size))
    return Classification(name, said(name), categories, np.asarray(codes, dtype=np.int64))


FEATURES = {"sex": feature("sex", SEX), "title": feature("title", TITLE), "age": feature("age", AGE)}


def shown(*names, where: Filter | None = None, features=FEATURES) -> Shown:
    """A table by some features over a filter, with what suppression hides of it."""
    rows = (where or Filter()).rows(features)
    codes = tuple(features[name].codes for name in names)
    sizes = tuple(len(features[name].categories) for name in names)
    cube = cube_of(codes, sizes, np.ones(len(rows)), rows)
    return Shown(said("×".join(names) or "n"), rows, names, codes, sizes, hide(cube))


def only(**kept) -> Filter:
    return Filter({name: frozenset(codes) for name, codes in kept.items()})


def test_a_filter_that_leaves_six_out_is_refused_in_words():
    with pytest.raises(ReportError) as refused:
        apart(shown("sex", where=only(title=("1", "2"))), [shown("sex")], 10)
    assert refused.value.code == "disclosure.difference"
    assert "1 至 9 人" in refused.value.reason.say("zh-CN")
    assert "Widen the filter" in refused.value.remedy.say("en")


def test_a_cell_that_differs_by_few_is_closed_and_the_rest_is_kept():
    title = np.where(np.arange(COUNT) < 12, 0, 1)
    sex = np.where(np.arange(COUNT) < 12, np.arange(COUNT) >= 10, SEX)
    features = {"sex": feature("sex", sex), "title": feature("title", title)}
    new = shown("sex", where=only(title=("1",)), features=features)
    cells = apart(new, [shown("sex", features=features)], 10)
    assert cells.tolist() == [False, True, False]  # ten of sex 0, but two of sex 1


def test_filters_far_apart_are_published_side_by_side():
    assert not differences(shown("sex", where=only(age=("0",))), [shown("sex")], 10)
    assert not apart(shown("sex", where=only(title=("2",))), [shown("sex")], 10).any()


def test_the_order_does_not_matter_the_larger_table_may_come_second():
    assert differences(shown("sex"), [shown("sex", where=only(title=("1", "2")))], 10)


def test_the_same_filter_again_and_another_feature_are_no_difference():
    where = only(age=("0", "1"))
    assert not differences(
        shown("sex", where=where), [shown("sex", where=where), shown("age", where=where)], 10
    )


def test_the_last_part_of_a_whole_is_found_though_no_pair_tells_it():
    """All, less title 1, less title 2, are the six full seniors."""
    before = [shown("sex"), shown("sex", where=only(title=("1",)))]
    new = shown("sex", where=only(title=("2",)))
    assert not any(differences(new, [one], 10) for one in before)
    found = differences(new, before, 10)
    assert found
    assert found[0].cells.any()


def test_a_filter_is_kept_as_data_in_one_order():
    assert only(title=("2", "1"), sex=("0",)).say() == "sex=0;title=1,2"
    assert Filter().say() == ""
    with pytest.raises(KeyError):
        only(title=("9",)).rows(FEATURES)


@given(seed=st.integers(0, 10_000), small=st.integers(1, 40))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_no_published_pair_of_cells_differs_by_few(seed, small):
    draw = np.random.default_rng(seed)
    left_out = np.where(draw.permutation(300) < small, 0, 1)
    features = {"a": feature("a", np.append(draw.integers(0, 4, 299), 3)), "b": feature("b", left_out)}
    before, new = shown("a", features=features), shown("a", where=only(b=("1",)), features=features)
    try:
        closed = apart(new, [before], 10)
    except ReportError:
        assert 0 < small < 10
        return
    cube = cube_of(new.codes, new.sizes, np.ones(300), new.rows).besides(closed)
    hidden = hide(cube)
    both = ~hidden & ~before.hidden
    difference = before.counts() - new.counts()
    assert not (both & (difference > 0) & (difference < 10)).any()
