"""Where downloaded things are kept. Standard library only: the preflight asks before anything is installed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

KAFKA = "kafka-4.3.1"
MARKER = "complete.json"


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """`$STEWARD_CACHE`, else `~/.cache/steward`."""
    return Path(environ.get("STEWARD_CACHE") or Path.home() / ".cache" / "steward").absolute()
