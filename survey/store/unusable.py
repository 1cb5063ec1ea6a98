"""What a driver or the system says of a machine that cannot go on, in words for whoever looks after it.

Only faults outside the program are told: a full or read-only disk, a database that cannot be
reached, opened or recognised, one that is too busy. Anything else stays the defect that it is.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pysqlite3
import sqlalchemy as sa

from questionnaires.text import Text
from survey.errors import Refusal, Unavailable

DATABASE = "DATABASE_URL"
#: Less free space than this and an installation is not ready for answers.
LEAST_ROOM = 32 * 1024 * 1024
FULL = {errno.ENOSPC, errno.EDQUOT}
FAILED = {errno.EIO}
#: Larger than the file system (FAT32: 4 GB) or a limit of the account takes.
TOO_LARGE = {errno.EFBIG}
READ_ONLY = {errno.EROFS}
#: What SQLite says, by what it comes to; its driver gives no codes.
SQLITE_SAYS = {
    "database or disk is full": "disk_full",
    "disk I/O error": "disk_failed",
    "attempt to write a readonly database": "read_only",
    "unable to open database file": "unopenable",
    "file is not a database": "not_a_database",
    "database disk image is malformed": "not_a_database",
    "database is locked": "busy",
}
POSTGRESQL_SAYS: tuple[tuple[type[psycopg.Error], str], ...] = (
    (psycopg.errors.DiskFull, "disk_full"),
    (psycopg.errors.ReadOnlySqlTransaction, "read_only"),
    (psycopg.errors.IoError, "disk_failed"),
    (psycopg.errors.DeadlockDetected, "busy"),
    (psycopg.errors.SerializationFailure, "busy"),
    (psycopg.errors.LockNotAvailable, "busy"),
    (psycopg.errors.QueryCanceled, "busy"),
    (psycopg.errors.TooManyConnections, "busy"),
    (psycopg.OperationalError, "unreachable"),
)
SYSTEM_SAYS: tuple[tuple[set[int], str], ...] = (
    (FULL, "disk_full"),
    (READ_ONLY, "read_only"),
    (FAILED, "disk_failed"),
    (TOO_LARGE, "file_too_large"),
)
WORDS: dict[str, tuple[Text, Text]] = {
    "disk_full": (
        Text(zh="磁盘已满", en="The disk is full"),
        Text(
            zh="请腾出空间后重试；已保存的内容不受影响",
            en="Free some space and try again; what was saved is safe",
        ),
    ),
    "disk_failed": (
        Text(zh="磁盘无法读写，可能已满或有故障", en="The disk cannot be read or written: full, or faulty"),
        Text(zh="请检查磁盘后重试", en="Look at the disk and try again"),
    ),
    "file_too_large": (
        Text(zh="文件太大，这个磁盘或账号写不下", en="The file is larger than this disk or account takes"),
        Text(
            zh="请写到别的磁盘（FAT32 的 U 盘单个文件不能超过 4 GB），或放宽账号的限制（ulimit -f）",
            en="Write it to another disk (FAT32 takes no file above 4 GB), or raise the limit of the account"
            " (ulimit -f)",
        ),
    ),
    "read_only": (
        Text(zh="数据库或数据文件夹只读", en="The database or its folder can only be read"),
        Text(
            zh="请让运行平台的用户可以写入 KEWEN_INSTANCE 和 DATABASE_URL 所指的位置",
            en="Let the user that runs Kewen write where KEWEN_INSTANCE and DATABASE_URL point",
        ),
    ),
    "unopenable": (
        Text(zh="数据库文件打不开", en="The database file cannot be opened"),
        Text(
            zh="请核对 DATABASE_URL 所指的文件及其文件夹是否存在、可写；新安装请先运行 migrate",
            en="Check that the file of DATABASE_URL and its folder are there and can be written;"
            " for a new installation run migrate first",
        ),
    ),
    "not_a_database": (
        Text(zh="这个文件不是数据库，或已经损坏", en="This file is no database, or it is damaged"),
        Text(
            zh="请核对 DATABASE_URL；文件损坏时请移开它，再用 restore 恢复备份",
            en="Check DATABASE_URL; where the file is damaged, move it away and restore a backup",
        ),
    ),
    "unreachable": (
        Text(zh="连不上数据库", en="The database cannot be reached"),
        Text(
            zh="请核对 DATABASE_URL 的主机、端口、用户和密码，以及数据库是否在运行",
            en="Check host, port, user and password in DATABASE_URL, and that the database runs",
        ),
    ),
    "busy": (
        Text(zh="数据库正忙", en="The database is busy"),
        Text(zh="请稍后重试", en="Please try again in a moment"),
    ),
}


def machine_fault(error: BaseException, path: Path | None = None) -> Refusal | None:
    """What an error says of the machine or its database; None where it is a defect or a refusal."""
    if isinstance(error, OSError):
        code = next((code for numbers, code in SYSTEM_SAYS if error.errno in numbers), None)
        return _words(code, str(path or error.filename or "")) if code else None
    if isinstance(error, sa.exc.TimeoutError):
        return _words("busy")
    found = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    if isinstance(found, pysqlite3.Error):
        said = str(found)
        return next((_words(code) for words, code in SQLITE_SAYS.items() if words in said), None)
    if isinstance(found, psycopg.Error):
        code = next((code for kind, code in POSTGRESQL_SAYS if isinstance(found, kind)), None)
        return _words(code, said=str(found)) if code else None
    return None


@contextmanager
def faults_told() -> Iterator[None]:
    """Raise :class:`Unavailable` for what is the machine's fault; let everything else through."""
    try:
        yield
    except (sa.exc.SQLAlchemyError, pysqlite3.Error, psycopg.Error, OSError) as error:
        # A full disk ends the whole transaction, so that leaving a savepoint fails as well.
        found = (machine_fault(one) for one in _beneath(error))
        refusal = next((fault for fault in found if fault is not None), None)
        if refusal is None:
            raise
        raise Unavailable(refusal) from error


def _beneath(error: BaseException) -> Iterator[BaseException]:
    """An error, and those during whose handling it came about."""
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__context__


def require_room(folder: Path) -> None:
    """Raise unless the disk of a folder has room for what is about to come.

    :raises Unavailable: ``disk_full``.
    """
    if shutil.disk_usage(folder).free < LEAST_ROOM:
        raise Unavailable(_words("disk_full", str(folder)))


def cannot_use(path: Path, error: OSError) -> Refusal:
    """An embedded database whose files cannot be made or opened, whatever the system said."""
    return machine_fault(error, path) or Refusal(
        "unopenable",
        place=DATABASE,
        reason=Text(
            zh=f"数据库文件 {path} 打不开：{error.strerror}",
            en=f"The database file {path} cannot be opened: {error.strerror}",
        ),
        remedy=WORDS["unopenable"][1],
    )


def _words(code: str, place: str = "", said: str = "") -> Refusal:
    """The words of a fault; PostgreSQL says more in its first line, and never a password."""
    reason, remedy = WORDS[code]
    more = said.strip().partition("\n")[0]
    if more:
        reason = Text(zh=f"{reason['zh-CN']}：{more}", en=f"{reason['en']}: {more}")
    return Refusal(code, place=place or DATABASE, reason=reason, remedy=remedy)
