"""Questionnaires as people type them: one grammar of lines for pasted texts and for Word files.

``pieces`` (lines and tables) → ``layout`` (title, sections, questions with what stands under
them) → ``building`` (each question by its kind) → ``rules`` (skip notes as rules) →
``carrying`` (the questionnaire with its notes).
"""
