"""Data files of a frozen dataset: who may see what is settled first, then any of the formats is written.

A :class:`~reports.exports.profile.Profile` says what becomes of each variable; what it gives is a
dataset again, which every writer takes. Writers write files below a folder and go through the rows
in parts, so that their memory does not grow with the rows.
"""
