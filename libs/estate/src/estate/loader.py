"""Reads a directory of YAML into an Estate, or refuses it with everything that is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from estate.calendars import Calendar, CalendarSpec
from estate.callers import Callers
from estate.crosschecks import crosscheck
from estate.ladders import Ladder
from estate.people import Person
from estate.places import Group, Site
from estate.policies import Policy, flattened
from estate.sources import EstateRefused, M, Problem, Source, Where, parsed, read
from estate.whole import Estate
from estate.written import Located, Written


@dataclass(slots=True)
class _Reading:
    """What has been read so far, and what was wrong with it."""

    sources: list[Source] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load(path: Path | str) -> Estate:
    """The estate in the directory `path`: group, calendars, ladders, policies and callers.yaml, and sites/*.yaml.

    Raises EstateRefused with all problems at once: unreadable files, wrong fields; if none, what does not fit together.
    """
    root, reading = Path(path), _Reading()
    written = _written(root, reading)
    if written is None or reading.problems:
        raise EstateRefused(tuple(reading.problems))
    estate = _assembled(written, _edition(reading.sources))
    problems = tuple(crosscheck(written, estate))
    if problems:
        raise EstateRefused(problems)
    return estate


def _written(root: Path, reading: _Reading) -> Written | None:
    group = _one(root, root / "group.yaml", Group, reading)
    calendars = _many(root, "calendars", CalendarSpec, reading)
    ladders = _many(root, "ladders", Ladder, reading)
    policies = _many(root, "policies", Policy, reading)
    callers = _one(root, root / "callers.yaml", Callers, reading)
    files = sorted((root / "sites").glob("*.yaml"))
    if not files:
        reading.problems.append(Problem("sites/", "", 0, "has no site: add one YAML file per site"))
    sites = [one for file in files if (one := _one(root, file, Site, reading))]
    if group is None or callers is None:
        return None
    return Written(group, callers, tuple(sites), calendars, ladders, policies)


def _source(root: Path, file: Path, reading: _Reading) -> Source | None:
    try:
        reading.sources.append(read(root, file))
    except EstateRefused as refused:
        reading.problems.extend(refused.problems)
        return None
    return reading.sources[-1]


def _one(root: Path, file: Path, model: type[M], reading: _Reading) -> Located[M] | None:
    source = _source(root, file, reading)
    return _placed(source, model, source.data, (), reading) if source else None


def _many(root: Path, name: str, model: type[M], reading: _Reading) -> tuple[Located[M], ...]:
    source = _source(root, root / f"{name}.yaml", reading)
    if source is None:
        return ()
    items = source.data.get(name) if isinstance(source.data, dict) and set(source.data) == {name} else None
    if not isinstance(items, list) or not items:
        reading.problems.append(source.problem((), f"holds one key, {name}, with a list under it"))
        return ()
    found = (_placed(source, model, item, (name, n), reading) for n, item in enumerate(items))
    return tuple(one for one in found if one)


def _placed(source: Source, model: type[M], data: object, where: Where, reading: _Reading) -> Located[M] | None:
    value = parsed(source, model, data, where)
    if isinstance(value, tuple):
        reading.problems.extend(value)
        return None
    return Located(value, source, where)


def _assembled(written: Written, edition: str) -> Estate:
    """Everything by id. Of an id given twice the first stays; the cross-check reports it."""
    group, sites = written.group.value, [one.value for one in written.sites]
    homes: list[tuple[str | None, Group | Site]] = [(None, group), *((one.id, one) for one in sites)]
    policies = _by_id(one.value for one in written.policies)
    people: dict[str, Person] = _by_id(one for _, place in homes for one in place.people)
    return Estate(
        version=edition,
        group=group,
        sites=_by_id(sites),
        departments=_by_id(one for _, place in homes for one in place.departments),
        department_sites={one.id: home for home, place in reversed(homes) for one in place.departments},
        people=people,
        staff=_by_department(people.values()),
        homes={one.id: home for home, place in reversed(homes) for one in place.people},
        calendars={key: Calendar(spec) for key, spec in _by_id(one.value for one in written.calendars).items()},
        ladders=_by_id(one.value for one in written.ladders),
        policies={key: flattened(one, policies) for key, one in policies.items()},
        callers={one.key_sha256: one for one in written.callers.value.callers},
        tokens={one.token_sha256: one.person for one in written.callers.value.staff},
    )


def _by_id(values: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for value in values:
        found.setdefault(value.id, value)
    return found


def _by_department(people: Iterable[Person]) -> dict[str, tuple[Person, ...]]:
    found: dict[str, list[Person]] = {}
    for one in people:
        for department in dict.fromkeys(one.departments):
            found.setdefault(department, []).append(one)
    return {department: tuple(staff) for department, staff in found.items()}


def _edition(sources: Iterable[Source]) -> str:
    """A hash of what the files say (comments and order of keys do not count) and of the holidays the library knows."""
    content = [version("holidays"), {source.file: source.data for source in sources}]
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    return sha256(orjson.dumps(content, default=str, option=options)).hexdigest()[:16]
