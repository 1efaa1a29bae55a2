"""The records that were loaded or saved a moment ago, so that the same bytes are not read again.

A subject's inputs come close together, and reading its record costs a good part of deciding on it. Nothing here is
believed: Redis is asked each time, and a record is given out again only for the very bytes it stands for.
"""

from collections import OrderedDict
from typing import Generic, TypeVar

from chassis.record import DIGITS, Record, StateCodec, load

S = TypeVar("S")
KEPT = 2_000
"""What comes in half a minute at sixty tickets a second; how much memory they take was not measured."""


class Recent(Generic[S]):
    """What Redis holds, as records; the last `KEPT` are remembered. Records and their states are frozen."""

    def __init__(self, codec: StateCodec[S]) -> None:
        self._codec = codec
        self._kept: OrderedDict[str, tuple[bytes, Record[S]]] = OrderedDict()

    def load(self, subject: str, stored: bytes | None) -> Record[S]:
        """As `record.load`: a stored value as a record, the empty record for None. Raises `Unavailable`."""
        kept = self._kept.get(subject)
        if kept is not None and stored is not None and kept[0] == stored[DIGITS:]:
            return kept[1]
        record: Record[S] = load(stored, self._codec)
        if stored:
            self.note(subject, stored[DIGITS:], record)
        return record

    def note(self, subject: str, body: bytes, record: Record[S]) -> None:
        """A record and its bytes, as `record.dump` made them: it was saved, or read just now."""
        self._kept[subject] = (body, record)
        self._kept.move_to_end(subject)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
