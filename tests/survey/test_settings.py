import stat

import pytest

from survey.errors import Refusals
from survey.settings import kept_secret, read_settings


def test_without_any_setting_everything_is_in_the_instance_folder(tmp_path):
    settings = read_settings({"KEWEN_INSTANCE": str(tmp_path / "data")})
    assert settings.database_url == f"sqlite:///{tmp_path}/data/kewen.sqlite3"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.time_zone == "Asia/Shanghai"
    assert not settings.is_secure
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_the_key_is_made_once_kept_and_shown_to_nobody_else(tmp_path):
    environment = {"KEWEN_INSTANCE": str(tmp_path)}
    settings = read_settings(environment)
    assert read_settings(environment).secret_key == settings.secret_key
    assert len(settings.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert settings.secret_key not in repr(settings)


def test_links_follow_the_port_until_a_public_address_is_given(tmp_path):
    environment = {"KEWEN_INSTANCE": str(tmp_path), "PORT": "8123"}
    assert read_settings(environment).public_url == "http://127.0.0.1:8123"


def test_every_problem_is_told_at_once_with_its_remedy_in_both_languages(tmp_path):
    wrong = {
        "KEWEN_INSTANCE": str(tmp_path / "data"),
        "DATABASE_URL": "mysql://kewen:verysecret@db/kewen",
        "SECRET_KEY": "short",
        "PUBLIC_URL": "https://diaocha.example.org/kewen",
        "TIME_ZONE": "Beijing",
        "PORT": "80000",
        "WORKERS": "many",
        "TRUSTED_PROXIES": "-1",
        "LOG_FORMAT": "xml",
    }
    with pytest.raises(Refusals) as caught:
        read_settings(wrong)
    assert {one.place for one in caught.value.each} == set(wrong) - {"KEWEN_INSTANCE"}
    for one in caught.value.each:
        assert set(one.reason) == set(one.remedy) == {"zh-CN", "en"}
        assert "verysecret" not in str(one)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://Diaocha.Example.org/", "https://diaocha.example.org"),
        ("http://192.168.1.7:8000", "http://192.168.1.7:8000"),
    ],
)
def test_the_public_address_is_kept_as_an_origin(tmp_path, given, kept):
    assert read_settings({"KEWEN_INSTANCE": str(tmp_path), "PUBLIC_URL": given}).public_url == kept


@pytest.mark.parametrize(
    "given", ["ftp://a", "https://", "https://a/b", "https://a?b", "https://u:p@a", "http://a:x"]
)
def test_what_is_not_an_origin_is_refused(tmp_path, given):
    with pytest.raises(Refusals):
        read_settings({"KEWEN_INSTANCE": str(tmp_path), "PUBLIC_URL": given})


def test_an_instance_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusals) as caught:
        read_settings({"KEWEN_INSTANCE": str(tmp_path / "file" / "data")})
    assert caught.value.place == "KEWEN_INSTANCE"


def test_a_key_file_that_was_cut_short_is_refused(tmp_path):
    (tmp_path / "secret").write_text("abc")
    with pytest.raises(Exception, match="not whole"):
        kept_secret(tmp_path / "secret")
