"""What every message's data has in common: it is frozen and knows the `ce_type` under which it travels."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """Data of one event. `TYPE` is its `ce_type`; a class without one is abstract and never travels."""

    model_config = ConfigDict(frozen=True)

    TYPE: ClassVar[str]


class Opaque(Message):
    """Data of a type this version does not know, kept as it came (a tolerant reader asked for it)."""

    TYPE: ClassVar[str] = ""

    raw: bytes
