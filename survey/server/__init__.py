"""The production server: processes, connections, and the way of a request to the application.

uvicorn speaks HTTP; :mod:`survey.server.adapter` takes in a whole request before a thread
of the application sees it, so that slow phones hold nobody up.
"""

from survey.server.preparation import prepare
from survey.server.processes import listen, run

__all__ = ["listen", "prepare", "run"]
