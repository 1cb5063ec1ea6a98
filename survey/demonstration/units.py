"""The frame of the demonstration: fictional towns and units, the units drawn, and the copies for each.

Names are put together from parts; the county does not exist. Units of the larger strata
are drawn with probability proportional to size, the largest with certainty; where all
units are in the sample, copies go to them by size.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from questionnaires.library import units as listing
from questionnaires.text import Text
from survey.demonstration.chance import chance
from survey.demonstration.design import Design, Stratum, apportion

SMALLEST_UNIT = 3

_TOWNS = (
    ("青溪街道", "Qingxi Subdistrict"),
    ("白塔镇", "Baita Town"),
    ("柳河镇", "Liuhe Town"),
    ("云台镇", "Yuntai Town"),
    ("东湖经济开发区", "Donghu Development Zone"),
    ("石桥镇", "Shiqiao Town"),
    ("竹林镇", "Zhulin Town"),
    ("枫桥镇", "Fengqiao Town"),
    ("沙洲镇", "Shazhou Town"),
    ("芦浦镇", "Lupu Town"),
    ("梅岭镇", "Meiling Town"),
    ("桑园镇", "Sangyuan Town"),
    ("荷塘乡", "Hetang Township"),
    ("松坪乡", "Songping Township"),
)

# The first letters of pinyin of all characters in the names below, so that units are found by typing them.
_LETTERS: Mapping[str, str] = {
    "a": "案",
    "b": "保八包博病白",
    "c": "产初场昌材村测程茶菜蚕诚",
    "d": "东典地大当档电督稻第达道",
    "e": "二",
    "f": "丰发复妇房放服枫纺阀防",
    "g": "公国工广果管规馆",
    "h": "会划化合和宏恒护河湖环绘荷",
    "j": "九交件健嘉境局建急技据救教机检济疾监究级经菌街计",
    "k": "凯勘口康开控矿科",
    "l": "六利岭料林柳流理绿缆老联芦赁路",
    "m": "媒木梅民牧米苗贸门",
    "n": "农年能",
    "p": "品坪浦",
    "q": "七区启桥气腔青",
    "r": "人润然瑞融软",
    "s": "三事兽司商四塑实少市所数术松桑水沙生盛石社算蔬设输食",
    "t": "体台塔塘态推统腾通",
    "w": "五务卫外文物",
    "x": "乡信协学小心息新校械溪畜象鑫限",
    "y": "一业云医叶园幼应有渔源用研育艺药语运远院预验",
    "z": "专中住作制子展智植泽洲猪种租站竹筑织者职自装资造铸镇震",
}
_INITIALS = {character: letter for letter, characters in _LETTERS.items() for character in characters}

_SYLLABLES = ("恒", "鑫", "瑞", "宏", "嘉", "润", "启", "联", "博", "盛")
_ENDINGS = ("远", "达", "丰", "腾", "泽", "昌", "诚", "和", "凯", "源")
_TRADES = (
    ("机械", "C"),
    ("纺织", "C"),
    ("化工", "C"),
    ("建材", "C"),
    ("食品", "C"),
    ("电子", "C"),
    ("阀门", "C"),
    ("塑业", "C"),
    ("电缆", "C"),
    ("制药", "C"),
    ("铸造", "C"),
    ("木业", "C"),
    ("包装", "C"),
    ("能源", "D"),
    ("水务", "D"),
    ("矿业", "B"),
    ("建设", "E"),
)


@dataclass(frozen=True)
class Unit:
    """A unit of the frame; ``staff`` are its science workers, ``copies`` what is issued to it."""

    code: str
    name: str
    stratum: str
    town: str
    unit_type: str
    industry: str
    staff: int
    copies: int = 0

    @property
    def listed(self) -> listing.Unit:
        """The unit as the questionnaire lists it."""
        return listing.Unit(
            self.code, Text(zh=self.name, en=self.name), self.town, self.unit_type, initials(self.name)
        )

    @property
    def answers(self) -> dict[str, str]:
        """What somebody of this unit chooses in the questionnaire's list of units."""
        return listing.unit_answers(self.listed)


def towns() -> tuple[listing.Town, ...]:
    """The towns of the county with codes of a county that does not exist (320999)."""
    return tuple(
        listing.Town(f"320999{101 + place}000", Text(zh=zh, en=en), initials(zh))
        for place, (zh, en) in enumerate(_TOWNS)
    )


def initials(name: str) -> str:
    """The pinyin initials of a name made of the parts of this module."""
    return "".join(_INITIALS[character] for character in name)


def frame(design: Design) -> tuple[Unit, ...]:
    """Every unit of the county, in the order of the strata; units drawn have copies."""
    found: list[Unit] = []
    for stratum in design.strata:
        rng = chance(design.seed, "units", stratum.code)
        places = list(islice(_PLACES[stratum.code](rng), stratum.units))
        if len(places) < stratum.units:
            raise AssertionError(f"{stratum.code}: names for {len(places)} units only")
        sizes = _sizes([place.weight for place in places], stratum, rng)
        drawn = _draw(sizes, stratum.drawn, rng)
        copies = _takes(sizes, drawn, stratum)
        before = len(found)
        found.extend(
            Unit(
                f"u{before + number + 1:03d}",
                place.name,
                stratum.code,
                place.town,
                _by_size(place, sizes[number]),
                place.industry,
                sizes[number],
                copies[number],
            )
            for number, place in enumerate(places)
        )
    return tuple(found)


def _sizes(weights: Sequence[float], stratum: Stratum, rng: random.Random) -> list[int]:
    """Science workers by unit: skewed as units are, and summing to the population of the stratum."""
    drawn = [weight * rng.lognormvariate(0.0, 0.6) for weight in weights]
    rest = apportion(stratum.population - SMALLEST_UNIT * len(drawn), drawn)
    return [SMALLEST_UNIT + share for share in rest]


def _draw(sizes: Sequence[int], count: int, rng: random.Random) -> dict[int, bool]:
    """The places of units drawn systematically with probability proportional to size; True: with certainty."""
    certain: set[int] = set()
    while True:
        rest = [place for place in range(len(sizes)) if place not in certain]
        wanted, whole = count - len(certain), sum(sizes[place] for place in rest)
        larger = [place for place in rest if sizes[place] * wanted >= whole]
        if not larger or not wanted:
            break
        certain.update(larger)
    found = dict.fromkeys(certain, True)
    step = whole / wanted if wanted else 0.0
    at, reached = rng.random() * step, 0.0
    for place in rest:
        reached += sizes[place]
        if len(found) < count and reached > at:
            found[place] = False
            at += step
    return found


def _takes(sizes: Sequence[int], drawn: Mapping[int, bool], stratum: Stratum) -> dict[int, int]:
    """Copies by place: by size in units that are certain, equally many in the others."""
    others = [place for place, certain in drawn.items() if not certain]
    whole = sum(size for place, size in enumerate(sizes) if not drawn.get(place, False))
    places = sorted(drawn)
    weights = [sizes[place] if drawn[place] else whole / len(others) for place in places]
    limits = [sizes[place] for place in places]
    found = dict.fromkeys(range(len(sizes)), 0)
    found.update(zip(places, apportion(stratum.copies, weights, limits), strict=True))
    return found


@dataclass(frozen=True)
class _Place:
    """A unit before it has a size: ``weight`` is how large units of its sort are."""

    name: str
    town: str
    unit_type: str
    industry: str
    weight: float


def _by_size(place: _Place, size: int) -> str:
    """An enterprise with more science workers is one above designated size."""
    return "8" if place.unit_type == "9" and size >= 20 else place.unit_type


def _stem(town: str) -> str:
    for ending in ("街道", "经济开发区", "镇", "乡"):
        if town.endswith(ending):
            return town.removesuffix(ending)
    return town


def _stems() -> list[tuple[str, str]]:
    return [(_stem(town.label.say("zh-CN")), town.code) for town in towns()]


def _industry(rng: random.Random) -> Iterator[_Place]:
    names = [f"{first}{last}" for first in _SYLLABLES for last in _ENDINGS]
    stems = _stems()
    used: set[str] = set()
    while True:
        stem, town = rng.choices(stems, [8, 3, 3, 2, 12, 2, 2, 2, 2, 1, 1, 1, 1, 1])[0]
        trade, industry = rng.choice(_TRADES)
        name = f"{stem}{rng.choice(names)}{trade}有限公司"
        if name not in used:
            used.add(name)
            yield _Place(name, town, "9", industry, rng.choices([1.0, 5.0, 22.0], [0.74, 0.2, 0.06])[0])


def _agriculture(_rng: random.Random) -> Iterator[_Place]:
    for stem, town in _stems():
        yield _Place(f"{stem}农业技术推广服务中心", town, "7", "A", 3.0)
    goods = ("稻米", "水产", "茶叶", "蔬菜", "果品", "生猪", "蚕桑", "食用菌", "苗木", "中药材")
    for (stem, town), good in zip(_stems(), goods, strict=False):
        yield _Place(f"{stem}{good}专业合作社", town, "12", "A", 1.0)
    for name in ("畜牧兽医站", "林业工作站", "水利工程服务中心", "农机技术推广站", "植物保护站"):
        yield _Place(f"青溪{name}", "320999101000", "7", "A", 4.0)
    for (stem, town), name in zip(_stems()[1:], ("种业", "渔业", "园艺", "牧业", "农场"), strict=False):
        yield _Place(f"{stem}{name}技术协会", town, "12", "A", 1.0)


def _education(_rng: random.Random) -> Iterator[_Place]:
    yield _Place("青溪开放大学", "320999101000", "2", "P", 4.0)
    yield _Place("青溪职业技术学校", "320999101000", "4", "P", 14.0)
    yield _Place("东湖技工学校", "320999105000", "4", "P", 8.0)
    for name in ("第一中学", "第二中学", "第三中学", "实验中学", "外国语学校"):
        yield _Place(f"青溪{name}", "320999101000", "3", "P", 12.0)
    for stem, town in _stems():
        yield _Place(f"{stem}初级中学", town, "3", "P", 5.0)
    for stem, town in _stems():
        yield _Place(f"{stem}中心小学", town, "3", "P", 4.0)
    for stem, town in _stems():
        yield _Place(f"{stem}第二小学", town, "3", "P", 3.0)
    for stem, town in _stems():
        yield _Place(f"{stem}九年制学校", town, "3", "P", 4.0)
    for number in ("一", "二", "三", "四", "五", "六", "七", "八"):
        yield _Place(f"青溪第{number}实验小学", "320999101000", "3", "P", 5.0)


def _health(_rng: random.Random) -> Iterator[_Place]:
    county = "320999101000"
    yield _Place("青溪人民医院", county, "5", "Q", 60.0)
    yield _Place("青溪中医院", county, "5", "Q", 30.0)
    yield _Place("青溪妇幼保健院", county, "6", "Q", 14.0)
    yield _Place("青溪疾病预防控制中心", county, "6", "Q", 8.0)
    yield _Place("青溪第三人民医院", county, "5", "Q", 12.0)
    yield _Place("东湖康复医院", "320999105000", "5", "Q", 8.0)
    yield _Place("青溪急救中心", county, "6", "Q", 3.0)
    for stem, town in _stems():
        yield _Place(f"{stem}卫生院", town, "6", "Q", 6.0)
    for stem, town in _stems():
        yield _Place(f"{stem}社区卫生服务中心", town, "6", "Q", 3.0)
    for stem, town in _stems()[:5]:
        yield _Place(f"{stem}口腔医院", town, "5", "Q", 1.5)


def _science(rng: random.Random) -> Iterator[_Place]:
    county, zone = "320999101000", "320999105000"
    for name in ("农业科学研究所", "水产研究所", "林业科学研究所"):
        yield _Place(f"青溪{name}", county, "1", "M", 3.0)
    for name in ("新材料研究院", "智能制造研究院", "生物技术研究所"):
        yield _Place(f"东湖{name}", zone, "1", "M", 3.0)
    for name in ("检验检测中心", "气象服务中心", "地震监测站", "测绘服务中心", "科技馆", "环境监测站"):
        yield _Place(f"青溪{name}", county, "10", "M", 2.0)
    for name in ("建筑设计院", "水利勘测设计院", "规划设计院"):
        yield _Place(f"青溪{name}", county, "10", "M", 3.0)
    for name in rng.sample([f"{first}{last}" for first in _SYLLABLES for last in _ENDINGS], 9):
        yield _Place(f"东湖{name}软件有限公司", zone, "9", "I", 2.0)
    for name in ("医学会", "农学会", "化工学会", "计算机学会", "老科技工作者协会", "青少年科技教育协会"):
        yield _Place(f"青溪{name}", county, "13", "M", 1.0)


def _other(_rng: random.Random) -> Iterator[_Place]:
    county = "320999101000"
    offices = (
        "农业农村局",
        "水利局",
        "自然资源局",
        "生态环境局",
        "交通运输局",
        "住房建设局",
        "工业信息局",
        "卫生健康局",
        "市场监督管理局",
        "应急管理局",
        "统计局",
        "科学技术协会",
    )
    for name in offices:
        yield _Place(f"青溪{name}", county, "11", "S", 3.0)
    services = (
        ("公路事业发展中心", "G"),
        ("河道管理所", "N"),
        ("园林绿化所", "N"),
        ("环境卫生所", "N"),
        ("文化馆", "R"),
        ("博物馆", "R"),
        ("融媒体中心", "R"),
        ("大数据中心", "S"),
        ("数据档案馆", "S"),
    )
    for name, industry in services:
        yield _Place(f"青溪{name}", county, "10", industry, 3.0)
    firms = (
        ("运输", "G"),
        ("物流", "G"),
        ("商贸", "F"),
        ("物业", "K"),
        ("租赁", "L"),
        ("通信", "G"),
        ("典当", "J"),
    )
    for place, (stem, town) in enumerate(_stems() * 4):
        trade, industry = firms[place % len(firms)]
        syllable, ending = _SYLLABLES[place % 10], _ENDINGS[place // 10 % 10]
        yield _Place(f"{stem}{syllable}{ending}{trade}有限公司", town, "9", industry, 1.5)


_PLACES = {
    "industry": _industry,
    "agriculture": _agriculture,
    "education": _education,
    "health": _health,
    "science": _science,
    "other": _other,
}
