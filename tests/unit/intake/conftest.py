"""The demo estate, read once, and a request to vary."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.requests import Request
from estate import Estate, load

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BODY: dict[str, Any] = {"id": "r-1", "site": "sh-lanting", "channel": "phone", "text": "电梯停在两层之间"}


@pytest.fixture(scope="session")
def estate() -> Estate:
    return load(Path("estates/demo"))


def request_of(**changes: Any) -> Request:
    return Request.model_validate(BODY | changes)
