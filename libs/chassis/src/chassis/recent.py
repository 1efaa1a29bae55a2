"""The records that were loaded or saved a moment ago, so that the same bytes are not read again.

A subject's inputs come close together, and reading its record costs a good part of deciding on it. Nothing here is
believed: Redis is asked each time, and a record is given out again only for the very bytes it stands for.
"""

from collections import OrderedDict
from typing import Generic, TypeVar

from chassis.record import DIGITS, Record, StateCodec, load

S = TypeVar("S")
KEPT_BYTES = 4_000_000
"""Of records as stored: about 1,900 of dispatch's and the notifier's, 1,000 of sla-monitor's. As objects they take
21, 13 and 29 MB (2,000 of each were 21.7, 12.8 and 57.5).
"""


class Recent(Generic[S]):
    """What Redis holds, as records; those touched last are remembered, up to so many bytes. Records and their states
    are frozen.
    """

    def __init__(self, codec: StateCodec[S], most: int = KEPT_BYTES) -> None:
        self._codec = codec
        self._most = most
        self._bytes = 0
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
        before = self._kept.pop(subject, None)
        self._kept[subject] = (body, record)
        self._bytes += len(body) - (len(before[0]) if before else 0)
        while self._bytes > self._most:
            _, (oldest, _) = self._kept.popitem(last=False)
            self._bytes -= len(oldest)
