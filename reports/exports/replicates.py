"""Replicate weights of a package: their file, what they are, and how R takes them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from questionnaires.text import Text
from reports.exports.cells import steps
from reports.exports.profile import Profile
from reports.weighting.choice import SEED, Replicates

NAME = "replicates.csv"


def write(replicates: Replicates, path: Path) -> Path:
    """A row for each row of the data, a column for each replicate, with every digit."""
    table = replicates.design.replicates
    with path.open("w", encoding="ascii", newline="") as file:
        file.write(",".join(f"rep{one}" for one in range(1, replicates.number + 1)) + "\r\n")
        for rows in steps(len(table)):
            for row in table[rows].tolist():
                file.write(",".join([_digits(value) for value in row]) + "\r\n")
    return path


def told(replicates: Replicates) -> dict[str, Any]:
    """What programs need to take them for what they are; the coefficients one for each replicate."""
    design = replicates.design
    return {
        "file": NAME,
        **replicates.choice.to_json(),
        "number": replicates.number,
        "scale": design.scale,
        "rscales": design.rscales.tolist(),
        "mse": design.mse,
        "df": design.df,
        "notes": [dict(note) for note in replicates.notes],
    }


def lines(replicates: Replicates, profile: Profile) -> list[Text]:
    """What the package says of them, one sentence each."""
    choice, design = replicates.choice, replicates.design
    found = [
        _WHAT.fill(label=choice.label, number=replicates.number),
        _ANEW if replicates.is_carried else _AS_THEY_ARE,
        _VARIANCE.fill(scale=f"{design.scale:.9g}", df=f"{design.df:g}"),
        Text(
            zh=f"Stata：svyset [pw=weight], {_stata(replicates)}。",
            en=f"Stata: svyset [pw=weight], {_stata(replicates)}.",
        ),
    ]
    if choice.method == "bootstrap":
        found.append(_SEED.fill(seed=SEED))
    if profile.stratum == "mask":
        found.append(_UNCORRECTED)
    return [*found, _SHOWS, *replicates.notes]


def r_lines(replicates: Replicates) -> Iterator[str]:
    """R: the design with replicate weights, beside ``design``."""
    design = replicates.design
    runs = [(value, len(list(group))) for value, group in groupby(design.rscales.tolist())]
    yield ""
    yield f"# replicate weights, {replicates.choice.label.say('en')}"
    yield f'replicates <- as.matrix(read.csv("{NAME}"))'
    yield "rscales <- rep("
    yield f"  c({', '.join(_digits(value) for value, _ in runs)}),"
    yield f"  c({', '.join(str(count) for _, count in runs)})"
    yield ")"
    yield "replicated <- svrepdesign("
    yield "  data = answers, weights = ~weight, repweights = replicates, combined.weights = TRUE,"
    yield f'  type = "other", scale = {_digits(design.scale)}, rscales = rscales,'
    yield f"  mse = {'TRUE' if design.mse else 'FALSE'}"
    yield ")"
    # Only newer versions of survey take it as an argument.
    yield f"replicated$degf <- {design.df:g}"


def _stata(replicates: Replicates) -> str:
    choice, design = replicates.choice, replicates.design
    if choice.method == "bootstrap":
        return "bsrweight(rep*) vce(bootstrap)"
    if choice.method in ("BRR", "Fay"):
        fay = f" fay({choice.rho:g})" if choice.method == "Fay" else ""
        return f"brrweight(rep*){fay} vce(brr)"
    factors = design.scale * design.rscales
    if (factors == factors[0]).all():
        return f"jkrweight(rep*, multiplier({_digits(float(factors[0]))})) vce(jackknife)"
    return "jkrweight(rep*) vce(jackknife), char repN[jk_multiplier] = rscales"


def _digits(value: float) -> str:
    """The shortest digits that give the same number again."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


_WHAT = Text(
    zh="replicates.csv 是 {number} 组重复权数（rep1 起），{label}，每行对应数据的同一行。",
    en="replicates.csv holds {number} replicate weights (rep1 and on), {label}, a row for each row of the data in the "
    "same order.",
)
_ANEW = Text(
    zh="加权的每一步在每组中都重做过，所以由它们得出的误差包含加权本身的影响。",
    en="Every step of the weighting was made anew in each, so that errors from them take account of it.",
)
_AS_THEY_ARE = Text(
    zh="它们由基础权数而来，没有经过校准。",
    en="They are those of the base weights, which went through no calibration.",
)
_VARIANCE = Text(
    zh="方差 = scale · Σ rscales ·（各组估计 − 各组均值）²；scale = {scale}，自由度 {df}，rscales 见 codebook.json；"
    "R 程序已声明为 replicated。",
    en="Variance = scale · Σ rscales · (estimate of a replicate − their mean)²; scale = {scale}, degrees of freedom "
    "{df}, rscales are in codebook.json; the R script declares them as replicated.",
)
_SEED = Text(
    zh="随机数种子是 {seed}：同一份数据总得到同样的权数。",
    en="The seed is {seed}: the same data always give the same weights.",
)
_UNCORRECTED = Text(
    zh="层换成了代号，所以没有按各层总体数做有限总体校正。",
    en="Strata are masked, so nothing is corrected for the size of their populations.",
)
_SHOWS = Text(
    zh="重复权数会显示哪些答卷同属一个抽样单元和一层（哪几行一起变），与 psu、stratum 两列所说的相同，编号换过也一样；"
    "也会更细地显示哪些答卷的权数调整相同。请像对待权数那样保管。",
    en="Replicate weights show which answers share a sampling unit and a stratum (which rows change together), as the "
    "columns psu and stratum do, masked or not; and, more closely than the weight, which answers were adjusted "
    "alike. Keep them as you keep the weights.",
)
