"""Designing a questionnaire: its draft changed step by step, talked about, tried out, approved.

Everything here speaks of the draft of a survey. :mod:`.changing` makes steps, :mod:`.undoing`
takes them back, :mod:`.standing` says how the draft stands since a revision.
"""
