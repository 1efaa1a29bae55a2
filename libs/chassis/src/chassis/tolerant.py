r"""A record whose header has a name that is no UTF-8 is read like any other.

Kafka takes such a record from anybody. aiokafka decodes the name strictly while it unpacks a batch, so the consumer
fails at that record for ever, and every partition of its process with it. Here the batch is unpacked once more by
aiokafka's own slow reader, with the offending bytes written out (`\xff`); whoever handles the record then sets it
aside with its reason, as any other that cannot be read (rule 7).
"""

from collections.abc import Iterator
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords

_LENGTH_AT = 8
_LENGTH_ENDS = 12
"""A batch begins with its first offset (8 bytes) and the length of what follows (4 bytes)."""


def read_tolerantly() -> None:
    """Let every consumer of this process read so. Doing it again is no harm.

    The name is replaced where aiokafka's fetcher looks it up: it has no other way to be given a reader.
    """
    fetcher.MemoryRecords = TolerantRecords


class TolerantRecords:
    """aiokafka's `MemoryRecords`: the batches of one fetch answer."""

    def __init__(self, data: bytes) -> None:
        self._records = MemoryRecords(data)
        self._data = memoryview(data)
        self._place = 0

    def size_in_bytes(self) -> int:
        """The whole answer."""
        return int(self._records.size_in_bytes())

    def has_next(self) -> bool:
        """Whether a whole batch is left."""
        return bool(self._records.has_next())

    def next_batch(self) -> "TolerantBatch":
        """The next one, with its own bytes beside it."""
        start = self._place
        length = int.from_bytes(self._data[start + _LENGTH_AT : start + _LENGTH_ENDS], "big")
        self._place = start + _LENGTH_ENDS + length
        return TolerantBatch(self._records.next_batch(), self._data[start : self._place])


class TolerantBatch:
    """One batch: aiokafka's fast one as long as that can read it. All else is the fast one's."""

    def __init__(self, batch: Any, data: memoryview) -> None:  # noqa: ANN401  aiokafka ships no types
        self._batch = batch
        self._data = data
        self._reading = self._read()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  see above
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        """The records in order. aiokafka leaves out by itself what lies before the wanted offset."""
        return self._reading

    def __next__(self) -> Any:  # noqa: ANN401  see above
        """The next record: so aiokafka reads the marker at a transaction's end."""
        return next(self._reading)

    def _read(self) -> Iterator[Any]:
        given = 0
        try:
            for record in self._batch:
                yield record
                given += 1
        except UnicodeDecodeError:
            yield from _slowly(self._data, given)


def _slowly(data: memoryview, given: int) -> Iterator[Any]:
    batch = _DefaultRecordBatchPy(data)
    iter(batch)  # uncompresses
    batch._buffer = _Lenient(batch._buffer)  # noqa: SLF001  the one place where its reader can be told how to decode
    for place, record in enumerate(batch):
        if place >= given:
            yield record


class _Lenient(bytearray):
    """Bytes whose slices decode whatever they are."""

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401  an index or a slice, as of any sequence
        found = super().__getitem__(place)
        return _Lenient(found) if isinstance(found, bytearray) else found

    def decode(self, *_: Any, **__: Any) -> str:  # noqa: ANN401  whatever is asked for
        r"""UTF-8; what is none is written out as `\xff`."""
        return super().decode("utf-8", "backslashreplace")
