"""Words that no resident is to read about their own report (D-507)."""

import re
from typing import Final

FORBIDDEN: Final = re.compile(
    r"轻微|輕微|无效|無效|失实|失實|不归我们管|不歸我們管|\b(?:minor|invalid|unfounded|untrue)\b", re.IGNORECASE
)


def forbidden(text: str) -> tuple[str, ...]:
    """Those of them that a text has."""
    return tuple(dict.fromkeys(FORBIDDEN.findall(text)))
