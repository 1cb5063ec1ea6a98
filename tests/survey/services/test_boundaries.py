"""Maps are offered where the installation holds boundaries named as the strata are."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from reports.errors import ReportError
from survey.cli import command_line
from survey.services import boundaries, charts, results, strata, surveys
from survey.services.charts import Look, Wanted
from survey.services.events import SYSTEM
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, STRATA, analysed_survey, small


def county(names: list[str]) -> str:
    features = []
    for place, name in enumerate(names):
        x = 114 + place / 10
        ring = [[x, 36], [x + 0.1, 36], [x + 0.1, 36.1], [x, 36.1], [x, 36]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"name": name}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features})


@only_sqlite
def test_strata_that_are_areas_of_the_kept_file_can_be_drawn_as_a_map(store, settings, tmp_path, monkeypatch):
    analysed_survey(store, 120, questionnaire=small())
    card = surveys.named(store, "county", at=NOW)
    wanted = Wanted(by=("stratum",))

    def forms() -> tuple[str, ...]:
        found = results.current(store, settings.instance, card)
        return charts.picture(found, wanted, "zh-CN").forms

    assert "map" not in forms()
    dataset = results.current(store, settings.instance, card).dataset
    labels = [one.label.say("zh-CN") for one in strata.stratum_weights(dataset)]
    source = tmp_path / "towns.geojson"
    source.write_text(county(labels), encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KEWEN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)
    ended = CliRunner().invoke(command_line(), ["boundaries", str(source), "--json"])
    assert ended.exit_code == 0, ended.stderr
    assert json.loads(ended.stdout) == {"areas": len(labels)} == {"areas": len(STRATA)}
    assert forms()[0] == "map"
    found = results.current(store, settings.instance, card)
    assert charts.file_of(found, wanted, "pdf", "zh-CN", Look("map")).startswith(b"%PDF-")


@only_sqlite
def test_a_file_that_is_refused_leaves_the_one_before_in_place(store, tmp_path):
    good, bad = tmp_path / "good.geojson", tmp_path / "bad.geojson"
    good.write_text(county(["甲"]), encoding="utf-8")
    bad.write_text("{}", encoding="utf-8")
    assert boundaries.standing(tmp_path) is None
    boundaries.put(store, tmp_path, boundaries.read(good), at=NOW, actor=SYSTEM)
    with pytest.raises(ReportError):
        boundaries.put(store, tmp_path, boundaries.read(bad), at=NOW, actor=SYSTEM)
    standing = boundaries.standing(tmp_path)
    assert standing is not None
    assert [area.names for area in standing.areas] == [frozenset({"甲"})]


def test_a_file_taken_away_while_it_is_read_is_none(tmp_path, monkeypatch):
    path = tmp_path / boundaries.FILE
    path.write_text(county(["甲"]), encoding="utf-8")
    monkeypatch.setattr(boundaries, "_kept", SimpleNamespace(get=lambda _key, make: path.unlink() or make()))
    assert boundaries.usable(tmp_path) is None


@only_sqlite
def test_a_file_that_the_log_cannot_tell_of_is_neither_put_nor_taken_away(store, tmp_path, monkeypatch):
    boundaries.put(store, tmp_path, county(["甲"]).encode(), at=NOW, actor=SYSTEM)
    stood = (tmp_path / boundaries.FILE).read_bytes()

    def fail(*_arguments, **_named):
        raise OSError("the disk of the database is full")

    monkeypatch.setattr(boundaries, "log", fail)
    with pytest.raises(OSError, match="full"):
        boundaries.put(store, tmp_path, county(["乙", "丙"]).encode(), at=NOW, actor=SYSTEM)
    assert (tmp_path / boundaries.FILE).read_bytes() == stood
    with pytest.raises(OSError, match="full"):
        boundaries.remove(store, tmp_path, at=NOW, actor=SYSTEM)
    assert (tmp_path / boundaries.FILE).read_bytes() == stood


class KilledError(BaseException):
    """As if the process ended here: what comes after in it does not happen."""


def killed(monkeypatch, change, *, before_the_log: bool) -> None:
    """Run a change that dies before its entry in the log is kept, or right after."""

    def die(*_arguments, **_named):
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(boundaries, "_settle", lambda *_arguments: None)
        if before_the_log:
            patched.setattr(boundaries, "log", die)
        try:
            change()
        except KilledError:
            assert before_the_log


@only_sqlite
@pytest.mark.parametrize("before_the_log", [True, False])
def test_a_kill_between_the_file_and_the_log_is_mended_as_the_log_says(
    store, tmp_path, monkeypatch, before_the_log
):
    def put(name: str):
        boundaries.put(store, tmp_path, county([name]).encode(), at=NOW, actor=SYSTEM)

    def names() -> list[set[str]]:
        standing = boundaries.standing(tmp_path)
        return [set(area.names) for area in standing.areas] if standing is not None else []

    put("甲")
    killed(monkeypatch, lambda: put("乙"), before_the_log=before_the_log)
    assert names() == [{"甲"}]
    boundaries.settle(store, tmp_path)
    assert names() == ([{"甲"}] if before_the_log else [{"乙"}])
    killed(
        monkeypatch,
        lambda: boundaries.remove(store, tmp_path, at=NOW, actor=SYSTEM),
        before_the_log=before_the_log,
    )
    put("丙") if not before_the_log else boundaries.settle(store, tmp_path)
    assert names() == ([{"甲"}] if before_the_log else [{"丙"}])
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == [boundaries.LOCK]


@only_sqlite
def test_a_waiting_file_that_is_no_map_any_more_stops_nothing(store, tmp_path):
    boundaries.put(store, tmp_path, county(["甲"]).encode(), at=NOW, actor=SYSTEM)
    (tmp_path / boundaries.COMING).write_bytes(b"{")
    boundaries.settle(store, tmp_path)
    standing = boundaries.standing(tmp_path)
    assert [set(area.names) for area in standing.areas] == [{"甲"}]
    assert not (tmp_path / boundaries.COMING).exists()
