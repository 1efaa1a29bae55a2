"""What of a schema change breaks somebody (style.md, 19)."""

from typing import Any

import pytest

from contracts.compatibility import breaks, inlined

TEXT = {"type": "string"}
SHORT = {"type": "string", "maxLength": 5}
COLOURS = {"type": "string", "enum": ["red", "green"]}


def _object(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


def _maybe(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}], "default": None}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (_object(a=TEXT), _object(), "data.a: removed or renamed"),
        (_object(a=TEXT), _object(b=TEXT), "data.a: removed or renamed"),
        (_object(a=TEXT), _object(a={"type": "integer"}), "data.a: retyped"),
        (_object(a=TEXT), _object(a={**TEXT, "format": "date-time"}), "data.a: retyped, format"),
        (_object(a=TEXT), _object(a=COLOURS), "data.a: retyped, became a closed set"),
        (_object(a=COLOURS), _object(a=TEXT), "data.a: retyped, is no longer a closed set"),
        (_object(a=COLOURS), _object(a={**COLOURS, "enum": ["red"]}), "data.a: enum value removed: green"),
        (_object(a=TEXT), _object(("a",), a=TEXT), "data.a: required now, and it was optional"),
        (_object(), _object(("a",), a=TEXT), "data.a: required now, and it was not there"),
        (_object(("a",), a=TEXT), _object(a=TEXT), "data.a: may be missing now"),
        (_object(a=TEXT), _object(a=_maybe(TEXT)), "data.a: may be null now"),
        (_object(a=_maybe(TEXT)), _object(a=TEXT), "data.a: retyped, 'null' is no longer allowed"),
        (_object(a=_maybe(TEXT)), _object(a=_maybe({"type": "integer"})), "data.a: retyped, 'string' is no longer"),
        (_object(a=_maybe(COLOURS)), _object(a=_maybe({**COLOURS, "enum": ["red"]})), "data.a: enum value removed"),
        (_object(a=TEXT), _object(a=SHORT), "data.a: maxLength became stricter, None to 5"),
        (_object(a=SHORT), _object(a={**SHORT, "maxLength": 4}), "data.a: maxLength became stricter, 5 to 4"),
        (_object(a={"type": "integer", "minimum": 0}), _object(a={"type": "integer", "minimum": 1}), "data.a: minimum"),
        (_object(a=TEXT), _object(a={**TEXT, "pattern": "^x$"}), "data.a: its pattern changed"),
        (_object(a={**TEXT, "default": "x"}), _object(a={**TEXT, "default": "y"}), "data.a: its default changed"),
        (_object(), {**_object(), "additionalProperties": False}, "data: unknown fields are refused now"),
        ({"type": "array", "items": COLOURS}, {"type": "array", "items": TEXT}, "data[]: retyped"),
        (
            {"type": "object", "additionalProperties": TEXT},
            {"type": "object", "additionalProperties": {"type": "integer"}},
            "data[]: retyped",
        ),
        (_object(a=_object(b=TEXT)), _object(a=_object()), "data.a.b: removed or renamed"),
    ],
)
def test_a_breaking_change_is_named_by_its_place(old: dict[str, Any], new: dict[str, Any], said: str) -> None:
    found = breaks(old, new)
    assert len(found) == 1
    assert found[0].startswith(said)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (_object(a=TEXT), _object(a=TEXT, b=_maybe(TEXT))),
        (_object(a=COLOURS), _object(a={**COLOURS, "enum": ["blue", "green", "red"]})),
        (_object(a=SHORT), _object(a={**SHORT, "maxLength": 6})),
        (_object(a=SHORT), _object(a=TEXT)),
        (_object(a={**TEXT, "description": "x", "title": "A"}), _object(a={**TEXT, "description": "y"})),
        ({**_object(), "additionalProperties": False}, _object()),
        (_object(a=_maybe(TEXT)), _object(a=_maybe(TEXT))),
    ],
)
def test_a_change_that_only_adds_is_compatible(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert breaks(old, new) == []


def test_a_wish_may_ask_for_less_than_before() -> None:
    assert breaks(_object(("a",), a=TEXT), _object(a=_maybe(TEXT)), readers=False) == []


def test_every_break_is_told_not_only_the_first() -> None:
    assert len(breaks(_object(a=TEXT, b=COLOURS), _object(b=TEXT))) == 2


def test_parts_may_be_renamed_when_their_content_stays() -> None:
    old = inlined(_object(a={"$ref": "d.json#/$defs/Old"}), {"Old": COLOURS})
    new = inlined(_object(a={"$ref": "d.json#/$defs/New", "default": "red"}), {"New": COLOURS})
    assert old == _object(a=COLOURS)
    assert breaks(old, new) == []


def test_a_reference_to_nothing_is_an_error() -> None:
    with pytest.raises(KeyError):
        inlined({"$ref": "#/$defs/Gone"}, {})
