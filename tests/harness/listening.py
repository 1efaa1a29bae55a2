"""Who is told of rebalances in tests that have none to see to."""

from aiokafka import ConsumerRebalanceListener


class Nothing(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """Partitions come and go, and nobody minds."""

    async def on_partitions_revoked(self, _: object) -> None:
        return

    async def on_partitions_assigned(self, _: object) -> None:
        return
