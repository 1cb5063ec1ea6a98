"""What becomes of each variable before data leave the house, as plain data.

A profile names what is done to a class of privacy and to single variables: *keep*, *drop*,
*coarsen* (a named grouping, the first letters of a code list or a date, top and bottom codes,
rare answers joined) or *mask* (each value becomes a number drawn anew). Whoever exports chooses
one; what it came to is written down with the file. Identifying variables are never kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args

from questionnaires.text import Text
from reports.codebook import Variable
from reports.dataset import Dataset
from reports.errors import ReportError

How = Literal["keep", "drop", "coarsen", "mask"]
Handling = Literal["keep", "mask", "drop"]
IDENTIFYING = "identifying"
QUASI = "quasi_identifying"
#: The smallest class of alike persons that a file for others should have (k).
LEAST_ALIKE = 5
HOWS: tuple[str, ...] = get_args(How)
HANDLINGS: tuple[str, ...] = get_args(Handling)
DESIGN = ("response", "weight", "stratum", "psu", "mode")


@dataclass(frozen=True)
class Treatment:
    """What is done to one variable.

    Of a *coarsen* exactly what is given holds: ``grouping`` names one of
    :data:`reports.groupings.GROUPINGS`; ``letters`` keeps that many first letters of codes or of a
    date (4: the year); ``bottom`` and ``top`` close a number at both ends and ``step`` puts it down to the
    next multiple; ``least`` joins answers that fewer persons gave. With nothing given it is settled by
    what the variable is.
    """

    how: How = "keep"
    grouping: str = ""
    letters: int = 0
    bottom: float | None = None
    top: float | None = None
    step: float = 0
    least: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it is still to be settled how to coarsen."""
        ends = self.bottom is not None or self.top is not None
        return self.how == "coarsen" and not any((self.grouping, self.letters, self.least, self.step, ends))

    def to_json(self) -> dict[str, Any]:
        """What differs from doing nothing, as plain JSON values."""
        nothing = Treatment()
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            "how": self.how,
            **{name: value for name, value in found.items() if value != getattr(nothing, name)},
        }


KEEP, DROP, COARSEN, MASK = (Treatment(how) for how in get_args(How))
OWN_CLASSES: Mapping[str, Treatment] = {IDENTIFYING: DROP}
OTHERS_CLASSES: Mapping[str, Treatment] = {IDENTIFYING: DROP, QUASI: COARSEN, "open": DROP, "text": DROP}


@dataclass(frozen=True)
class Profile:
    """``variables`` by name come first, then the class of privacy (``text`` is every open text), else they are kept.

    ``response``, ``weight``, ``stratum``, ``psu`` and ``mode`` say what becomes of the columns of the
    design: masked ones get new numbers, drawn for this file alone. ``k`` is what the smallest class of
    persons who look alike is compared with.
    """

    name: str
    label: Text
    classes: Mapping[str, Treatment] = field(default_factory=dict)
    variables: Mapping[str, Treatment] = field(default_factory=dict)
    response: Handling = "keep"
    weight: Handling = "keep"
    stratum: Handling = "keep"
    psu: Handling = "keep"
    mode: Handling = "keep"
    k: int = LEAST_ALIKE

    def treatment(self, variable: Variable) -> Treatment:
        """What is done to a variable; an identifying one is never kept nor coarsened."""
        found = self.variables.get(variable.name)
        if found is None:
            found = self.classes.get(variable.privacy)
        if found is None and variable.kind == "text":
            found = self.classes.get("text")
        found = found or KEEP
        if variable.privacy == IDENTIFYING and found.how in ("keep", "coarsen"):
            raise ReportError(
                "profile.identifying",
                variable.name,
                Text(
                    zh="可识别个人的变量不能导出。",
                    en="A variable that identifies persons is never exported.",
                ),
                Text(zh="请改为去掉（drop）或换成代号（mask）。", en="Drop it, or mask it."),
            )
        return found

    def to_json(self) -> dict[str, Any]:
        """The profile as plain JSON values."""
        return {
            "name": self.name,
            "label": dict(self.label),
            "classes": {name: one.to_json() for name, one in self.classes.items()},
            "variables": {name: one.to_json() for name, one in self.variables.items()},
            **{name: getattr(self, name) for name in DESIGN},
            "k": self.k,
        }

    def lines(self) -> list[Text]:
        """The profile in sentences: its name, and what it does to whom."""
        found = [
            Text(
                zh=f"去标识化方案：{self.label.say('zh-CN')}。",
                en=f"De-identification: {self.label.say('en')}.",
            )
        ]
        said = {name: sentence(one) for name, one in self.variables.items() if one.how != "keep"}
        for words in dict.fromkeys(said.values()):
            names = ", ".join(name for name, own in said.items() if own == words)
            found.append(Text(zh=f"{words.say('zh-CN')}：{names}。", en=f"{words.say('en')}: {names}."))
        design = [name for name in DESIGN if getattr(self, name) == "mask"]
        if design:
            found.append(
                Text(
                    zh="这些列换成了本文件专用的新编号：{names}。",
                    en="These columns have new numbers, of this file only: {names}.",
                ).fill(names=", ".join(design))
            )
        return found


#: For the association's own work: everything as it was frozen.
OWN = Profile("internal", Text(zh="内部分析（原样）", en="Own analysis (as frozen)"), classes=OWN_CLASSES)
#: For everybody else: what may point at a person is coarsened, and nothing can be joined with another file.
OTHERS = Profile(
    "deidentified",
    Text(zh="对外提供（去标识化）", en="For others (de-identified)"),
    classes=OTHERS_CLASSES,
    response="mask",
    psu="mask",
)
PROFILES: Mapping[str, Profile] = {one.name: one for one in (OWN, OTHERS)}


def sentence(treatment: Treatment) -> Text:
    """What a treatment does, in words."""
    if treatment.how == "drop":
        return Text(zh="去掉", en="Dropped")
    if treatment.how == "mask":
        return Text(zh="换成随机代号", en="Replaced by random numbers")
    if treatment.how == "keep":
        return Text(zh="原样", en="As it is")
    parts_zh, parts_en = [], []
    if treatment.grouping:
        parts_zh.append(f"按 {treatment.grouping} 归组")
        parts_en.append(f"grouped by {treatment.grouping}")
    if treatment.letters:
        parts_zh.append(f"只留前 {treatment.letters} 位")
        parts_en.append(f"first {treatment.letters} letters only")
    if treatment.bottom is not None or treatment.top is not None:
        ends = " – ".join("" if end is None else f"{end:g}" for end in (treatment.bottom, treatment.top))
        parts_zh.append(f"两端封在 {ends}")
        parts_en.append(f"closed at {ends}")
    if treatment.step:
        parts_zh.append(f"每 {treatment.step:g} 一组")
        parts_en.append(f"in steps of {treatment.step:g}")
    if treatment.least:
        parts_zh.append(f"少于 {treatment.least} 人的答案合并")
        parts_en.append(f"answers of fewer than {treatment.least} joined")
    return Text(zh="变粗（" + "，".join(parts_zh) + "）", en="Coarsened (" + ", ".join(parts_en) + ")")


def profile_of(data: Mapping[str, Any]) -> Profile:
    """The profile that was written as JSON; ``base`` names a shipped one that it changes.

    :raises ReportError: a part that is not known, or a value that cannot be.
    """
    base = PROFILES.get(str(data.get("base", "internal")))
    known = {"base", "name", "label", "classes", "variables", *DESIGN, "k"}
    unknown = sorted(set(data) - known)
    if base is None or unknown:
        raise _wrong(", ".join(unknown) or "base", ", ".join(sorted(known)))
    made = replace(
        base,
        name=str(data.get("name", base.name)),
        label=Text(data["label"]) if isinstance(data.get("label"), Mapping) else base.label,
        classes={**base.classes, **_treatments(data.get("classes", {}), "classes")},
        variables={**base.variables, **_treatments(data.get("variables", {}), "variables")},
    )
    for name in DESIGN:
        handling = data.get(name, getattr(base, name))
        if handling not in HANDLINGS or (name == "response" and handling == "drop"):
            raise _wrong(name, ", ".join(HANDLINGS))
        made = replace(made, **{name: handling})
    k = data.get("k", base.k)
    if not isinstance(k, int) or isinstance(k, bool) or k < 1:
        raise _wrong("k", "1, 2, 3, …")
    return replace(made, k=k)


def _treatments(given: Any, place: str) -> dict[str, Treatment]:
    if not isinstance(given, Mapping):
        raise _wrong(place, '{"NAME": {"how": "drop"}}')
    return {str(name): _treatment(one, f"{place}.{name}") for name, one in given.items()}


def _treatment(given: Any, place: str) -> Treatment:
    data = {"how": given} if isinstance(given, str) else given
    known = {one.name for one in fields(Treatment)}
    if not isinstance(data, Mapping) or set(data) - known or data.get("how") not in HOWS:
        raise _wrong(place, ", ".join([*HOWS, *sorted(known)]))
    for name, value in data.items():
        kinds = (str,) if name in ("how", "grouping") else (int, float, type(None))
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise _wrong(f"{place}.{name}", ", ".join(kind.__name__ for kind in kinds))
    for name in ("letters", "least", "step"):
        number: Any = data.get(name, 0)
        whole = name == "step" or isinstance(number, int)
        if number is None or not whole or not 0 <= number < float("inf"):
            raise _wrong(f"{place}.{name}", "0, 1, 2, …")
    return Treatment(**data)


def _wrong(place: str, known: str) -> ReportError:
    return ReportError(
        "profile.data",
        place,
        Text(
            zh="去标识化方案中的这一项读不懂。",
            en="This part of the de-identification profile cannot be read.",
        ),
        Text(zh="可用的是：{known}", en="It may be: {known}").fill(known=known),
    )


def of_quasi(dataset: Dataset, profile: Profile) -> tuple[str, ...]:
    """The quasi-identifiers of a dataset that a profile lets out: known to others, and so able to point at somebody."""
    return tuple(
        one.name
        for one in dataset.variables
        if one.privacy == QUASI and profile.variables.get(one.name, KEEP).how in ("keep", "coarsen")
    )
