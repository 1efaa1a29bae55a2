"""`steward send` and `steward import`: every request of a file to intake, a line of answer for each."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import aiohttp
from rich.markup import escape

from contracts.register_number import pretty
from steward.answers import Exit, ungrouped
from steward.calling import Reply, call, new_session
from steward.request_file import Line
from steward.screen import emit, out

AT_ONCE = 8
IMPORT = {"Steward-Mode": "import"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one line: a number, or the errors."""

    id: str | None
    number: str | None = None
    ticket: str | None = None
    answer_by: str | None = None
    again: bool = False
    errors: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests go: intake's address, the caller's key, and whether they are of the past."""

    url: str
    key: str
    past: bool = False
    language: str = "en"


def answer_of(line: Line, reply: Reply) -> Answer:
    """An HTTP reply as the line's answer."""
    body = reply.body if isinstance(reply.body, dict) else {}
    if reply.ok:
        return Answer(line.id, body.get("number"), body.get("ticket"), body.get("answer_by"), again=reply.status == 200)  # noqa: PLR2004  201 is a new one
    errors = tuple(body.get("errors") or ())
    general = {"field": "", "reason": f"http_{reply.status}", "message": body.get("detail") or body.get("title") or ""}
    return Answer(line.id, errors=errors or (general,))


async def send_all(target: Target, lines: Sequence[Line], done: Callable[[Answer], None]) -> list[Answer]:
    """The answers, in the file's order; `done` hears each in that order. The same id never overtakes itself."""
    turns: dict[str | None, asyncio.Lock] = {}
    free = asyncio.Semaphore(AT_ONCE)
    async with new_session(target.key) as session:

        async def one(line: Line) -> Answer:
            async with turns.setdefault(line.id, asyncio.Lock()), free:
                return await send_one(session, target, line)

        with ungrouped():
            async with asyncio.TaskGroup() as sending:
                tasks = [sending.create_task(one(line)) for line in lines]
                for task in tasks:
                    done(await task)
    return [task.result() for task in tasks]


async def send_one(session: aiohttp.ClientSession, target: Target, line: Line) -> Answer:
    """One request over HTTP, and what became of it. Raises CommandError (3)."""
    if line.body is None:
        return Answer(None, errors=({"field": "", "reason": "unreadable", "message": line.fault},))
    headers = {"Accept-Language": target.language} | (IMPORT if target.past else {})
    return answer_of(line, await call(session, "POST", f"{target.url}/v1/requests", line.body, headers))


def as_json(answer: Answer) -> str:
    """One line for scripts: id, and number or errors."""
    wanted = asdict(answer)
    names = ("id", "number", "ticket", "answer_by", "again") if answer.number else ("id", "errors")
    return json.dumps({name: wanted[name] for name in names}, ensure_ascii=False)


def as_text(answer: Answer) -> str:
    """One line for people."""
    name = escape(answer.id or "?")
    if answer.number:
        note = " [dim](known already)[/dim]" if answer.again else ""
        return f"[green]✓[/green] {name}  [bold]{pretty(answer.number)}[/bold]{note}"
    reasons = "; ".join(f"{e.get('field') or 'request'}: {e.get('message') or e.get('reason')}" for e in answer.errors)
    return f"[red]✗[/red] {name}  {escape(reasons)}"


def tell_answer(answer: Answer, *, as_lines: bool) -> None:
    if as_lines:
        emit(as_json(answer))
    else:
        out.print(as_text(answer), soft_wrap=True)


def verdict(answers: Sequence[Answer]) -> Exit:
    return Exit.DONE if all(answer.number for answer in answers) else Exit.REFUSED
