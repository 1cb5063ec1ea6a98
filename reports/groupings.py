"""The groups that answers are broken down by: ages, titles, political status, education, sector.

The groupings are data: a band of numbers or a list of codes for each group. Sources: age groups of the
third national survey, of Shandong 2017 and of the cadre statistics; GB/T 12407-2008 title levels; GB/T
4762-1984 political status; GB/T 4658-2006 education; GB/T 4754-2017 sections. The age groupings do not
nest, so age is always counted from the birth month.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.text import Text


@dataclass(frozen=True)
class Band:
    """A group of a grouping: ages from ``low`` to ``high`` inclusive, or a list of source ``codes``.

    An ``optional`` band is shown only where someone falls into it.
    """

    code: str
    label: Text
    low: float = float("-inf")
    high: float = float("inf")
    codes: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Grouping:
    """A named way to put the answers of the variable that plays ``role`` into groups."""

    name: str
    role: str
    label: Text
    bands: tuple[Band, ...]

    @property
    def by_code(self) -> Mapping[str, str]:
        """The group of every source code."""
        return {code: band.code for band in self.bands for code in band.codes}


UNGROUPED = Band("ungrouped", Text(zh="未归组", en="Not grouped"), optional=True)


def _ages(name: str, en: str, zh: str, cuts: list[int]) -> Grouping:
    """Age groups that begin at ``cuts``; the first is open below, the last above."""
    first = Band(
        f"-{cuts[0] - 1}", Text(zh=f"{cuts[0] - 1}岁及以下", en=f"{cuts[0] - 1} or under"), high=cuts[0] - 1
    )
    middle = [
        Band(f"{low}-{high - 1}", Text(zh=f"{low}–{high - 1}岁", en=f"{low}–{high - 1}"), low, high - 1)
        for low, high in itertools.pairwise(cuts)
    ]
    last = Band(f"{cuts[-1]}-", Text(zh=f"{cuts[-1]}岁及以上", en=f"{cuts[-1]} or over"), low=cuts[-1])
    return Grouping(name, "age", Text(zh=f"年龄（{zh}）", en=f"Age ({en})"), (first, *middle, last))


def _coded(name: str, role: str, label: Text, *bands: tuple[str, str, str, str] | Band) -> Grouping:
    """A grouping of codes; a band is (code, Chinese, English, source codes parted by blanks)."""
    made = (
        band
        if isinstance(band, Band)
        else Band(band[0], Text(zh=band[1], en=band[2]), codes=tuple(band[3].split()))
        for band in bands
    )
    return Grouping(name, role, label, tuple(made))


AGE3 = _ages("age3", "national, three groups", "全国三组", [35, 45])
AGE4 = _ages("age4", "unit form, four groups", "单位表四组", [35, 45, 55])
AGE5 = _ages("age5", "five-year groups", "五岁组", [20, 25, 30, 35, 40, 45, 50, 55, 60, 65])
AGE10 = _ages("age10", "ten-year groups", "十岁组", [21, 31, 41, 51, 61])
AGE_CADRE = _ages("age_cadre", "cadre statistics", "干部统计口径", [36, 46, 55])

_TITLE = Text(zh="职称", en="Title level")
_SENIOR = Band(
    "senior", Text(zh="高级（未分正副）", en="Senior, not specified"), codes=("410",), optional=True
)
TITLE6 = _coded(
    "title6",
    "title",
    _TITLE,
    ("full_senior", "正高级", "Full senior", "411"),
    ("deputy_senior", "副高级", "Deputy senior", "412"),
    _SENIOR,
    ("middle", "中级", "Middle", "420"),
    Band("junior", Text(zh="初级（未分级）", en="Junior, not specified"), codes=("430",), optional=True),
    ("assistant", "助理级", "Assistant", "434"),
    ("clerk", "员级", "Technician", "435"),
    ("none", "无职称", "No title", "499"),
)
TITLE5 = _coded(
    "title5",
    "title",
    _TITLE,
    ("full_senior", "正高级", "Full senior", "411"),
    ("deputy_senior", "副高级", "Deputy senior", "412"),
    _SENIOR,
    ("middle", "中级", "Middle", "420"),
    ("junior", "初级", "Junior", "430 434 435"),
    ("none", "无职称", "No title", "499"),
)
TITLE4 = _coded(
    "title4",
    "title",
    _TITLE,
    ("senior", "高级", "Senior", "410 411 412"),
    ("middle", "中级", "Middle", "420"),
    ("junior", "初级", "Junior", "430 434 435"),
    ("none", "无职称", "No title", "499"),
)
POLITICAL = _coded(
    "political",
    "political",
    Text(zh="政治面貌", en="Political status"),
    ("party", "中共党员（含预备党员）", "Member of the Communist Party", "01 02 1 2"),
    ("league", "共青团员", "Member of the Youth League", "03 3"),
    ("democratic", "民主党派", "Member of a democratic party", "04 05 06 07 08 09 10 11 4 5 6 7 8 9"),
    ("independent", "无党派人士", "Without party affiliation", "12"),
    ("masses", "群众", "General public", "13"),
)
EDUCATION = _coded(
    "education",
    "education",
    Text(zh="学历", en="Education"),
    ("doctor", "博士研究生", "Doctorate", "11 12 13"),
    ("master", "硕士研究生", "Master", "14 15 16 17 18 19"),
    Band(
        "postgraduate",
        Text(zh="研究生（未分）", en="Postgraduate, not specified"),
        codes=("10",),
        optional=True,
    ),
    ("bachelor", "大学本科", "Bachelor", "20 21 22 23 28"),
    ("college", "大学专科", "Junior college", "30 31 32 33"),
    (
        "secondary",
        "中专、高中及以下",
        "Secondary or below",
        "40 41 42 43 44 45 46 47 48 49 60 61 62 63 70 71 73 80 81 83",
    ),
    Band("other", Text(zh="其他", en="Other"), codes=("90",), optional=True),
)
SECTOR = _coded(
    "sector",
    "sector",
    Text(zh="行业", en="Sector"),
    ("industry", "工业", "Industry", "B C D E"),
    ("agriculture", "农业", "Agriculture", "A"),
    ("education", "教育", "Education", "P"),
    ("health", "卫生", "Health", "Q"),
    ("science", "科技", "Science and technology", "M I"),
    ("other", "其他", "Other", "F G H J K L N O R S T"),
)

GROUPINGS: Mapping[str, Grouping] = {
    grouping.name: grouping
    for grouping in (AGE3, AGE4, AGE5, AGE10, AGE_CADRE, TITLE6, TITLE5, TITLE4, POLITICAL, EDUCATION, SECTOR)
}
DEFAULT_GROUPINGS: Mapping[str, str] = {
    "age": "age10",
    "title": "title5",
    "political": "political",
    "education": "education",
    "sector": "sector",
}

#: What the role of a question is called where its whole wording is too long, as in headings.
ROLE_LABELS: Mapping[str, Text] = {
    "age": Text(zh="年龄", en="Age"),
    "title": Text(zh="职称", en="Title"),
    "sector": Text(zh="行业", en="Sector"),
    "sex": Text(zh="性别", en="Sex"),
    "education": Text(zh="学历", en="Education"),
    "unit_type": Text(zh="单位类型", en="Type of unit"),
    "political": Text(zh="政治面貌", en="Political status"),
    "occupation": Text(zh="从业类别", en="Occupation"),
    "degree": Text(zh="学位", en="Degree"),
}
