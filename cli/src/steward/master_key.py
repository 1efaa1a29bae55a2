"""The installation's master key: made once, readable by its owner only."""

import base64
import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from pydantic_core import PydanticCustomError

from chassis.settings import KEY_BYTES, decoded_key
from steward.answers import CommandError, Exit

FILE = "master.key"
IN_ENVIRONMENT = ("STEWARD_MASTER_KEY", "STEWARD_MASTER_KEY_FILE")


def ensure(var: Path) -> Path:
    """The key's file under `var`; made (mode 0600) if it is not there. Two that make it at once end with one key."""
    path = var / FILE
    if path.exists():
        return path
    var.mkdir(parents=True, exist_ok=True)
    fresh = var / f"{FILE}.{os.getpid()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
    return path


def read(path: Path) -> bytes:
    """The 32 bytes in a key file."""
    try:
        return decoded(path.read_text("ascii"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(
            f"{path}: cannot be read ({type(error).__name__}); name the master key's file, usually var/{FILE}",
            Exit.USAGE,
        ) from None


def decoded(text: str, where: str) -> bytes:
    try:
        return decoded_key(text)
    except PydanticCustomError as error:
        raise CommandError(f"{where}: {error.message()}; it holds 32 bytes in base64", Exit.CONFIG) from None


def given(file: Path | None, environ: Mapping[str, str]) -> bytes | None:
    """The operator's key: the file that was named, else the environment's; None where nobody gave one."""
    if file is not None:
        return read(file)
    text, named = (environ.get(name) for name in IN_ENVIRONMENT)
    if text:
        return decoded(text, IN_ENVIRONMENT[0])
    return read(Path(named)) if named else None
