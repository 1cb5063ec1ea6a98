"""The questionnaire language: what a questionnaire is, says, asks and refuses.

Pure Python: nothing here knows the web, the database or the analysis.
"""
