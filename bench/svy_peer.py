"""CPU seconds of the library ``svy`` for a breakdown; runs in an environment of its own, without the project.

``python svy_peer.py FILE.parquet GROUPING…`` prints the seconds from the data in memory to the estimates.
"""

import importlib
import sys
import time


def main() -> None:
    """Read, estimate twice, and print the seconds of the second time."""
    polars, svy = importlib.import_module("polars"), importlib.import_module("svy")
    data = polars.read_parquet(sys.argv[1])
    taken = 0.0
    for _each in range(2):
        started = time.process_time()
        sample = svy.Sample(data, svy.Design(stratum="stratum", psu="psu", wgt="w"))
        sample.estimation.mean("y", by=sys.argv[2:])
        taken = time.process_time() - started
    sys.stdout.write(f"{taken}\n")


if __name__ == "__main__":
    main()
