"""Whether a request fits the estate it is for, and what of it is in the estate's own terms (D-102, D-109)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import estate as places
from contracts.faults import Fault
from contracts.requests import Reporter, Request
from contracts.vocabulary import MessageChannel, RefusalReason
from estate import Estate
from intake.domain import phone
from intake.domain.home import HomeWords, missing_for_a_home

SKEW = timedelta(minutes=2)
"""So far a caller's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A request that fits: the building by its id, the reporter with a number that can be dialled."""

    request: Request
    building: str | None
    reporter: Reporter | None
    reachable_by: tuple[MessageChannel, ...]


def faults(request: Request, estate: Estate, words: HomeWords, now: datetime) -> tuple[Fault, ...]:
    """Everything about a request that does not fit; nothing if it does."""
    site = estate.sites.get(request.site)
    if site is None:
        return (Fault("site", RefusalReason.UNKNOWN_SITE), *_not_yet(request, now))
    return (
        *_not_yet(request, now),
        *_building(request, estate),
        *_phone(request, estate),
        *missing_for_a_home(request, words),
    )


def sound(request: Request, estate: Estate) -> Sound:
    """A request that fits in the estate's terms; of one accepted under an earlier estate, what still can be said."""
    known = request.site in estate.sites
    found = places.building(estate, request.site, request.building) if known and request.building else None
    dialled, reporter = _dialled(request, estate), request.reporter
    if reporter and dialled:
        reporter = reporter.model_copy(update={"phone": dialled.number})
    return Sound(request, found.id if found else None, reporter, _reachable(reporter, dialled))


def _not_yet(request: Request, now: datetime) -> Iterator[Fault]:
    for field in ("received_at", "occurred_at"):
        at = getattr(request, field)
        if at is not None and at > now + SKEW:
            yield Fault(field, RefusalReason.IN_THE_FUTURE)


def _building(request: Request, estate: Estate) -> Iterator[Fault]:
    if request.building is not None and places.building(estate, request.site, request.building) is None:
        known = ", ".join(one.id for one in estate.sites[request.site].buildings)
        yield Fault("building", RefusalReason.UNKNOWN_BUILDING, allowed=known)


def _phone(request: Request, estate: Estate) -> Iterator[Fault]:
    if request.reporter and request.reporter.phone and _dialled(request, estate) is None:
        yield Fault("reporter.phone", RefusalReason.BAD_FORMAT)


def _dialled(request: Request, estate: Estate) -> phone.Phone | None:
    written = request.reporter.phone if request.reporter else None
    return phone.parse(written, _countries(request, estate)) if written else None


def _countries(request: Request, estate: Estate) -> tuple[str, ...]:
    """The site's country, then the estate's others, as far as calendars say whose holidays they keep."""
    site = estate.sites.get(request.site)
    kept = [one.spec.holidays for one in estate.calendars.values()]
    own = [estate.calendars[site.calendar].spec.holidays] if site else []
    return tuple(dict.fromkeys(one.partition("-")[0] for one in (*own, *kept) if one))


def _reachable(reporter: Reporter | None, dialled: phone.Phone | None) -> tuple[MessageChannel, ...]:
    if reporter is None:
        return ()
    ways = {MessageChannel.SMS: bool(dialled and dialled.texts), MessageChannel.EMAIL: bool(reporter.email)}
    return tuple(sorted((way for way, open_ in ways.items() if open_), key=lambda way: way is not reporter.prefers))
