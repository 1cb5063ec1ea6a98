"""Settings: what an installation decides, read once from the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from questionnaires.text import Text
from survey.errors import Refusal, Refusals

LOG_FORMATS = ("json", "text")
SHORTEST_KEY = 32


@dataclass(frozen=True)
class Settings:
    """What an installation decides. :func:`read_settings` makes one from the environment.

    ``public_url`` is the origin that slips, links and mails begin with, without a slash at
    the end. ``workers`` are processes, ``threads`` the application threads of each.
    ``trusted_proxies`` is the number of proxies of one's own in front of the server, whose
    X-Forwarded headers are believed. ``secret_key`` and ``database_url`` stay out of the repr.
    """

    instance: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    public_url: str = "http://127.0.0.1:8000"
    time_zone: str = "Asia/Shanghai"
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 8
    trusted_proxies: int = 0
    log_format: str = "json"

    @property
    def is_secure(self) -> bool:
        """Whether people reach this installation by https."""
        return self.public_url.startswith("https://")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which dates are shown and deadlines end."""
        return ZoneInfo(self.time_zone)


def read_settings(environment: Mapping[str, str] | None = None, *, prepare: bool = True) -> Settings:
    """The settings of ``environment`` (default: that of this process).

    Creates the instance folder (mode 0700) and, without SECRET_KEY, a key in
    ``instance/secret`` (mode 0600), once every setting has been found in order. With ``prepare``
    off nothing is made; the key is then empty where SECRET_KEY does not give it.

    :raises Refusals: names everything that is wrong, each with its remedy.
    """
    reader = _Reader(os.environ if environment is None else environment)
    instance = Path(reader.text("KEWEN_INSTANCE", "instance")).absolute()
    port = reader.number("PORT", Settings.port, 1, 65535)
    settings = Settings(
        instance=instance,
        database_url=reader.checked("DATABASE_URL", f"sqlite:///{instance}/kewen.sqlite3", _database),
        secret_key=reader.checked("SECRET_KEY", "", _key),
        public_url=reader.checked("PUBLIC_URL", f"http://127.0.0.1:{port}", _origin),
        time_zone=reader.checked("TIME_ZONE", Settings.time_zone, _time_zone),
        host=reader.text("HOST", Settings.host),
        port=port,
        workers=reader.number("WORKERS", Settings.workers, 1, 64),
        threads=reader.number("THREADS", Settings.threads, 1, 64),
        trusted_proxies=reader.number("TRUSTED_PROXIES", Settings.trusted_proxies, 0, 5),
        log_format=reader.checked("LOG_FORMAT", Settings.log_format, _log_format),
    )
    if reader.problems:
        raise Refusals(reader.problems)
    if not prepare:
        return settings
    _make_folder(instance)
    if not settings.secret_key:
        settings = replace(settings, secret_key=_secret(instance / "secret"))
    return settings


def kept_secret(path: Path) -> str:
    """The secret kept at ``path``, made there first (mode 0600) when there is none.

    Processes that start together agree on one: the file appears whole or not at all.
    """
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    secret = path.read_bytes().strip()
    if len(secret) < SHORTEST_KEY or not secret.isascii():
        raise _problem(
            str(path),
            zh="密钥文件不完整",
            en="The file of the secret key is not whole",
            zh_remedy="请从备份恢复该文件，或删除它以生成新密钥（所有人需重新登录）",
            en_remedy="Restore it from a backup, or delete it to make a new key (everyone signs in anew)",
        )
    return secret.decode("ascii")


def _secret(path: Path) -> str:
    try:
        return kept_secret(path)
    except OSError as error:
        raise _problem(
            "KEWEN_INSTANCE",
            zh=f"密钥文件 {path} 无法读写：{error.strerror}",
            en=f"The file of the secret key {path} cannot be read or written: {error.strerror}",
            zh_remedy="请让运行平台的用户可以读写这个文件夹，或用 SECRET_KEY 给出密钥",
            en_remedy="Let the user that runs Kewen read and write this folder, or give the key as SECRET_KEY",
        ) from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusals(
            [
                _problem(
                    "KEWEN_INSTANCE",
                    zh=f"无法建立数据文件夹 {folder}：{error.strerror}",
                    en=f"The data folder {folder} cannot be made: {error.strerror}",
                    zh_remedy="请换一个可写的文件夹，或修改权限",
                    en_remedy="Name a folder that can be written, or change its permissions",
                )
            ]
        ) from error


class _Reader:
    """Reads values one by one and collects what is wrong with them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.problems: list[Refusal] = []

    def text(self, name: str, default: str) -> str:
        return self._environment.get(name, "").strip() or default

    def checked(self, name: str, default: str, check: Callable[[str, str], str]) -> str:
        given = self.text(name, "")
        if not given:
            return default
        try:
            return check(name, given)
        except Refusal as problem:
            self.problems.append(problem)
            return default

    def number(self, name: str, default: int, low: int, high: int) -> int:
        given = self.text(name, "")
        if not given:
            return default
        if given.isascii() and given.isdigit() and low <= int(given[:9]) <= high:
            return int(given)
        self.problems.append(
            _problem(
                name,
                zh=f"“{given}”不是 {low} 到 {high} 之间的整数",
                en=f"{given!r} is not a whole number from {low} to {high}",
                zh_remedy=f"请填写 {low} 到 {high} 之间的整数，或删去该项使用 {default}",
                en_remedy=f"Give a whole number from {low} to {high}, or leave it out for {default}",
            )
        )
        return default


def _problem(place: str, *, zh: str, en: str, zh_remedy: str, en_remedy: str) -> Refusal:
    return Refusal("setting", place=place, reason=Text(zh=zh, en=en), remedy=Text(zh=zh_remedy, en=en_remedy))


def _database(name: str, given: str) -> str:
    # The address may hold a password, so it is never repeated in a message.
    if given.partition("://")[0] in {"sqlite", "postgresql", "postgresql+psycopg"} and "://" in given:
        return given
    raise _problem(
        name,
        zh="数据库地址无法识别",
        en="The address of the database is not understood",
        zh_remedy="请使用 sqlite:///文件 或 postgresql://用户:密码@主机/库名",
        en_remedy="Use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE",
    )


def _key(name: str, given: str) -> str:
    if len(given) >= SHORTEST_KEY:
        return given
    raise _problem(
        name,
        zh=f"密钥只有 {len(given)} 个字符",
        en=f"The key has only {len(given)} characters",
        zh_remedy=f"请使用至少 {SHORTEST_KEY} 个随机字符，或删去该项由程序生成并保存",
        en_remedy=f"Use at least {SHORTEST_KEY} random characters, or leave it out and one is made and kept",
    )


def _origin(name: str, given: str) -> str:
    try:
        parts = urlsplit(given)
        bare = parts.scheme in {"http", "https"} and parts.path in {"", "/"} and not parts.query
        if bare and parts.hostname and not parts.fragment and not parts.username and parts.port != 0:
            return f"{parts.scheme}://{parts.netloc.lower()}"
    except ValueError:
        pass
    raise _problem(
        name,
        zh=f"“{given}”不是网站地址",
        en=f"{given!r} is not the address of a site",
        zh_remedy="请填写带 http:// 或 https:// 的地址，不带路径，如 https://diaocha.example.org",
        en_remedy="Give an http:// or https:// address without a path, such as https://diaocha.example.org",
    )


def _time_zone(name: str, given: str) -> str:
    try:
        ZoneInfo(given)
    except (KeyError, ValueError, OSError):
        raise _problem(
            name,
            zh=f"没有“{given}”这个时区",
            en=f"There is no time zone {given!r}",
            zh_remedy="请使用 IANA 名称，如 Asia/Shanghai",
            en_remedy="Use an IANA name, such as Asia/Shanghai",
        ) from None
    return given


def _log_format(name: str, given: str) -> str:
    if given in LOG_FORMATS:
        return given
    raise _problem(
        name,
        zh=f"没有“{given}”这种日志格式",
        en=f"There is no log format {given!r}",
        zh_remedy=f"请使用 {' 或 '.join(LOG_FORMATS)}",
        en_remedy=f"Use {' or '.join(LOG_FORMATS)}",
    )
