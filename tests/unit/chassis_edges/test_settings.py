import base64
from pathlib import Path

import pytest

from chassis.settings import BadSettings, ServiceSettings, load, read

MASTER = base64.b64encode(bytes(range(32))).decode()
OTHER = base64.b64encode(bytes(32)).decode()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in ServiceSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("KAFKA_BOOTSTRAP", "one:9092, two:9092")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:6379/0")
    monkeypatch.setenv("STEWARD_ESTATE", str(tmp_path))
    monkeypatch.setenv("STEWARD_MASTER_KEY", MASTER)
    return monkeypatch


@pytest.mark.usefixtures("environment")
def test_what_the_environment_says_is_what_the_service_has() -> None:
    settings = read(ServiceSettings)
    assert settings.kafka_bootstrap == ("one:9092", "two:9092")
    assert settings.master_key == bytes(range(32))


def test_a_key_may_stand_in_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{MASTER}\n")
    environment.delenv("STEWARD_MASTER_KEY")
    environment.setenv("STEWARD_MASTER_KEY_FILE", str(tmp_path / "key"))
    assert read(ServiceSettings).master_key == bytes(range(32))


def test_the_installation_key_is_derived_unless_it_is_given(environment: pytest.MonkeyPatch) -> None:
    derived = read(ServiceSettings).installation_key
    environment.setenv("STEWARD_INSTALLATION_KEY", OTHER)
    assert (len(derived), derived != bytes(range(32))) == (32, True)
    assert read(ServiceSettings).installation_key == bytes(32)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("KAFKA_BOOTSTRAP", "", "KAFKA_BOOTSTRAP: is not set"),
        ("KAFKA_BOOTSTRAP", "nowhere", "KAFKA_BOOTSTRAP: is not a list of host:port"),
        ("REDIS_URL", "http://x", "REDIS_URL: "),
        ("STEWARD_ESTATE", "/does/not/exist", "STEWARD_ESTATE: is not a folder that exists"),
        ("STEWARD_MASTER_KEY", "~~~", "STEWARD_MASTER_KEY: is not base64"),
        ("STEWARD_MASTER_KEY", "c2hvcnQ=", "STEWARD_MASTER_KEY: holds 5 bytes, 32 are needed"),
        ("STEWARD_MASTER_KEY", "", "set exactly one of STEWARD_MASTER_KEY and STEWARD_MASTER_KEY_FILE"),
        ("STEWARD_MASTER_KEY_FILE", "/does/not/exist", "STEWARD_MASTER_KEY_FILE: cannot be read: FileNotFoundError"),
        ("HTTP_PORT", "many", "HTTP_PORT: "),
        ("LOG_LEVEL", "loud", "LOG_LEVEL: "),
        ("INSTANCE_ID", "a b", "INSTANCE_ID: "),
    ],
)
def test_a_wrong_variable_gets_one_sentence_with_its_name_and_cure(
    environment: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    environment.setenv(variable, value)
    with pytest.raises(BadSettings) as bad:
        read(ServiceSettings)
    (message,) = bad.value.messages
    assert message.startswith(said)
    assert "in the environment" in message


def test_a_wrong_start_exits_with_78_and_prints_no_secret(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("STEWARD_MASTER_KEY", "aW52ZW50ZWQ=")
    environment.setenv("HTTP_PORT", "99999")
    with pytest.raises(SystemExit) as stopped:
        load(ServiceSettings)
    told = capsys.readouterr().err
    assert stopped.value.code == 78
    assert told.startswith("2 setting(s) are wrong")
    assert "aW52ZW50ZWQ" not in told


@pytest.mark.usefixtures("environment")
def test_printing_the_settings_prints_no_secret() -> None:
    assert MASTER not in repr(read(ServiceSettings))
