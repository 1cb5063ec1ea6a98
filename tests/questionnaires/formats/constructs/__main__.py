"""Write the page docs/carried.md to standard output."""

import sys

from tests.questionnaires.formats.constructs import page

sys.stdout.write(page())
