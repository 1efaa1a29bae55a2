"""The counting service with something beside it that dies once it has started."""

from chassis.run import Base, main
from chassis.service import Service
from tests.harness import counting_main


async def dies() -> None:
    raise LookupError("what Mrs Lin wrote")


def create(settings: counting_main.Settings, base: Base) -> Service:
    service = counting_main.create(settings, base)
    service.beside.append(dies)
    return service


if __name__ == "__main__":
    main("dispatch", counting_main.Settings, create)
