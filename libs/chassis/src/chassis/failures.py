"""The two failure words (rule 7), and the three answers a save can give besides success."""

from contracts.vocabulary import DeadReason


class Rejected(Exception):  # noqa: N818  the field's word, not an "...Error": it is an answer, not a bug
    """Never will work: goes to `dead.<service>` with `reason` and `message`; its subject is parked."""

    def __init__(self, reason: DeadReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


class Unavailable(Exception):  # noqa: N818  see above
    """Kafka or Redis does not answer: wait and try again, skip nothing."""


class Conflict(Exception):  # noqa: N818  see above
    """Somebody else saved one of these subjects first; nothing of the batch was written."""

    def __init__(self, subjects: tuple[str, ...]) -> None:
        super().__init__(f"{len(subjects)} records were changed by another process; reload them and decide again")
        self.subjects = subjects


class NotCaughtUp(Exception):  # noqa: N818  see above
    """The Redis that answers is not the one this partition was caught up with; catch up before saving."""


class Fork(Exception):  # noqa: N818  see above
    """One sequence with two ids (rule 6)."""


class Gap(Exception):  # noqa: N818  see above
    """A fact's sequence does not follow the record's version: the topic lacks one, or was read out of order."""
