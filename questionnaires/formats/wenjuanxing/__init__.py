"""Questionnaires in the text form of 问卷星: pasted texts read, questionnaires printed back."""

from questionnaires.formats.wenjuanxing.reading import read
from questionnaires.formats.wenjuanxing.writing import write

__all__ = ["read", "write"]
