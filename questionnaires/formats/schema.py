"""JSON Schema of questionnaire files, generated from the model.

``python -m questionnaires.formats.schema`` writes it anew after a change of the model;
editors use it to complete and check files while they are written.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from questionnaires.model import Questionnaire

SCHEMA_FILE = Path(__file__).with_name("questionnaire.schema.json")


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a questionnaire."""
    generated = Questionnaire.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **generated}


def schema_text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_schema(target: Path = SCHEMA_FILE) -> None:
    """Write the schema to ``target``."""
    target.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    write_schema()
