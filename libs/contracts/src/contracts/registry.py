"""From a `ce_type` to the class of its data: every type that may travel."""

from typing import Final

from contracts.commands import COMMANDS
from contracts.facts import FACTS
from contracts.message import Message
from contracts.requests import Request, RequestRefused, RequestRegistered

MESSAGES: Final[tuple[type[Message], ...]] = (*FACTS, *COMMANDS, Request, RequestRegistered, RequestRefused)

_BY_TYPE: Final[dict[str, type[Message]]] = {model.TYPE: model for model in MESSAGES}


def model_of(type_name: str) -> type[Message] | None:
    """The class of a `ce_type`, or None where this version knows no such type."""
    return _BY_TYPE.get(type_name)
