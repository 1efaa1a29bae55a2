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
    every = sentences("contracts", "refusals.yaml")
    own = every.get(fault.reason.value) or every[RefusalReason.BAD_FORMAT.value]
    return own[language.value].format(limit=fault.limit or "", allowed=fault.allowed or "")[:MAX_SENTENCE]


@cache
def sentences(package: str, file: str) -> Mapping[str, Mapping[str, str]]:
    """The sentences of a package's file, by what they say and by language; read once."""
    read: Mapping[str, Mapping[str, str]] = yaml.safe_load((files(package) / file).read_text("utf-8"))
    return read
