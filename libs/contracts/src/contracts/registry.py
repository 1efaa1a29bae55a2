"""From a `ce_type` to the class of its data, and to the topic it travels on."""

from typing import Final

from contracts.message import Message
from contracts.topics import TOPICS, Topic

MESSAGES: Final[tuple[type[Message], ...]] = tuple(model for topic in TOPICS for model in topic.types)
"""The class of every type that may travel."""

_BY_TYPE: Final[dict[str, type[Message]]] = {model.TYPE: model for model in MESSAGES}
_TOPIC_OF: Final[dict[str, Topic]] = {model.TYPE: topic for topic in TOPICS for model in topic.types}


def model_of(type_name: str) -> type[Message] | None:
    """The class of a `ce_type`, or None where this version knows no such type."""
    return _BY_TYPE.get(type_name)


def topic_of(type_name: str) -> Topic:
    """The topic on which a type travels.

    Raises:
        KeyError: this version knows no such type.

    """
    return _TOPIC_OF[type_name]
