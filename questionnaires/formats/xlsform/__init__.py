"""XLSForm, the form format of ODK and Kobo: .xlsx and .xls in, .xlsx out."""

from questionnaires.formats.xlsform.reading import read
from questionnaires.formats.xlsform.writing import write

__all__ = ["read", "write"]
