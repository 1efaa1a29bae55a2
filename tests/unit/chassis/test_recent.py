"""A record is given out again only for the very bytes it stands for (rule 3)."""

from chassis.recent import Recent
from chassis.record import JsonState, Record, dump
from tests.harness.counting import Count

CODEC = JsonState(Count)


def record(total: int, version: int = 1) -> Record[Count]:
    return Record(version=version, state=Count(total=total))


def stored(found: Record[Count]) -> bytes:
    return b"%016d" % found.version + dump(found, CODEC)


def test_what_was_just_saved_is_not_read_again() -> None:
    recent, saved = Recent(CODEC), record(1)
    recent.note("ticket:a", dump(saved, CODEC), saved)
    assert recent.load("ticket:a", stored(saved)) is saved


def test_what_was_just_read_is_not_read_again() -> None:
    recent = Recent(CODEC)
    first = recent.load("ticket:a", stored(record(1)))
    assert first == record(1)
    assert recent.load("ticket:a", stored(record(1))) is first


def test_what_another_copy_saved_meanwhile_is_read() -> None:
    recent, ours, theirs = Recent(CODEC), record(1), record(2, version=2)
    recent.note("ticket:a", dump(ours, CODEC), ours)
    assert recent.load("ticket:a", stored(theirs)) == theirs


def test_a_rolled_back_redis_is_believed_and_not_what_we_saved() -> None:
    recent, before, after = Recent(CODEC), record(1), record(2, version=2)
    for each in (before, after):
        recent.note("ticket:a", dump(each, CODEC), each)
    assert recent.load("ticket:a", stored(before)) == before


def test_a_subject_of_which_redis_has_nothing_has_no_record() -> None:
    recent, lost = Recent(CODEC), record(1)
    recent.note("ticket:a", dump(lost, CODEC), lost)
    assert recent.load("ticket:a", None) == Record()


def test_the_same_bytes_of_another_subject_are_its_own() -> None:
    recent, saved = Recent(CODEC), record(1)
    recent.note("ticket:a", dump(saved, CODEC), saved)
    assert recent.load("ticket:b", stored(saved)) is not saved


def test_only_so_many_bytes_are_kept_and_the_longest_untouched_goes_first() -> None:
    saved = record(1)
    body = dump(saved, CODEC)
    recent = Recent(CODEC, most=10 * len(body))
    for n in range(10):
        recent.note(f"ticket:{n}", body, saved)
    recent.note("ticket:0", body, saved)
    recent.note("ticket:new", body, saved)
    assert recent.load("ticket:0", stored(saved)) is saved
    assert recent.load("ticket:1", stored(saved)) is not saved


def test_a_record_that_grew_counts_as_large_as_it_is_now() -> None:
    small, large = record(1), record(10**15)
    short, long = (dump(each, CODEC) for each in (small, large))
    recent = Recent(CODEC, most=2 * len(long))
    for _ in range(5):
        recent.note("ticket:a", short, small)
        recent.note("ticket:b", long, large)
    assert recent.load("ticket:a", stored(small)) is small
    recent.note("ticket:a", long + b" ", large)
    assert recent.load("ticket:b", stored(large)) is not large


def test_what_is_larger_than_all_that_may_be_kept_is_not_kept() -> None:
    recent, saved = Recent(CODEC, most=1), record(1)
    recent.note("ticket:a", dump(saved, CODEC), saved)
    assert recent.load("ticket:a", stored(saved)) is not saved
