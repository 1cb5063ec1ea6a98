"""``python -m survey``: the command line."""

from survey.cli import main

if __name__ == "__main__":
    main(prog_name="python -m survey")
