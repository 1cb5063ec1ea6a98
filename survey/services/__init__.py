"""What people do with the platform: one function per use case, one transaction each.

A function takes the :class:`~survey.store.Store` first and, where time matters, the
moment as ``at``; it raises :class:`~survey.errors.Refusal` when the input or the state
forbids it, and then nothing was changed.
"""
