"""The production server: processes, connections, and the way of a request to the application.

uvicorn speaks HTTP; :mod:`survey.server.adapter` takes in a whole request before a thread
of the application sees it, so that slow phones hold nobody up. The processes that make a
report or an export live here too and need none of that, so nothing is loaded with the package.
"""
