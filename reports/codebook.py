"""What the columns of a dataset mean: labels, codes, kinds of missing, roles and the sample design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from questionnaires.text import Text

Kind = Literal["code", "indicator", "number", "date", "text"]
MissingKind = Literal["not_shown", "refused", "unknown", "left_out", "not_applicable"]
GroupKind = Literal["multiple", "matrix", "ranking"]
SinglePsu = Literal["fail", "remove", "adjust", "average", "certainty", "withhold"]

JOINED = " · "  # between the wording of a question and that of one of its parts
NOT_SHOWN = "-1"
REFUSED = "-7"
UNKNOWN = "-8"
LEFT_OUT = "-9"

STANDARD_MISSING: Mapping[str, MissingKind] = {
    NOT_SHOWN: "not_shown",
    REFUSED: "refused",
    UNKNOWN: "unknown",
    LEFT_OUT: "left_out",
}
MISSING_LABELS: Mapping[MissingKind, Text] = {
    "not_shown": Text(zh="未显示", en="Not shown"),
    "refused": Text(zh="不愿回答", en="Refused"),
    "unknown": Text(zh="不清楚", en="Does not know"),
    "left_out": Text(zh="未答", en="Left out"),
    "not_applicable": Text(zh="不适用", en="Not applicable"),
}
INDICATOR_CODES: Mapping[str, Text] = {
    "1": Text(zh="选中", en="Chosen"),
    "0": Text(zh="未选中", en="Not chosen"),
}


@dataclass(frozen=True)
class Variable:
    """One variable of a dataset.

    ``codes`` are the options in the order of the questionnaire; ``missing`` names those options that
    count as missing (sex ``"9"`` as ``refused``). The four standard codes -1, -7, -8 and -9 are missing
    everywhere and need not be listed. ``group`` is the multiple choice, matrix or ranking the variable
    is a part of; ``reverse`` says that a scale item runs against the others. ``ambiguous`` is a number
    that may be one of the missing codes, so that a file needs its companion.
    """

    name: str
    label: Text
    kind: Kind
    codes: Mapping[str, Text] = field(default_factory=dict)
    missing: Mapping[str, MissingKind] = field(default_factory=dict)
    role: str | None = None
    privacy: str = "ordinary"
    group: str | None = None
    reverse: bool = False
    question: str = ""
    versions: tuple[str, ...] = ()
    ambiguous: bool = False

    @property
    def companion(self) -> str:
        """The column beside a number, an indicator, a date or a text that says why there is no value."""
        return f"{self.name}.missing"

    @property
    def categories(self) -> tuple[str, ...]:
        """Every code the column of a code variable may hold: its options, then the standard missing."""
        return (*self.codes, *(code for code in STANDARD_MISSING if code not in self.codes))

    @property
    def substantive(self) -> tuple[str, ...]:
        """The codes that are answers, in the order of the questionnaire."""
        missing = self.missing_kinds
        return tuple(code for code in self.codes if code not in missing)

    @property
    def missing_kinds(self) -> dict[str, MissingKind]:
        """Every missing code of this variable with its kind, the standard ones included."""
        return {**STANDARD_MISSING, **self.missing}

    def say_code(self, code: str) -> Text:
        """The label of an option or of a standard missing code."""
        if code in self.codes:
            return self.codes[code]
        return MISSING_LABELS[self.missing_kinds[code]]

    def to_json(self) -> dict[str, Any]:
        """The variable as plain JSON values; the order of ``codes`` is kept as a list of pairs."""
        return {
            "name": self.name,
            "label": dict(self.label),
            "kind": self.kind,
            "codes": [[code, dict(label)] for code, label in self.codes.items()],
            "missing": dict(self.missing),
            "role": self.role,
            "privacy": self.privacy,
            "group": self.group,
            "reverse": self.reverse,
            "question": self.question,
            "versions": list(self.versions),
            **({"ambiguous": True} if self.ambiguous else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Variable:
        """The variable that :meth:`to_json` wrote."""
        return cls(
            name=data["name"],
            label=Text(data["label"]),
            kind=data["kind"],
            codes={code: Text(label) for code, label in data["codes"]},
            missing=dict(data["missing"]),
            role=data["role"],
            privacy=data["privacy"],
            group=data["group"],
            reverse=data["reverse"],
            question=data["question"],
            versions=tuple(data["versions"]),
            ambiguous=data.get("ambiguous", False),
        )


@dataclass(frozen=True)
class Group:
    """Variables that are one question: a multiple choice, a matrix or a ranking.

    The variables of a ranking are its places in order (first, second, third), each holding the code
    of the option put there.
    """

    name: str
    label: Text
    kind: GroupKind
    variables: tuple[str, ...]

    def part(self, label: Text) -> Text:
        """The label of one of its variables without the wording of the question before it."""
        heads = {language: f"{self.label.say(language)}{JOINED}" for language in label}
        return Text({language: words.removeprefix(heads[language]) for language, words in label.items()})

    def to_json(self) -> dict[str, Any]:
        """The group as plain JSON values."""
        return {
            "name": self.name,
            "label": dict(self.label),
            "kind": self.kind,
            "variables": list(self.variables),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Group:
        """The group that :meth:`to_json` wrote."""
        return cls(data["name"], Text(data["label"]), data["kind"], tuple(data["variables"]))


@dataclass(frozen=True)
class Stratum:
    """A stratum: ``population`` is N_h, the persons in it, or None where nobody knows;
    ``units`` is the number of primary sampling units (units of employment) in the population."""

    code: str
    label: Text
    population: float | None = None
    units: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The stratum as plain JSON values."""
        return {
            "code": self.code,
            "label": dict(self.label),
            "population": self.population,
            "units": self.units,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Stratum:
        """The stratum that :meth:`to_json` wrote."""
        return cls(data["code"], Text(data["label"]), data["population"], data["units"])


@dataclass(frozen=True)
class DesignInfo:
    """How the sample was drawn, as far as estimation needs it.

    ``clustered`` says that persons were drawn inside units, so that column ``psu`` names the primary
    sampling unit; else each answer is its own. ``probability`` is False where intervals are only
    indicative. ``reference_date`` (YYYY-MM-DD) is the day ages are counted at. ``notes`` are printed
    under every table made from the dataset.
    """

    strata: tuple[Stratum, ...] = ()
    reference_date: str = ""
    clustered: bool = False
    probability: bool = True
    single_psu: SinglePsu = "fail"
    notes: tuple[Text, ...] = ()

    def stratum(self, code: str) -> Stratum | None:
        """The stratum with a code, or None."""
        return next((stratum for stratum in self.strata if stratum.code == code), None)

    def to_json(self) -> dict[str, Any]:
        """The design as plain JSON values."""
        return {
            "strata": [stratum.to_json() for stratum in self.strata],
            "reference_date": self.reference_date,
            "clustered": self.clustered,
            "probability": self.probability,
            "single_psu": self.single_psu,
            "notes": [dict(note) for note in self.notes],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DesignInfo:
        """The design that :meth:`to_json` wrote."""
        return cls(
            strata=tuple(Stratum.from_json(stratum) for stratum in data["strata"]),
            reference_date=data["reference_date"],
            clustered=data["clustered"],
            probability=data["probability"],
            single_psu=data["single_psu"],
            notes=tuple(Text(note) for note in data["notes"]),
        )
