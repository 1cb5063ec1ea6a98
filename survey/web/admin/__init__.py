"""Signing in, and the accounts of staff."""

from survey.web.admin import accounts, entrance, me
from survey.web.admin.blueprint import blueprint
from survey.web.staff import identify_staff

__all__ = ["accounts", "blueprint", "entrance", "identify_staff", "me"]
