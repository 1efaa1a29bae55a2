"""A crash between the announcement and the provider's answer, and what Redis lost (rules 3 and 10)."""

from datetime import timedelta

from chassis.keys import Keys
from contracts import facts
from contracts.vocabulary import TicketState
from tests.component.notifier.conftest import MASTER, PHONE, Town
from tests.unit.notifier.town import KEY, LIN, POLICY, TICKET, fact, opening

A_WHILE = timedelta(seconds=5)


async def test_after_a_crash_in_the_middle_the_provider_is_asked_and_nothing_goes_twice(town: Town) -> None:
    """Rule 10: it had taken the message; nobody had heard its answer."""
    await town.learn(opening())
    await town.fire_and_die()
    town.sms.ledger.accept(_accepted(town), town.clock.now())
    await town.start()
    await town.wait(POLICY.unsure_after + A_WHILE)
    assert len(town.sms.ledger.messages) == 1
    assert town.story() == ["received wanted", "received sending", "received deferred", "received sent"]


async def test_after_a_crash_before_the_provider_had_it_the_message_goes_out(town: Town) -> None:
    await town.learn(opening())
    await town.fire_and_die()
    await town.start()
    await town.wait(POLICY.unsure_after + A_WHILE)
    await town.wait(timedelta(minutes=1))
    assert len(town.sms.ledger.messages) == 1
    assert town.story()[-1] == "received sent"


async def test_after_a_crash_mail_stays_unknown(town: Town) -> None:
    """Rule 10: SMTP cannot say; the mail is not sent again, but shown."""
    await town.learn(opening(LIN.model_copy(update={"phone": None})))
    await town.fire_and_die()
    await town.start()
    await town.wait(POLICY.unsure_after + A_WHILE)
    assert town.story()[-1] == "received unknown"
    assert not town.mail.store.messages


async def test_a_record_lost_with_redis_comes_back_from_the_topic(town: Town) -> None:
    await town.learn(opening())
    await town.settle()
    await town.hosts[-1].crash()
    await town.redis.flushall()
    await Keys(town.redis, MASTER, town.clock).put(TICKET, KEY)
    await town.start()
    await town.learn(fact(facts.TicketCompleted, {"state": TicketState.RESOLVED}))
    await town.settle()
    assert [message["phone"] for message in town.sms.ledger.messages] == [PHONE, PHONE]


async def test_a_redelivered_fact_tells_nobody_again(town: Town) -> None:
    await town.learn(opening())
    await town.settle()
    town.hosts[-1].feed.positions = dict.fromkeys(town.hosts[-1].feed.positions, 0)
    await town.settle()
    assert len(town.sms.ledger.messages) == 1


def _accepted(town: Town) -> dict[str, str]:
    sending = town.facts()[-1]
    return {"PhoneNumbers": PHONE, "SignName": "x", "TemplateCode": "y", "OutId": sending.notification}
