"""The table of topics (design.md)."""

from datetime import timedelta

import pytest

from contracts import topics
from contracts.registry import MESSAGES, model_of, topic_of


def test_a_topic_is_found_by_its_name() -> None:
    assert topics.topic_named("tickets.lifecycle") is topics.LIFECYCLE
    with pytest.raises(KeyError, match=r"there are tickets\.requests"):
        topics.topic_named("tickets.gossip")


def test_every_name_stands_once() -> None:
    names = [topic.name for topic in topics.TOPICS]
    assert len(names) == len(set(names))


def test_every_service_has_a_place_for_dead_letters_and_one_for_retries() -> None:
    names = {topic.name for topic in topics.TOPICS}
    assert {f"{kind}.{service}" for kind in ("dead", "retry") for service in topics.SERVICES} <= names


def test_facts_are_kept_for_ever_and_plain_personal_data_for_a_week() -> None:
    assert topics.LIFECYCLE.config()["retention.ms"] == "-1"
    assert topics.REQUESTS.config()["retention.ms"] == str(7 * 86_400_000)


def test_what_is_set_aside_is_kept_a_month_and_a_week_where_it_may_be_a_persons_words_in_plain_d108() -> None:
    for kind in (topics.dead, topics.retry):
        kept = {service: kind(service).retention for service in topics.SERVICES}
        plain = {name for topic in (topics.REQUESTS, topics.COMMANDS) for name in topic.readers}
        assert {service for service in kept if kept[service] == timedelta(days=7)} == plain == {"intake", "dispatch"}
        assert {kept[service] for service in kept if service not in plain} == {timedelta(days=30)}


def test_keys_and_choices_are_compacted_and_the_broker_sets_all_times() -> None:
    assert topics.KEYS.config()["cleanup.policy"] == topics.CHOICES.config()["cleanup.policy"] == "compact"
    assert topics.KEYS.config()["max.compaction.lag.ms"] == str(86_400_000)
    assert "max.compaction.lag.ms" not in topics.LIFECYCLE.config()
    assert {topic.config()["message.timestamp.type"] for topic in topics.TOPICS} == {"LogAppendTime"}


def test_a_producer_is_stopped_before_the_broker_would_refuse() -> None:
    assert topics.MAX_REQUEST_BYTES < topics.MAX_MESSAGE_BYTES


def test_a_fact_topic_has_one_writer() -> None:
    facts = (topics.RECEIVED, topics.CLASSIFIED, topics.LIFECYCLE, topics.DEADLINES, topics.NOTIFICATIONS)
    assert [topic.writers for topic in facts] == [
        ("intake",), ("classifier",), ("dispatch",), ("sla-monitor",), ("notifier",),
    ]  # fmt: skip


def test_every_type_is_on_one_topic_and_known() -> None:
    assert len({model.TYPE for model in MESSAGES}) == len(MESSAGES)
    assert all(model_of(model.TYPE) is model and model in topic_of(model.TYPE).types for model in MESSAGES)
    assert model_of("steward.ticket.sung.v1") is None
