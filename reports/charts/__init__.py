"""Charts, one module per form: a title that says something, direct labels, a source line.

Every form takes plain data that has passed disclosure control (a suppressed figure is None)
and :class:`Words`, and gives a :class:`Chart`, which writes PNG and SVG and carries its
data table and the characters that could not be drawn.
"""

from reports.charts.chart import Chart, Words
from reports.charts.diverging import diverging_bars
from reports.charts.heatmap import heat_map
from reports.charts.pyramid import age_pyramid
from reports.charts.ranked import ranked_bars
from reports.charts.stacked import stacked_bars

__all__ = [
    "Chart",
    "Words",
    "age_pyramid",
    "diverging_bars",
    "heat_map",
    "ranked_bars",
    "stacked_bars",
]
