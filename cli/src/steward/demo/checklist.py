"""What had to happen, and whether it did. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from contracts.register_number import pretty
from contracts.vocabulary import Flag, Kind, Language
from steward.demo.board import Board, Row
from steward.demo.reports import STAR, TOGETHER, TWICE, VAGUE, Reports, named
from steward.send import Answer

ENOUGH = 40
RUNGS = 2


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list."""

    name: str
    ok: bool
    detail: str = ""


@dataclass(slots=True)
class Happened:
    """What the demo itself did and saw beside the topics."""

    run: str = ""
    answers: list[Answer] = field(default_factory=list)
    acknowledged: bool = False
    sms: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    dead: int = 0


def checklist(board: Board, happened: Happened, reports: Reports) -> list[Check]:
    """Every promise of the demo, in the order in which one sees it."""
    rows = list(board.rows.values())
    return [
        *_intake(board, happened, reports),
        *_deciding(rows, happened.run, board),
        *_clocks(board.by_request(named(STAR, happened.run)) or Row(), happened, rows),
        *_messages(rows, happened),
        Check("nothing is left in the dead-letter topics", happened.dead == 0, f"{happened.dead} letters"),
    ]


def _intake(board: Board, happened: Happened, reports: Reports) -> Iterable[Check]:
    numbers = {row.number for row in board.rows.values()}
    yield Check(f"at least {ENOUGH} reports have a number each", len(numbers) >= ENOUGH, f"{len(numbers)} numbers")
    twice = [answer for answer in happened.answers if answer.id == named(TWICE, happened.run)]
    same = len(twice) == 2 and twice[0].number == twice[1].number and twice[1].again  # noqa: PLR2004  sent twice
    yield Check("the same report again is the same ticket", same, _number(twice[0].number) if twice else "")
    refused = [answer for answer in happened.answers if answer.errors]
    fields = sorted(str(error.get("field")) for answer in refused for error in answer.errors)
    broken = len(refused) == 1 and {"building", "colour"} & set(fields) != set()
    yield Check("the broken one is refused, field by field", broken, ", ".join(fields))
    due = {line.id for line in reports.kafka}
    got = due & set(board.receipts)
    yield Check("the call centre's batch over Kafka has its receipts", got == due, f"{len(got)} of {len(due)}")


def _deciding(rows: Sequence[Row], run: str, board: Board) -> Iterable[Check]:
    kinds = {row.snapshot.kind for row in rows if row.snapshot and row.snapshot.kind}
    yield Check("all six kinds were seen", kinds == set(Kind), ", ".join(sorted(kinds)))
    explained = [row for row in rows if row.rules or (row.proposed and row.proposed.needs_triage)]
    yield Check("each is classified, and says by which rule", _all(explained, rows), f"{len(explained)} of {len(rows)}")
    given = [row for row in rows if row.snapshot and row.snapshot.department]
    staffed = [row for row in given if row.snapshot and row.snapshot.assignee]
    detail = f"{len(given)} of {len(rows)}, {len(staffed)} of them to a person"
    yield Check("each was given to a department", _all(given, rows) and bool(staffed), detail)
    vague = board.by_request(named(VAGUE, run))
    triage = bool(vague and vague.proposed and vague.proposed.needs_triage)
    reason = str(vague.proposed.needs_triage) if vague and vague.proposed else ""
    yield Check("what no rule can decide waits for a person", triage, reason)
    together = [row for name in TOGETHER if (row := board.by_request(named(name, run)))]
    grouped = [row for row in together if row.snapshot and Flag.GROUP in row.snapshot.flags]
    whole = len(grouped) == len(TOGETHER)
    yield Check("three households about one matter are a group case", whole, f"{len(grouped)} of {len(TOGETHER)}")


def _clocks(star: Row, happened: Happened, rows: Sequence[Row]) -> Iterable[Check]:
    timed = [row for row in rows if row.clocks]
    yield Check("each has its clocks", _all(timed, rows), f"{len(timed)} of {len(rows)}")
    yield Check("a warning came before the deadline", star.warned, _number(star.number))
    yield Check("the missed deadline was told", star.breached, _number(star.number))
    yield Check("the ladder was climbed, two rungs", sorted(star.levels)[:RUNGS] == [1, 2], f"rungs {star.levels}")
    stopped = happened.acknowledged and bool(star.acknowledged_by) and max(star.levels, default=0) == RUNGS
    yield Check("an acknowledgement stopped it", stopped, star.acknowledged_by)


def _messages(rows: Sequence[Row], happened: Happened) -> Iterable[Check]:
    languages = {language for row in rows for language in row.languages}
    yield Check("residents are written to in three languages", languages == set(Language), ", ".join(sorted(languages)))
    numbers = {pretty(row.number) for row in rows if row.number}
    for name, texts in (("SMS", happened.sms), ("e-mail", happened.mails)):
        arrived = [text for text in texts if any(number in text for number in numbers)]
        yield Check(f"messages arrived by {name}", bool(arrived), f"{len(arrived)} messages")


def _all(some: Sequence[Row], rows: Sequence[Row]) -> bool:
    return bool(rows) and len(some) == len(rows)


def _number(number: str | None) -> str:
    return pretty(number) if number else ""
