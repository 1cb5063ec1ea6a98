"""Replicate weights of an export: what is asked, whether it may go out, and the weights themselves."""

from __future__ import annotations

from questionnaires.text import Text
from reports.errors import ReportError
from reports.exports.profile import Profile
from reports.weighting.bootstrap import REPLICATES
from reports.weighting.choice import METHODS, RHO, Choice, Replicates, replicates_of
from survey.errors import Refusal
from survey.services.refusing import refused_by
from survey.services.snapshots import Frozen
from survey.services.weightsets import Named

#: What replicates tell, by the column of the design that tells it too.
COLUMNS = {
    "weight": Text(zh="权数（weight）", en="the weight"),
    "stratum": Text(zh="层（stratum）", en="the stratum"),
    "psu": Text(zh="单位代号（psu）", en="the number of the unit (psu)"),
}


def choice_named(method: str, rho: float | None = None, number: int | None = None) -> Choice | None:
    """Replicate weights by the name of their method, in any case of letters; None where none are asked for.

    :raises Refusal: there is no such method, or it takes no such number.
    """
    if method in ("", "none"):
        if rho is None and number is None:
            return None
        raise _needs("none", "rho" if number is None else "number")
    known = {name.lower(): name for name in METHODS}
    name = known.get(method.lower(), method)
    if rho is not None and name != "Fay":
        raise _needs(name, "rho")
    if number is not None and name != "bootstrap":
        raise _needs(name, "number")
    try:
        return Choice(name, RHO if rho is None else rho, REPLICATES if number is None else number)
    except ReportError as error:
        raise refused_by(error) from error


def check(choice: Choice | None, format_: str, profile: Profile) -> None:
    """Whether replicate weights may go with a format and what a profile lets out.

    :raises Refusal: they may not.
    """
    if choice is None:
        return
    if format_ != "package":
        raise Refusal(
            "replicates_format",
            place=format_,
            reason=Text(
                zh="重复权数只随数据包导出，因为要有说明书和程序才用得对",
                en="Replicate weights go with the package only, whose scripts and README say how to use them",
            ),
            remedy=Text(
                zh="请把格式改为“数据包”（package），或不要重复权数",
                en="Choose the format “Package”, or leave replicate weights out",
            ),
        )
    dropped = [name for name in COLUMNS if getattr(profile, name) == "drop"]
    if dropped:
        raise Refusal(
            "replicates_design",
            place=", ".join(dropped),
            reason=Text(
                zh=f"这个方案去掉了{'、'.join(COLUMNS[one].say('zh-CN') for one in dropped)}，"
                "而重复权数会把它显示出来（哪些答卷一起变）",
                en=f"The profile drops {', '.join(COLUMNS[one].say('en') for one in dropped)}, which replicate weights "
                "would show again (by the answers that change together)",
            ),
            remedy=Text(
                zh="请不要重复权数，或保留这一列（层和单位代号可以换成代号）",
                en="Leave replicate weights out, or keep the column (stratum and unit may be masked)",
            ),
        )


def replicated(
    frozen: Frozen, chosen: Named | None, choice: Choice | None, profile: Profile
) -> Replicates | None:
    """The replicates of frozen data, before anything is taken out, through the recipe of a set of weights.

    :raises Refusal: the method does not fit the design.
    """
    if choice is None:
        return None
    recipe = None if chosen is None else chosen.recipe
    try:
        # A correction tells the population of a stratum, which a mask of the strata holds back.
        return replicates_of(frozen.dataset, recipe, choice, corrected=profile.stratum != "mask")
    except ReportError as error:
        raise refused_by(error) from error


def _needs(method: str, option: str) -> Refusal:
    of = {"rho": "Fay", "number": "bootstrap"}[option]
    return Refusal(
        "form",
        place=option,
        reason=Text(zh=f"{method} 没有 {option} 这个数", en=f"{method} takes no {option}"),
        remedy=Text(zh=f"请去掉它，或选 {of}", en=f"Leave it out, or choose {of}"),
    )
