"""Settings: read from the environment and .env, and a wrong one is told in one sentence what it must be."""

import os

import pytest

from bot import environment
from bot.errors import OperatorError
from bot.settings import PREFIX


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_it_works_on_this_machine_alone():
    found = environment.load()
    assert (str(found.database), str(found.files)) == ("data/diemdanh.db", "data/diemdanh.files")
    assert (found.web_host, found.web_port, found.sample) == ("127.0.0.1", 8080, "auto")
    assert not found.channel_tokens
    assert found.telegram_base_url == "https://api.telegram.org"


@pytest.mark.parametrize(
    ("given", "path"),
    [("x.db", "x.db"), ("sqlite:///data/y.db", "data/y.db"), ("sqlite:////var/lib/z.db", "/var/lib/z.db")],
)
def test_a_database_is_a_path_or_an_address(monkeypatch, given, path):
    monkeypatch.setenv("DIEMDANH_DATABASE", given)
    found = environment.load()
    assert str(found.database) == path
    assert str(found.files) == path.removesuffix(".db") + ".files"


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    tmp_path.joinpath(".env").write_text("DIEMDANH_WEB_PORT=1111\nDIEMDANH_LOG_LEVEL=Debug\n")
    monkeypatch.setenv("DIEMDANH_WEB_PORT", "2222")
    found = environment.load()
    assert (found.web_port, found.log_level) == (2222, "debug")


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch):
    monkeypatch.setenv("DIEMDANH_TELEGRAM_TOKEN", "")
    assert environment.load().telegram_token is None


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WEB_PORT", "abc", "must be a port number from 0 to 65535 (it is “abc”)."),
        ("WEB_PORT", "70000", "must be a port number from 0 to 65535 (it is “70000”)."),
        ("WEB_HOST", "nowhere", "must be an IP address or localhost (it is “nowhere”)."),
        ("WEB_ANY_ADDRESS", "yes", "must be exactly yes-i-know, or be left out (it is “yes”)."),
        ("SAMPLE", "maybe", "must be auto or no (it is “maybe”)."),
        ("LOG_LEVEL", "loud", "must be debug, info, warning or error (it is “loud”)."),
        ("TELEGRAM_PER_SECOND", "-1", "must be a number such as 30, or 0 for no limit (it is “-1”)."),
        ("TELEGRAM_BASE_URL", "ftp://x", "must be an address that begins with https:// or http:// (it is “ftp://…”)."),
    ],
)
def test_a_wrong_value_is_told_in_one_sentence(monkeypatch, name, value, said):
    monkeypatch.setenv(f"DIEMDANH_{name}", value)
    with pytest.raises(OperatorError) as caught:
        environment.load()
    assert str(caught.value) == f"DIEMDANH_{name} {said}"


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [("TELEGRAM_TOKEN", "hunter2", "hunter2"), ("DATABASE", "postgresql://me:hunter2@db/x", "hunter2")],
)
def test_no_sentence_holds_a_secret(monkeypatch, name, value, secret):
    monkeypatch.setenv(f"DIEMDANH_{name}", value)
    with pytest.raises(OperatorError) as caught:
        environment.load()
    assert f"DIEMDANH_{name} must" in str(caught.value)
    assert secret not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_good_token_is_not_shown_either(monkeypatch):
    monkeypatch.setenv("DIEMDANH_TELEGRAM_TOKEN", "123:hunter2")
    found = environment.load()
    assert found.telegram_token.get_secret_value() == "123:hunter2"
    assert "hunter2" not in repr(found)


def test_beyond_this_machine_only_in_so_many_words(monkeypatch):
    monkeypatch.setenv("DIEMDANH_WEB_HOST", "0.0.0.0")
    with pytest.raises(OperatorError, match="set DIEMDANH_WEB_ANY_ADDRESS=yes-i-know if that is what you want"):
        environment.load()
    monkeypatch.setenv("DIEMDANH_WEB_ANY_ADDRESS", "yes-i-know")
    assert environment.load().web_host == "0.0.0.0"


def test_a_file_that_notepad_saved_is_told_in_one_sentence(tmp_path):
    tmp_path.joinpath(".env").write_text("DIEMDANH_WEB_PORT=1\n", encoding="utf-16")
    assert environment.warnings() == []
    with pytest.raises(OperatorError, match=r"The file .*\.env cannot be read .*save it as UTF-8 text"):
        environment.load()


def test_an_unknown_variable_is_told_the_nearest_setting(monkeypatch, tmp_path):
    tmp_path.joinpath(".env").write_text("DIEMDANH_TELEGRAM_TOKN=1:a\n")
    monkeypatch.setenv("DIEMDANH_WEB_PROT", "1")
    assert environment.warnings() == [
        "DIEMDANH_TELEGRAM_TOKN is not a setting and does nothing; did you mean DIEMDANH_TELEGRAM_TOKEN?",
        "DIEMDANH_WEB_PROT is not a setting and does nothing; did you mean DIEMDANH_WEB_PORT?",
    ]
