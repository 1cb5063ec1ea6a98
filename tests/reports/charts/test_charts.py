"""Charts show what they are given, in Chinese, readable in grey, and the same every time."""

from __future__ import annotations

import io
import itertools
import warnings

import matplotlib.cbook
import matplotlib.image
import matplotlib.text
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from reports.charts import (
    Chart,
    Words,
    age_pyramid,
    colours,
    diverging_bars,
    heat_map,
    ranked_bars,
    stacked_bars,
)
from reports.charts.lettering import GETA, drawable, label_lines, width, wrapped
from reports.charts.ranked import Bar

WORDS = Words(
    "职称晋升是最大的压力来源", "基数：全部有效答卷，加权，n = 2,463", "来源：××县科技工作者状况调查"
)
STEPS = ("很不同意", "不太同意", "一般", "比较同意", "很同意")


def bars(words: Words = WORDS) -> Chart:
    """Three bars, one of them suppressed."""
    given = [
        Bar("任务量大", 0.2, 0.18, 0.22, 500),
        Bar("其他", None),
        Bar("职称晋升", 0.45, 0.43, 0.47, 1000),
    ]
    return ranked_bars(given, words, headings=("来源", "占比", "95 % 区间", "n"))


def every_form() -> dict[str, Chart]:
    """One chart of each form, each with a suppressed figure."""
    return {
        "ranked": bars(),
        "stacked": stacked_bars(
            ["工业", "农业"],
            ["正高", "副高", "中级"],
            [[0.2, 0.3, 0.5], [None, 0.4, None]],
            WORDS,
            heading="行业",
        ),
        "diverging": diverging_bars(
            ["我感到自豪", "愿意再做"],
            STEPS,
            [[0.1, 0.1, 0.2, 0.3, 0.3], [0.1, None, 0.2, 0.3, 0.3]],
            WORDS,
            heading="说法",
        ),
        "pyramid": age_pyramid(
            ["35 岁以下", "35–44 岁", "45 岁及以上"],
            ("男", [0.2, 0.2, None]),
            ("女", [0.3, 0.1, 0.1]),
            WORDS,
            heading="年龄",
        ),
        "heat map": heat_map(
            ["高级", "中级"], ["工业", "农业"], [[0.1, None], [0.3, 0.5]], WORDS, heading="职称"
        ),
    }


@pytest.mark.parametrize("form", list(every_form()))
def test_every_form_draws_chinese_without_a_missing_glyph_as_png_and_svg(form: str) -> None:
    chart = every_form()[form]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = matplotlib.image.imread(io.BytesIO(chart.png(60)))
        drawing = chart.svg()
    assert picture.shape[1] == int(7.2 * 60)
    assert picture.std() > 0.01
    assert drawing.startswith(b"<?xml")
    assert not chart.lacking


@pytest.mark.parametrize("form", list(every_form()))
def test_the_table_of_a_chart_carries_its_figures_and_marks_what_is_suppressed(form: str) -> None:
    chart = every_form()[form]
    assert all(len(row) == len(chart.columns) for row in chart.rows)
    assert any("▪" in row for row in chart.rows)


def test_bars_are_ranked_by_share_with_suppressed_ones_last_unless_the_categories_have_an_order() -> None:
    assert [row[0] for row in bars().rows] == ["职称晋升", "任务量大", "其他"]
    kept = ranked_bars([Bar("低", 0.1), Bar("高", 0.9)], WORDS, ordered=True, headings=("a", "b", "c", "d"))
    assert [row[0] for row in kept.rows] == ["低", "高"]


def test_the_same_chart_is_the_same_file() -> None:
    assert bars().png(60) == bars().png(60)


def test_a_picture_is_what_matplotlib_draws_without_its_transparency() -> None:
    chart, target = bars(), io.BytesIO()
    chart.figure.savefig(target, format="png", dpi=60)
    whole = matplotlib.image.imread(io.BytesIO(target.getvalue()))
    assert (whole[..., 3] == 1).all()
    assert (matplotlib.image.imread(io.BytesIO(chart.png(60))) == whole[..., :3]).all()
    assert bars().svg() == bars().svg()


def test_a_character_outside_the_font_becomes_a_geta_mark_and_is_reported() -> None:
    chart = bars(Words("姓名 𠮷 与 𰻝"))
    assert chart.lacking == {"𠮷", "𰻝"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chart.png(60)
    assert drawable("𠮷")[0] == GETA
    assert drawable("镕喆堃玥珺") == ("镕喆堃玥珺", frozenset())


def test_quotation_marks_are_as_narrow_as_the_letters_around_them() -> None:
    assert drawable("“31–40” of “Industry”")[0] == '"31–40" of "Industry"'
    assert drawable("“31–40岁”中")[0] == "“31–40岁”中"


def test_dollar_signs_and_control_characters_in_labels_are_inert() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chart = bars(Words("$\\frac{1}{0}$ \x00\x1b[31m {{7*7}}"))
        chart.png(60)
    drawn = [text.get_text() for text in chart.figure.findobj(matplotlib.text.Text)]
    assert r"\$\frac{1}{0}\$ [31m {{7*7}}" in drawn
    assert not any(matplotlib.cbook.is_math_text(text) for text in drawn)


def test_no_two_group_colours_look_alike_in_grey() -> None:
    greys = [colours.luminance(colour) for colour in colours.GROUPS]
    gaps = [abs(one - other) for one, other in itertools.combinations(greys, 2)]
    assert min(gaps) > 0.03


@pytest.mark.parametrize("count", [3, 4, 5, 6, 7])
def test_a_ramp_grows_darker_step_by_step(count: int) -> None:
    greys = [colours.luminance(colour) for colour in colours.sequential(count)]
    assert np.all(np.diff(greys) < 0)


@pytest.mark.parametrize("count", [2, 3, 4, 5, 7])
def test_a_diverging_scale_is_lightest_in_its_middle(count: int) -> None:
    shades = colours.diverging(count)
    assert len(shades) == count
    greys = [colours.luminance(colour) for colour in shades]
    assert max(greys) in greys[(count - 1) // 2 : count // 2 + 1]


def test_figures_on_a_shade_can_be_read() -> None:
    for shade in (*colours.sequential(6), *colours.diverging(5), *colours.GROUPS):
        ink = colours.ink_on(shade)
        light, dark = sorted((colours.luminance(ink), colours.luminance(shade)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) > 3


def test_a_long_label_keeps_to_four_lines_and_pushes_all_bars_apart() -> None:
    long = "Teaching natural science (mathematics, physics, chemistry, biology, geography, computing), vocational courses and more"
    assert label_lines(long).count("\n") == 3
    assert label_lines(long).endswith("…")
    plain = ranked_bars([Bar("a", 0.5), Bar("b", 0.5)], WORDS, headings=("a", "b", "c", "d"))
    tall = ranked_bars([Bar(long, 0.5), Bar("b", 0.5)], WORDS, headings=("a", "b", "c", "d"))
    assert tall.figure.get_size_inches()[1] > plain.figure.get_size_inches()[1] + 0.5


def test_many_categories_have_their_names_in_several_lines_of_the_key() -> None:
    names = [f"Category number {number}" for number in range(8)]
    chart = stacked_bars(["a"], names, [[0.125] * 8], WORDS, heading="x")
    FigureCanvasAgg(chart.figure)
    right = max(text.get_window_extent().x1 for text in chart.figure.texts)
    assert right <= chart.figure.bbox.width


def test_an_opening_bracket_never_ends_a_line_and_no_line_holds_a_single_character() -> None:
    assert not any(
        line.endswith("（")
        for line in label_lines("高技能操作与工艺改进（技师以上或承担革新任务）").split("\n")
    )
    assert [len(line) for line in label_lines("水利、环境和公共设施管理业").split("\n")] == [7, 6]


def test_labels_wrap_at_twelve_characters_and_never_begin_with_closing_punctuation() -> None:
    lines = wrapped("考核指标与各类检查评比表格，填报等非业务性工作负担 Computers/Technology").split("\n")
    assert all(width(line) <= 13 for line in lines)
    assert not any(line.startswith(tuple("，。、；：")) for line in lines)
