"""When the power goes, what was acknowledged is there."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pysqlite3
import pytest

from survey.store import migrate, open_store
from tests.fixtures.counts import Count, Tell
from tests.load.answering import answer_all
from tests.load.apart import run_apart
from tests.load.checking import check_receipts, check_store
from tests.load.cutting import DATABASE, Cuts, cut_under_load
from tests.load.disk import SECTOR, Change, Disk, Node, write_out
from tests.load.installation import environment, open_survey
from tests.load.killing import Fieldwork
from tests.load.power import Power, missing_for_power_cuts
from tests.load.processes import free_port, serving

SEED = 20261122
LACKING = missing_for_power_cuts()
mounts = pytest.mark.skipif(bool(LACKING), reason=f"no power can be cut: {LACKING}")


@pytest.fixture
def power(tmp_path: Path) -> Iterator[Power]:
    made = Power(tmp_path / "power", Random(SEED))
    yield made
    made.off()


def leavings(disk: Disk, tries: int = 300) -> list[dict]:
    return [disk.left(Random(seed)) for seed in range(tries)]


def test_a_cut_leaves_what_was_synced_and_any_part_of_the_rest():
    disk, node = Disk(), Node(0o100600)
    disk.name(("/a", node))
    node.change(Change(0, b"x" * 4 * SECTOR))
    assert {"/a" in left for left in leavings(disk)} == {True, False}
    disk.sync_folder("/")
    node.sync()
    node.change(Change(SECTOR, b"y" * 2 * SECTOR))
    found = {left["/a"] for left in leavings(disk)}
    sectors = {"".join(chr(one[at * SECTOR]) for at in range(4)) for one in found}
    assert sectors == {"xxxx", "xyxx", "xxyx", "xyyx"}
    assert {len(one) for one in found} == {4 * SECTOR}


def test_later_writes_may_be_there_without_earlier_ones():
    disk, node = Disk(), Node(0o100600)
    disk.name(("/a", node))
    disk.sync_folder("/")
    node.change(Change(0, b"1"))
    node.change(Change(1, b"2"))
    node.change(Change(1, None))
    assert {left["/a"] for left in leavings(disk)} >= {b"", b"1", b"\0", b"\x002", b"12"}


def test_a_rename_happens_wholly_or_not_at_all_and_names_keep_their_order(tmp_path: Path):
    disk = Disk()
    for name in ("/new", "/f", "/f/b"):
        disk.name((name, Node(0o040700 if name == "/f" else 0o100600)))
    disk.name(("/old", disk.seen["/new"]), ("/new", None))
    found = {tuple(left) for left in leavings(disk)}
    assert found == {
        ("/",),
        ("/", "/new"),
        ("/", "/f", "/new"),
        ("/", "/f", "/f/b", "/new"),
        ("/", "/f", "/f/b", "/old"),
    }
    disk.sync_folder("/f")  # its file is safe, its own name is not: the file cannot be found
    lost = next(left for left in leavings(disk) if "/f" not in left)
    assert "/f/b" in lost
    write_out(lost, tmp_path / "left")
    assert not (tmp_path / "left" / "f").exists()


def rows_after_a_cut(power: Power, content: Path, synchronous: str, random: Random) -> tuple[int, int]:
    """How many rows a writer was told were committed, and how many of them a cut leaves."""
    power.on(content)
    image = power.cut_at(random.randint(20, 200))
    told = 0
    with (
        contextlib.closing(pysqlite3.connect(str(power.mountpoint / DATABASE), isolation_level=None)) as it,
        contextlib.suppress(pysqlite3.OperationalError),
    ):
        it.execute("PRAGMA journal_mode=WAL")
        it.execute(f"PRAGMA synchronous={synchronous}")
        while True:
            it.execute("INSERT INTO row (n) VALUES (?)", (told,))
            told += 1
    power.wait()
    power.off()
    with contextlib.closing(pysqlite3.connect(str(image / DATABASE))) as found:
        assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return told, found.execute("SELECT count(*) FROM row WHERE n < ?", (told,)).fetchone()[0]


@mounts
@pytest.mark.parametrize(("synchronous", "loses"), [("FULL", False), ("NORMAL", True)])
def test_the_mounted_disk_tells_durable_commits_from_others(tmp_path: Path, power: Power, synchronous, loses):
    content, random = tmp_path / "content", Random(SEED)
    content.mkdir()
    with contextlib.closing(pysqlite3.connect(str(content / DATABASE))) as made:
        made.execute("CREATE TABLE row (n INTEGER PRIMARY KEY)")
    found = [rows_after_a_cut(power, content, synchronous, random) for _cut in range(6)]
    told, left = (sum(one[at] for one in found) for at in (0, 1))
    assert told > 0
    assert (left < told) is loses


@mounts
@pytest.mark.prove
def test_what_was_acknowledged_survives_power_cuts(tmp_path: Path, power: Power, count: Count, tell: Tell):
    started, cuts, looks = time.monotonic(), count(2, 40), count(6, 15)
    content = tmp_path / "content"
    content.mkdir()
    url = f"sqlite:///{content / DATABASE}"
    migrate(url)
    store = open_store(url)
    ready = open_survey(store, "bench", 100 + 10 * cuts * looks)
    store.close()
    random = Random(SEED)
    answered = [answer_all(ready.questionnaire, seed, ready.facts) for seed in range(12)]
    power.on(content)
    mounted = {"KEWEN_INSTANCE": power.mountpoint}
    own = environment(tmp_path, f"sqlite:///{power.mountpoint / DATABASE}", free_port(), **mounted)
    with serving(own, tmp_path / "log") as server:
        fieldwork = Fieldwork(server.address, ready, answered, random)
        done = Cuts(power, server, ready, random)
        run_apart(cut_under_load(fieldwork, done, cuts, looks))
        receipts = run_apart(check_receipts(server.address, fieldwork.trips))
    store = open_store(f"sqlite:///{power.mountpoint / DATABASE}")
    faults = [*done.faults, *check_store(store, ready, fieldwork.trips), *receipts]
    store.close()
    tell(
        cuts=done.cuts,
        looks=done.looks,
        acknowledged=fieldwork.acknowledged,
        receipts=sum(bool(trip.receipt) for trip in fieldwork.trips),
        sent_again=sum(trip.repeats for trip in fieldwork.trips),
        faults=len(faults),
        seconds=time.monotonic() - started,
    )
    assert not faults, "\n".join(faults)
    assert (done.cuts, done.looks) == (cuts, cuts * looks)
    assert fieldwork.acknowledged > cuts * looks
    assert all(trip.done for trip in fieldwork.trips)
