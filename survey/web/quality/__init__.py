"""Review: responses read and decided, suggestions cleared, data exported.

The views hang on the blueprint of :mod:`survey.web.fieldwork`.
"""
