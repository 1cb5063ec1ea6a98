"""Ordinary Chinese questionnaires in Word files (.docx), read with guesses marked."""

from questionnaires.formats.word.reading import read

__all__ = ["read"]
