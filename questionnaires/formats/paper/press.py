"""Sets one document with Typst in a process of its own; run as a program, it imports nothing else.

Typst keeps much of what it has set for the next time. A batch of copies leaves some hundred
megabytes, and only the end of a process gives them back.
"""

import sys
from pathlib import Path

import typst


def main(template: str, made: str, fonts: str) -> None:
    """Set the document of a template into a PDF; its data lie beside it."""
    typst.compile(
        template,
        output=made,
        root=str(Path(template).parent),
        font_paths=[fonts],
        ignore_system_fonts=True,
        pdf_tags=False,
    )


if __name__ == "__main__":
    main(*sys.argv[1:4])
