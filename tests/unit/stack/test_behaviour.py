"""How a stand-in provider is told to misbehave."""

from stack.behaviour import Behaviour, Mode, Script


def test_a_counted_behaviour_ends_by_itself() -> None:
    script = Script()
    script.current = Behaviour(mode=Mode.FAIL, count=2)
    assert [script.take().mode for _ in range(4)] == [Mode.FAIL, Mode.FAIL, Mode.OK, Mode.OK]


def test_a_behaviour_without_count_stays_until_told_otherwise() -> None:
    script = Script()
    script.current = Behaviour(mode=Mode.THROTTLE)
    assert {script.take().mode for _ in range(5)} == {Mode.THROTTLE}
