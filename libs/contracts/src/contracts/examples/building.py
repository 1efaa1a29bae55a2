"""A golden example of every message: what an integrator sees, and what tests hold the models, codec and schemas to.

An example is built from its model alone, with every optional field filled, so a new field shows in the example file
of the same commit. The same code gives the same bytes.
"""

from datetime import datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel

from contracts import ids, sealing
from contracts.cloudevents import Event
from contracts.examples.invented import AT, CASE, KEY, MONTH, SITE, TICKET
from contracts.examples.snapshots import snapshot_for
from contracts.examples.values import BOTH_AUDIENCES, BY_NAME, FREE_TEXT, SPECIAL
from contracts.facts.fact import Fact
from contracts.message import Message
from contracts.private import Contact, MatchedWords
from contracts.registry import MESSAGES, topic_of
from contracts.requests import Report
from contracts.vocabulary import Audience

Model = TypeVar("Model", bound=BaseModel)

_PLAIN: Final[dict[type, Any]] = {
    str: FREE_TEXT,
    int: 1,
    float: 1.0,
    bool: True,
    datetime: AT,
    timedelta: timedelta(hours=1),
}
_CAUSE_TOPIC: Final = {
    "tickets.classified": "tickets.received",
    "tickets.lifecycle": "tickets.commands",
    "tickets.deadlines": "tickets.lifecycle",
    "tickets.notifications": "tickets.lifecycle",
}
_BESIDE: Final[dict[str, type[BaseModel]]] = {"report": Report, "words": MatchedWords, "contact": Contact}
"""Sealed parts that a fact passes on beside its own."""


def example_of(model: type[Model]) -> Model:
    """A value of the model with every field filled; the same at every call."""
    values = {name: _value(model, name, info.annotation) for name, info in model.model_fields.items()}
    return model.model_validate(values)


def example_event(model: type[Message]) -> Event:
    """The example in its envelope, as its writer would send it."""
    topic = topic_of(model.TYPE)
    cause = ids.event_id("example", "cause", 1)
    cause_topic = _CAUSE_TOPIC.get(topic.name)
    return Event(
        id=ids.event_id(cause, model.TYPE, 1),
        type=model.TYPE,
        source=f"/steward/{topic.writers[0]}".replace(" ", "-"),
        subject=subject_for(model),
        time=AT,
        sequence=3 if cause_topic else 0,
        causation_id=cause,
        correlation_id=ids.event_id("example", "first", 1),
        cause_topic=cause_topic,
        cause_sequence=2 if cause_topic else None,
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        data=example_of(model),
    )


def all_examples() -> dict[str, Event]:
    """The example of every type that may travel, by `ce_type`."""
    return {model.TYPE: example_event(model) for model in MESSAGES}


def subject_for(model: type[BaseModel]) -> str:
    """The subject that the example of this model is about."""
    name = model.__name__
    if name in {"ChargesSummarised", "BillsIssued"}:
        return ids.subject_of_month(SITE, MONTH)
    if getattr(model, "TYPE", "").startswith("steward.case."):
        return ids.subject_of_case(CASE)
    if name in {"Request", "RequestRegistered", "RequestRefused"}:
        return "request:example-1"
    return str(SPECIAL["ChoiceRecorded", "address"]) if name == "ChoiceRecorded" else ids.subject_of(TICKET)


def _value(model: type[BaseModel], name: str, annotation: Any) -> Any:  # noqa: ANN401  any field of any model
    for owner in model.__mro__:
        if (owner.__name__, name) in SPECIAL:
            return SPECIAL[owner.__name__, name]
    if name in {"sealed", *_BESIDE} and issubclass(model, Fact):
        return _sealed(model, name)
    if name == "snapshot":
        return snapshot_for(model)
    if name == "wrapped":
        return sealing.wrap_key(KEY, KEY, ids.subject_of(TICKET))
    kind = _plain(annotation)
    if name in BY_NAME and _fits(kind, BY_NAME[name]):
        return BY_NAME[name]
    return _of_kind(kind)


def _of_kind(kind: Any) -> Any:  # noqa: ANN401  any annotation without its None and its limits
    if get_origin(kind) is tuple:
        return (_of_kind(_plain(get_args(kind)[0])),)
    if issubclass(kind, BaseModel):
        return example_of(kind)
    if issubclass(kind, Enum):
        return next(iter(kind))
    return _PLAIN[kind]


def _plain(kind: Any) -> Any:  # noqa: ANN401  any annotation
    while (origin := get_origin(kind)) in {Annotated, Union, UnionType}:
        arguments = get_args(kind)
        kind = arguments[0] if origin is Annotated else next(part for part in arguments if part is not NoneType)
    return datetime if kind is AwareDatetime else kind


def _fits(kind: Any, value: Any) -> bool:  # noqa: ANN401  any annotation, any value
    """Names are shared: `channel` is a `Channel` here and a `MessageChannel` there. A mapping stands for a model."""
    wanted = get_origin(kind) or kind
    return isinstance(value, wanted) or (isinstance(value, dict) and issubclass(wanted, BaseModel))


def _sealed(model: type[Fact], name: str) -> dict[Audience, str]:
    part = _BESIDE.get(name, model.SEALS)
    if part is None or (name == "contact" and model.SEALS is None):  # only the first of a ledger carries it
        return {}
    audiences = BOTH_AUDIENCES if part is Report else BOTH_AUDIENCES[:1]
    return sealing.seal_part(KEY, ids.subject_of(TICKET), example_of(part), *audiences)
