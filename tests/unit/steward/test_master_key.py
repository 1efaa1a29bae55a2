"""The master key: made once, read with care, never shown."""

import base64
from pathlib import Path

import pytest

from steward import master_key
from steward.answers import CommandError

KEY = bytes(range(32))
TEXT = base64.b64encode(KEY).decode()


def test_it_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = master_key.ensure(tmp_path / "var")
    first = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert master_key.ensure(tmp_path / "var").read_bytes() == first
    assert len(master_key.read(path)) == 32
    assert [one.name for one in (tmp_path / "var").iterdir()] == [master_key.FILE]


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    assert master_key.read(master_key.ensure(tmp_path / "a")) != master_key.read(master_key.ensure(tmp_path / "b"))


def test_the_file_that_was_named_counts_before_the_environment(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(TEXT)
    assert master_key.given(tmp_path / "key", {"STEWARD_MASTER_KEY": "A" * 44}) == KEY
    assert master_key.given(None, {"STEWARD_MASTER_KEY": TEXT}) == KEY
    assert master_key.given(None, {"STEWARD_MASTER_KEY_FILE": str(tmp_path / "key")}) == KEY
    assert master_key.given(None, {}) is None


@pytest.mark.parametrize("wrong", ["not base64!", base64.b64encode(b"short").decode(), ""])
def test_a_wrong_key_is_refused_without_being_shown(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "key").write_text(wrong)
    with pytest.raises(CommandError, match="32 bytes in base64") as refused:
        master_key.read(tmp_path / "key")
    assert not wrong or wrong not in str(refused.value)


def test_a_key_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        master_key.read(tmp_path / "none")
