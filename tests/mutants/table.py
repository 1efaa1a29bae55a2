"""Which mechanism, how it is switched off, and which tests may not survive that."""

from pathlib import Path
from typing import Final

from tests.mutants.mutant import BUDGET, Mutant
from tests.mutants.services import OF_SERVICES

CHASSIS: Final = Path("libs/chassis/src/chassis")
CHASSIS_TESTS: Final = "tests/integration/chassis"


def _of(tests: str, words: str) -> tuple[str, ...]:
    return (f"{CHASSIS_TESTS}/{tests}", "-k", words)


MUTANTS: Final = (
    Mutant(
        "own topic first: no save on a Redis that was not caught up (rule 3)",
        CHASSIS / "lua/save.lua",
        "if not heal and redis",
        "if false and redis",
        _of("test_door.py", "nothing_is_saved_on_a_redis_that_was_not_caught_up"),
    ),
    Mutant(
        "own topic first: another run_id is noticed without any input (rule 3)",
        CHASSIS / "service.py",
        "            if known != run_id:",
        "            if False:",
        _of("test_another_redis.py", "noticed_by_the_next_look"),
    ),
    Mutant(
        "own topic first: what a stranger wrote there is no fact (rule 3)",
        CHASSIS / "own.py",
        "    if source == source_of(service).encode():",
        "    if True:",
        _of("inbound/test_recovery.py", "stranger"),
    ),
    Mutant(
        "own topic first: records of another form are made anew (rule 3)",
        CHASSIS / "lua/save.lua",
        "held >= r[3] and not anew",
        "held >= r[3]",
        _of("test_another_form.py", "made_anew"),
    ),
    Mutant(
        "putting away: what is put away was there (rule 3)",
        CHASSIS / "lua/put_away.lua",
        "redis.call('SET', record, string.format('%016d', held) .. one[3])",
        "redis.call('DEL', record)",
        _of("test_putting_away.py", "opens_nothing_anew or sequence_goes_on"),
    ),
    Mutant(
        "putting away: whoever saves meanwhile wins (rule 3)",
        CHASSIS / "lua/put_away.lua",
        "  if held == one[2] then",
        "  if true then",
        _of("test_putting_away.py", "whoever_saves_meanwhile"),
    ),
    Mutant(
        "putting away: what waits in an outbox stays (rule 3)",
        CHASSIS / "lua/put_away.lua",
        "and waits > 0 then",
        "and false then",
        _of("test_putting_away.py", "not_sent_stays"),
    ),
    Mutant(
        "putting away: of what a timer waits stays (rule 3)",
        CHASSIS / "saving.py",
        "or record.state is None or timers or",
        "or record.state is None or",
        _of("test_putting_away.py", "something_is_expected"),
    ),
    Mutant(
        "putting away: a catch-up of old history leaves stubs (rule 3)",
        CHASSIS / "resting.py",
        "        while await self.put_away(partition, now_ms, heal=True) == AT_ONCE:",
        "        while False:",
        _of("test_putting_away.py", "a_rebuild"),
    ),
    Mutant(
        "putting away: a catch-up brings back who has later facts (rule 3)",
        CHASSIS / "catchup.py",
        "                if last[subject] > stub.version:",
        "                if False:",
        _of("test_putting_away.py", "woken_again or rolled_back_to_a_stub"),
    ),
    Mutant(
        "bringing back: the topic is read from its start where clocks differ (rule 3)",
        CHASSIS / "resting.py",
        "(start, 0) if start else (0,)",
        "(start,)",
        _of("test_putting_away.py", "older_instant"),
    ),
    Mutant(
        "ids follow from their cause (rule 2)",
        CHASSIS / "entries.py",
        "        id=event_id(given.id, data.TYPE, n),",
        "        id=event_id(f'{given.id} at {id(given)}', data.TYPE, n),",
        ("tests/unit/chassis/test_ids.py",),
    ),
    Mutant(
        "atomic save: all versions are checked first (rule 4)",
        CHASSIS / "lua/save.lua",
        "  elseif held ~= r[2] then",
        "  elseif false then",
        _of("test_door.py", "two_writers"),
    ),
    Mutant(
        "outbox: sent from its head, what waited first (rule 4)",
        CHASSIS / "door.py",
        "        if behind:",
        "        if False:",
        _of("test_door.py", "saved_but_not_sent_goes_first"),
    ),
    Mutant(
        "outbox: a redelivered input sends what its first attempt could not (rule 4)",
        CHASSIS / "door.py",
        "            await self.outbox.resend(partition, rest)",
        "            pass",
        _of("test_door.py", "redelivered_input_sends"),
    ),
    Mutant(
        "outbox: the next owner sweeps what a crash left (rule 4)",
        CHASSIS / "catchup.py",
        "            await self.outbox.sweep(partition, older_than_ms=0)",
        "            pass",
        ("tests/properties/chassis/test_any_crash.py",),
    ),
    Mutant(
        "wishes go before the facts that tell of them (rule 4)",
        CHASSIS / "outbox.py",
        """        if wishes:
            await self._wire.send(wishes)
        positions = await self._wire.send(facts) if facts else []
""",
        """        positions = await self._wire.send(facts) if facts else []
        if wishes:
            await self._wire.send(wishes)
""",
        _of("test_door.py", "kafka_said_that_it_has_the_wish"),
    ),
    Mutant(
        "commit after the facts are out (rule 4)",
        CHASSIS / "kafka.py",
        "ack_policy=AckPolicy.NACK_ON_ERROR",
        "ack_policy=AckPolicy.ACK_FIRST",
        _of("test_subscribing.py", "comes_again"),
    ),
    Mutant(
        "a redelivered input changes nothing (rule 6)",
        CHASSIS / "record.py",
        "    if not given.sequence or given.sequence > seen.last:",
        "    if True:",
        _of("test_door.py", "same_input_again"),
    ),
    Mutant(
        "the same sequence under another id is a fork (rule 6)",
        CHASSIS / "record.py",
        "    input_id = seen.id_of(given.sequence)",
        "    input_id = None",
        _of("test_door.py", "is_a_fork"),
    ),
    Mutant(
        "a dead letter parks its subject (rule 7)",
        CHASSIS / "door.py",
        "        waits = change.dead or given.subject in loaded.parked",
        "        waits = False",
        _of("inbound/test_setting_aside.py", "parks_its_subject"),
    ),
    Mutant(
        "a batch that the client cannot read does not stop its partition (rule 7)",
        CHASSIS / "tolerant.py",
        "    fetcher.MemoryRecords = TolerantRecords",
        "    fetcher.MemoryRecords = MemoryRecords",
        _of("test_subscribing.py", "no_text"),
    ),
    Mutant(
        "no timer before its watermark (rule 9)",
        CHASSIS / "firing.py",
        "            partition: self.assignment.watermark(partition, self.parts.feed, self.ungated)",
        "            partition: self.parts.clock.now()",
        _of("inbound/test_time.py", "older_inputs_are_unread"),
    ),
    Mutant(
        "no effect before what Kafka has more than was fetched (rule 9)",
        CHASSIS / "feed.py",
        "            if tp in self.handled and self.handled[tp] >= end:",
        "            if tp in self.handled:",
        ("tests/unit/chassis/test_watermark.py",),
    ),
    Mutant(
        "a deadline is not judged by what Kafka says when asked (rule 9)",
        CHASSIS / "firing.py",
        "        if self.parts.ends is None or self.work.perform is None or next_ms > now_ms:",
        "        if self.parts.ends is None or next_ms > now_ms:",
        _of("test_asking.py", "judges"),
    ),
    Mutant(
        "a claimed timer is leased, not taken (rule 9)",
        CHASSIS / "lua/claim.lua",
        "  redis.call('ZADD', prefix .. 'inflight', now + lease, member)",
        "",
        _of("inbound/test_time.py", "lease_that_ran_out"),
    ),
    Mutant(
        "an index counts a member once, however often it is asked (who decides what)",
        CHASSIS / "index.py",
        "if not ordinal then",
        "if true then",
        _of("test_index.py", "asking_again"),
    ),
    Mutant(
        "budget: what comes in one batch is saved together (rule 4)",
        CHASSIS / "inbound.py",
        "await self.handler.handle_many(partition, [i for _, i in known]) if known else []",
        "[(await self.handler.handle_many(partition, [i]))[0] for _, i in known]",
        BUDGET,
    ),
    *OF_SERVICES,
)
