"""What of a schema change would break those who already read or write by the old one.

Facts are kept for ever, so what was valid must stay valid; and integrators read them, so what was always there must
stay there. Allowed: a new field with a default, a new enum value, a wider limit. All else is a new type (`….v2`).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Schema = Mapping[str, Any]

_LOWERED_BREAKS: Final = ("maxLength", "maximum", "maxItems", "exclusiveMaximum")
_RAISED_BREAKS: Final = ("minLength", "minimum", "minItems", "exclusiveMinimum")
_SAME: Final = ("type", "format", "const")
_MISSING: Final = object()


def inlined(schema: Schema, definitions: Mapping[str, Schema]) -> dict[str, Any]:
    """The schema with every `$ref` replaced by what it names, so that two versions compare whatever their parts are
    called.

    Raises:
        KeyError: a `$ref` names no definition.

    """
    return {key: _inlined(value, definitions) for key, value in _resolved(schema, definitions).items()}


def breaks(old: Schema, new: Schema, *, readers: bool = True) -> list[str]:
    """Every incompatible change from one inlined schema to another, as `place: what`; empty means compatible.

    `readers` False is for what others only write to us (requests, commands): there a field may become optional.
    """
    return list(_breaks(old, new, "data", readers=readers))


def _breaks(old: Schema, new: Schema, at: str, *, readers: bool) -> Iterator[str]:
    if old.get("default", _MISSING) != new.get("default", _MISSING) and "default" in old and "default" in new:
        yield f"{at}: its default changed from {old['default']!r} to {new['default']!r}"
    if "anyOf" in old or "anyOf" in new:
        yield from _alternatives(old, new, at, readers=readers)
        return
    retyped = [key for key in _SAME if old.get(key) != new.get(key)]
    if retyped:
        yield f"{at}: retyped, {retyped[0]} was {old.get(retyped[0])!r} and is {new.get(retyped[0])!r}"
        return
    yield from _enum(old, new, at)
    yield from _limits(old, new, at)
    yield from _fields(old, new, at, readers=readers)
    for inner in ("items", "additionalProperties", "propertyNames"):
        if isinstance(old.get(inner), Mapping) and isinstance(new.get(inner), Mapping):
            yield from _breaks(old[inner], new[inner], f"{at}[]", readers=readers)


def _alternatives(old: Schema, new: Schema, at: str, *, readers: bool) -> Iterator[str]:
    olds, news = old.get("anyOf", [old]), new.get("anyOf", [new])
    lost, added = _kinds(olds) - _kinds(news), _kinds(news) - _kinds(olds)
    for choice in olds:
        alike = [other for other in news if other.get("type") == choice.get("type")]
        if not alike:
            yield f"{at}: retyped, {choice.get('type')!r} is no longer allowed"
            continue
        found = [list(_breaks(_bare(choice), _bare(other), at, readers=readers)) for other in alike]
        yield from min(found, key=len)
    if readers and added and not lost:
        yield f"{at}: may be {' or '.join(sorted(added))} now, and readers rely on what it was"


def _kinds(choices: list[Schema]) -> set[str]:
    return {str(choice.get("type")) for choice in choices}


def _enum(old: Schema, new: Schema, at: str) -> Iterator[str]:
    before, after = old.get("enum"), new.get("enum")
    if (before is None) != (after is None):
        yield f"{at}: retyped, {'became' if after else 'is no longer'} a closed set"
    gone = [value for value in before or () if value not in (after or before or ())]
    if gone:
        yield f"{at}: enum value removed: {', '.join(map(str, gone))}"


def _limits(old: Schema, new: Schema, at: str) -> Iterator[str]:
    if new.get("pattern") not in {None, old.get("pattern")}:
        yield f"{at}: its pattern changed from {old.get('pattern')!r} to {new['pattern']!r}"
    for key in (*_LOWERED_BREAKS, *_RAISED_BREAKS):
        before, after = old.get(key), new.get(key)
        if after is None or after == before:
            continue
        if before is None or (after < before) == (key in _LOWERED_BREAKS):
            yield f"{at}: {key} became stricter, {before} to {after}"


def _fields(old: Schema, new: Schema, at: str, *, readers: bool) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    was, now = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(before.keys() - after.keys()):
        yield f"{at}.{name}: removed or renamed"
    for name in sorted(now - was):
        yield f"{at}.{name}: required now, and it was {'optional' if name in before else 'not there'}"
    for name in sorted((was - now) & after.keys()) if readers else ():
        yield f"{at}.{name}: may be missing now, and readers rely on it"
    if new.get("additionalProperties") is False and old.get("additionalProperties") is not False:
        yield f"{at}: unknown fields are refused now"
    for name in sorted(before.keys() & after.keys()):
        yield from _breaks(before[name], after[name], f"{at}.{name}", readers=readers)


def _bare(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key != "default"}


def _resolved(schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    if "$ref" not in schema:
        return schema
    named = definitions[schema["$ref"].rsplit("/", 1)[-1]]
    return {**_resolved(named, definitions), **{key: value for key, value in schema.items() if key != "$ref"}}


def _inlined(value: Any, definitions: Mapping[str, Schema]) -> Any:  # noqa: ANN401  any part of a JSON document
    if isinstance(value, Mapping):
        return inlined(value, definitions)
    return [_inlined(item, definitions) for item in value] if isinstance(value, list) else value
