"""Parquet with its codebook: in the file's own metadata and beside it."""

from __future__ import annotations

import json
from pathlib import Path

from reports.dataset import Dataset, codebook_path, stored_columns

ROW_GROUP = 100_000
KEY = b"kewen.codebook"


def write(dataset: Dataset, path: Path) -> list[Path]:
    """The answers as Parquet, codes as dictionaries, and ``<path>.json``: labels, missing codes and design.

    Both together are what :meth:`reports.dataset.Dataset.load` reads.
    """
    import pyarrow as pa
    from pyarrow import parquet

    book = json.dumps({**dataset.codebook, "hash": dataset.hash}, ensure_ascii=False, indent=1)
    frame = dataset.table[list(stored_columns(dataset.variables))]
    empty = pa.Table.from_pandas(frame.iloc[:0], preserve_index=False)
    schema = empty.schema.with_metadata({**(empty.schema.metadata or {}), KEY: book.encode()})
    with parquet.ParquetWriter(str(path), schema, compression="zstd") as writer:
        for start in range(0, max(len(frame), 1), ROW_GROUP):
            part = pa.Table.from_pandas(frame.iloc[start : start + ROW_GROUP], preserve_index=False)
            writer.write_table(part.cast(schema))
    codebook_path(path).write_text(book, "utf-8")
    return [path, codebook_path(path)]
