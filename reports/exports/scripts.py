"""Scripts that load the data with labels, missing codes and the survey design declared: R, and Python beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from reports.dataset import Dataset
from reports.exports.encoding import Field, fields_of
from reports.exports.naming import SPSS
from reports.exports.origin import Origin, about
from reports.exports.replicates import r_lines

LONELY = {
    "fail": "fail",
    "remove": "remove",
    "adjust": "adjust",
    "average": "average",
    "certainty": "certainty",
    "withhold": "fail",
}


#: Parts below each other, each column with the labels and missing codes that it has in the first.
JOIN = (
    "join <- function(name) {",
    "  values <- unlist(lapply(parts, function(one) as.vector(unclass(one[[name]]))))",
    "  attributes(values) <- attributes(parts[[1]][[name]])",
    "  values",
    "}",
    "names_in_order <- names(parts[[1]])",
    "labelled <- structure(",
    '  lapply(names_in_order, join), names = names_in_order, class = "data.frame",',
    "  row.names = seq_len(sum(vapply(parts, nrow, 0L)))",
    ")",
)

#: A column as a factor of its answers, without the missing codes among its levels.
FACTOR = (
    "as_answers <- function(one) {",
    '  codes <- attr(one, "labels")',
    '  below <- attr(one, "na_range")',
    '  gone <- codes %in% attr(one, "na_values")',
    "  if (!is.null(below)) gone <- gone | (codes >= below[1] & codes <= below[2])",
    "  factor(as.numeric(one), levels = codes[!gone], labels = names(codes)[!gone])",
    "}",
)


def write_r(
    dataset: Dataset, origin: Origin, data: Sequence[Path], path: Path, language: str = "zh-CN"
) -> Path:
    """An R script that reads the .sav files with haven and declares the design with survey::svydesign."""
    fields = fields_of(dataset, origin, SPSS, letters_for_missing=False)
    path.write_text("\n".join(_r(dataset, origin, fields, data, language)) + "\n", "utf-8")
    return path


def write_python(path: Path) -> Path:
    """The Python script: it reads data.csv and codebook.json of its own folder."""
    source = Path(__file__).with_name("loading.py").read_text("utf-8")
    path.write_text(source, "utf-8")
    return path


def _r(
    dataset: Dataset, origin: Origin, fields: Sequence[Field], data: Sequence[Path], language: str
) -> Iterator[str]:
    yield "# -*- coding: utf-8 -*-"
    for line in about(dataset, origin, language):
        yield f"# {' '.join(line.split())}"
    yield '# install.packages(c("haven", "survey"))'
    yield "library(haven)"
    yield "library(survey)"
    yield ""
    yield "# labelled: as in the file, with labels; missing codes are declared (is.na) and still there"
    files = ", ".join(_quoted(one.name) for one in data)
    yield f"parts <- lapply(c({files}), read_sav, user_na = TRUE)"
    yield from JOIN
    yield "# answers: for analysis; codes as factors, numbers as numbers, missing ones NA"
    yield from FACTOR
    yield "answers <- labelled"
    yield from _vector("coded", [one.name for one in fields if one.kind == "codes"])
    yield "answers[coded] <- lapply(labelled[coded], as_answers)"
    yield from _vector("numbers", [one.name for one in fields if one.kind == "number"])
    yield "answers[numbers] <- lapply(labelled[numbers], function(one) as.numeric(zap_labels(zap_missing(one))))"
    yield ""
    yield from _r_design(dataset, next(one for one in fields if one.source == "stratum"))
    if origin.replicates is not None:
        yield from r_lines(origin.replicates)


def _r_design(dataset: Dataset, stratum: Field) -> Iterator[str]:
    design = dataset.design
    sizes = {one.code: one.units if design.clustered else one.population for one in design.strata}
    known = any(size is not None for size in sizes.values())
    if known:
        # Without a known population nothing is corrected.
        said = ", ".join(
            f'"{stratum.coding.numbers[code]}" = {"Inf" if sizes.get(code) is None else f"{sizes[code]:.15g}"}'
            for code in stratum.codes
        )
        unit = "units" if design.clustered else "persons"
        yield f"# {unit} of each stratum in the population"
        yield f"population <- c({said})"
        yield f"answers$fpc <- unname(population[as.character(as.numeric(labelled${stratum.name}))])"
    ids = "~psu" if design.clustered else "~1"
    nested = ", nest = TRUE" if design.clustered else ""
    correction = ", fpc = ~fpc" if known else ""
    yield f'options(survey.lonely.psu = "{LONELY[design.single_psu]}")'
    yield f"design <- svydesign(ids = {ids}, strata = ~{stratum.name}, weights = ~weight{correction}{nested}, data = answers)"


def _vector(name: str, words: Sequence[str]) -> Iterator[str]:
    yield f"{name} <- c("
    yield ",\n".join(f"  {_quoted(word)}" for word in words)
    yield ")"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
