"""The analysis module: from valid answers to estimates, charts and documents.

Pure: arrays and tables in, figures and files out; nothing here knows the web or the database.
"""
