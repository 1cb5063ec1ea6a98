"""``python -m survey``: the command line."""

import sys

try:
    from survey.cli import main
except KeyboardInterrupt:  # stopped while it was still being loaded
    sys.exit(130)

if __name__ == "__main__":
    main(prog_name="python -m survey")
