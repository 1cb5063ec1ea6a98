"""Forms of signing in and of accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import EqualTo

from survey.web.forms import StaffForm, at_most, needed

CURRENT = {"autocomplete": "current-password"}
NEW = {"autocomplete": "new-password"}
USERNAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
SAME = _("两次输入的密码不同，请重新输入")


class SignInForm(StaffForm):
    """Name and password."""

    login = StringField(_("用户名"), [needed(), at_most(200)], render_kw=USERNAME)
    password = PasswordField(_("密码"), [needed(), at_most(1000)], render_kw=CURRENT)


class PasswordForm(StaffForm):
    """A password for an account that was invited or reset."""

    password = PasswordField(_("新密码"), [needed()], render_kw=NEW)
    again = PasswordField(_("再输入一次"), [needed(), EqualTo("password", SAME)], render_kw=NEW)


class SetUpForm(PasswordForm):
    """The first administrator."""

    login = StringField(_("用户名"), [needed(), at_most(60)], render_kw=USERNAME)
    name = StringField(_("姓名"), [needed(), at_most(60)], render_kw={"autocomplete": "name"})


class ChangePasswordForm(PasswordForm):
    """A new password, by who knows the present one."""

    present = PasswordField(_("现在的密码"), [needed(), at_most(1000)], render_kw=CURRENT)


class NameForm(StaffForm):
    """The name under which a person is shown."""

    name = StringField(_("姓名"), [needed(), at_most(60)])


class AccountForm(StaffForm):
    """A new account."""

    login = StringField(_("用户名"), [needed(), at_most(60)], render_kw={"autocapitalize": "none"})
    name = StringField(_("姓名"), [needed(), at_most(60)])
    is_administrator = BooleanField(_("平台管理员"))
