"""What a refusal says to whoever asked, in their language (D-109). The sentences stand in `refusals.yaml`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from contracts.faults import Fault
from contracts.vocabulary import Language, RefusalReason

MAX_SENTENCE: Final = 500


def said(fault: Fault, language: Language) -> str:
    """The fault as one sentence of at most `MAX_SENTENCE` characters; a reason without its own says `bad_format`'s."""
    sentences = _sentences().get(fault.reason.value) or _sentences()[RefusalReason.BAD_FORMAT.value]
    return sentences[language.value].format(limit=fault.limit or "", allowed=fault.allowed or "")[:MAX_SENTENCE]


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    read: Mapping[str, Mapping[str, str]] = yaml.safe_load((files("contracts") / "refusals.yaml").read_text("utf-8"))
    return read
