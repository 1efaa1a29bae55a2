"""How the command ends: exit codes that scripts can use, and failures told in one sentence with the cure."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum


class Exit(IntEnum):
    """`steward`'s exit codes; 78 is EX_CONFIG, as the services use it."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    UNREACHABLE = 3
    CONFIG = 78


class CommandError(Exception):
    """The command cannot do what it was asked. The message says what, where, and what to do."""

    def __init__(self, message: str, code: Exit = Exit.REFUSED) -> None:
        super().__init__(message)
        self.code = code


def unreachable(message: str) -> CommandError:
    return CommandError(message, Exit.UNREACHABLE)


def misused(message: str) -> CommandError:
    return CommandError(message, Exit.USAGE)


@contextmanager
def ungrouped() -> Iterator[None]:
    """What a task group raises as a group, as the first of it that the command can answer."""
    try:
        yield
    except ExceptionGroup as group:
        found = _first(group)
        if found is None:
            raise
    else:
        return
    raise found


def _first(group: ExceptionGroup[Exception]) -> CommandError | BrokenPipeError | None:
    for error in group.exceptions:
        found = _first(error) if isinstance(error, ExceptionGroup) else error
        if isinstance(found, CommandError | BrokenPipeError):
            return found
    return None
