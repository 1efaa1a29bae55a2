"""A header whose name is no UTF-8 costs its record nothing, nor those beside it."""

from typing import Any

import pytest
from aiokafka.record.default_records import DefaultRecordBatch, _DefaultRecordBatchBuilderPy

from chassis.tolerant import TolerantRecords
from tests.harness.raw import Name, batch_of

GOOD = (b"k", b"good", [("ce_id", b"1")])
BAD = (b"k", b"bad", [("ce_id", b"2"), (Name(b"\xff\xfe"), b"\xfd")])


def read(data: bytes) -> list[Any]:
    found, records = [], TolerantRecords(data)
    while records.has_next():
        found += list(records.next_batch())
    return found


@pytest.mark.parametrize("codec", [DefaultRecordBatch.CODEC_NONE, DefaultRecordBatch.CODEC_ZSTD])
def test_such_a_record_and_all_around_it_are_read_once_and_in_order(codec: int) -> None:
    data = batch_of([GOOD, BAD, GOOD], codec) + batch_of([GOOD], codec) + batch_of([BAD], codec)
    found = read(data)
    assert [record.value for record in found] == [b"good", b"bad", b"good", b"good", b"bad"]
    assert found[1].headers == [("ce_id", b"2"), ("\\xff\\xfe", b"\xfd")]
    assert [record.offset for record in found[:3]] == [0, 1, 2]


def test_a_batch_without_one_is_read_as_before() -> None:
    records = TolerantRecords(batch_of([GOOD, GOOD], DefaultRecordBatch.CODEC_ZSTD))
    batch = records.next_batch()
    assert batch.validate_crc()
    assert (batch.base_offset, batch.next_offset, batch.is_control_batch) == (0, 2, False)
    assert [record.headers for record in batch] == [[("ce_id", b"1")]] * 2
    assert not records.has_next()


def test_a_batch_can_be_asked_for_one_record_as_the_marker_of_a_transaction_is() -> None:
    batch = TolerantRecords(batch_of([GOOD, BAD], DefaultRecordBatch.CODEC_NONE)).next_batch()
    assert next(batch).value == b"good"
    assert [record.value for record in batch] == [b"bad"]


def test_without_it_the_consumer_would_stop_at_that_record() -> None:
    """Should aiokafka mend this, all of it may go."""
    builder = _DefaultRecordBatchBuilderPy(2, 0, 0, -1, -1, -1, 1 << 20)
    builder.append(0, None, *BAD)
    with pytest.raises(UnicodeDecodeError):
        next(iter(DefaultRecordBatch(bytes(builder.build()))))
