"""The speeds of Kewen on this machine, beside a floor of the same run and a published peer.

``python -m bench`` prints a table and writes ``.bench/<moment>.json``; ``--quick`` only shows
that everything still runs. Figures count on two idle cores.
"""
