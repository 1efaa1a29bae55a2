"""The group and its sites as they are written in YAML (D-301)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.vocabulary import CATEGORY_OF, Category, Function, Language, MessageChannel, Responsibility, Subcategory
from estate.hours import Hours
from estate.ladders import LadderChoice
from estate.model import Id, Model, Names, Span
from estate.people import Person
from estate.policies import Alarm, Numbers


class SiteKind(StrEnum):
    """What sort of place a site is."""

    RESIDENTIAL = "residential"
    OFFICE = "office"


class Building(Model):
    """One building of a site. `id` is what requests name; its names are understood as well."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,19}$")]
    names: Names
    floors: Annotated[int, Field(ge=1)]


class Department(Model):
    """A department or an outside contractor, what it is for, and who answers for it on our side."""

    id: Id
    names: Names
    functions: frozenset[Function] = Field(min_length=1)
    head: Id
    contractor: bool = False
    phone: Annotated[str, Field(pattern=r"^\+[0-9]{7,15}$")] | None = None


class Desk(Model):
    """Who must act: a function (whoever has it at the site), or one department by name."""

    function: Function | None = None
    department: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.function is None) == (self.department is None):
            raise ValueError("name either a function or a department")
        return self


class Route(Desk):
    """A category's desk, with exceptions by subcategory and for the hours when the site is closed."""

    after_hours: Desk | None = None
    subcategories: Mapping[Subcategory, "Route"] = Field(default_factory=dict)


class Table(Model):
    """Categories and responsibilities to desks. A site's table is asked first, then the group's."""

    categories: Mapping[Category, Route] = Field(default_factory=dict)
    responsibilities: Mapping[Responsibility, Desk] = Field(default_factory=dict)  # asked before the category (D-205)

    @model_validator(mode="after")
    def _belongs(self) -> Self:
        for category, route in self.categories.items():
            for sub in route.subcategories:
                if CATEGORY_OF.get(sub, category) is not category:
                    raise ValueError(f"{sub} belongs to {CATEGORY_OF[sub]}, not to {category}")
        return self


class Burst(Model):
    """At most `most` messages to one person within `within` (D-504)."""

    most: Annotated[int, Field(ge=1)]
    within: Span


class Messages(Model):
    """When and under which name messages go out (D-504)."""

    quiet_hours: Hours | None = None  # in the site's own time
    burst: Burst
    senders: Mapping[MessageChannel, Names]
    sender_address: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$")]


class Retention(Model):
    """How long things are kept; personal parts go first (D-108)."""

    personal_parts: Span
    dead_letters: Span


class Site(Model):
    """One site with everything of its own; what it has not is the group's."""

    id: Id
    names: Names
    kind: SiteKind
    calendar: Id
    languages: tuple[Language, ...] = ()
    buildings: tuple[Building, ...] = Field(min_length=1)
    departments: tuple[Department, ...] = ()
    people: tuple[Person, ...] = ()
    table: Table = Table()
    policy: Id | None = None
    ladders: tuple[LadderChoice, ...] = ()
    control_room: Id  # the department that registers after hours (D-107)
    duty_managers: tuple[Id, ...] = Field(min_length=1)
    messages: Messages | None = None


class Group(Model):
    """The property group: defaults for all sites, and what a site falls back to."""

    id: Id
    names: Names
    languages: tuple[Language, ...] = Field(min_length=1)
    calendar: Id
    policy: Id
    ladders: tuple[LadderChoice, ...] = Field(min_length=1)
    departments: tuple[Department, ...] = ()
    people: tuple[Person, ...] = ()
    table: Table
    numbers: Numbers
    alarms: tuple[Alarm, ...] = ()
    messages: Messages
    retention: Retention
