"""The chapters of the report of an investigation, one module each with one ``write``."""
