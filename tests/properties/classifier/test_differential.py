"""The engine and the plain evaluator give the same answer on every feature set.

A long run: `CLASSIFIER_SETS=200000 pytest tests/properties/classifier -k differential`.
"""

import os
import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.domain.book import Book, Flat, Op
from classifier.domain.evaluator import evaluator
from classifier.domain.features import Features, bounds, choices, flags
from classifier.domain.lexicon import Value
from classifier.domain.rule import Stage
from classifier.engine import Engine
from tests.unit.classifier.rooms import shelf

SETS = int(os.environ.get("CLASSIFIER_SETS", "3000"))
BOOK = shelf().group
CHOICES = {name: sorted(values) for name, values in choices(BOOK.lexicon).items()}
FLAGS, BOUNDS = sorted(flags(BOOK.lexicon)), bounds()


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    built = Engine(BOOK)
    yield built
    built.free()


def drawn(chance: random.Random, density: float) -> Features:
    """A random feature set; of the flags about `density` hold."""
    return Features.of(values(chance, density))


def values(chance: random.Random, density: float) -> dict[str, Value]:
    """Each feature's value."""
    return {
        **{name: chance.random() < density for name in FLAGS},
        **{
            name: chance.randint(low, min(high, chance.choice((low + 3, high)))) for name, (low, high) in BOUNDS.items()
        },
        **{name: chance.choice(values) for name, values in CHOICES.items()},
    }


def aimed(chance: random.Random, book: Book, features: dict[str, Value]) -> dict[str, Value]:
    """The same with one rule's conditions met, or its numbers missed by one, so that rare rules are reached too."""
    flat: Flat = chance.choice([flat for pages in book.pages.values() for page in pages for flat in page])
    return features | {
        test.feature: _near(chance, test.feature, test.value) for test in flat.tests if test.op is not Op.NE
    }


def _near(chance: random.Random, feature: str, value: Value) -> Value:
    if feature not in BOUNDS:
        return value
    low, high = BOUNDS[feature]
    return max(low, min(high, int(value) + chance.choice((-1, 0, 0, 0, 1))))


@pytest.mark.timeout(120 + SETS // 100)  # seconds
def test_engine_and_evaluator_never_differ_in_the_differential_run(engine: Engine) -> None:
    chance, ask = random.Random(20_260_302), evaluator(BOOK)
    reached: set[str] = set()
    for number in range(SETS):
        given = values(chance, chance.choice((0.02, 0.2, 0.8)))
        features = Features.of(aimed(chance, BOOK, given) if number % 2 else given)
        stage = chance.choice([stage for stage in Stage if BOOK.pages[stage]])
        plainly = ask(stage, features)
        assert list(engine.ask(stage, features)) == plainly
        reached.update(plainly)
    assert len(reached) > 0.8 * len(BOOK.named)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 2**32), density=st.floats(0, 1), stage=st.sampled_from(list(Stage)))
def test_engine_and_evaluator_agree_on_any_feature_set(engine: Engine, seed: int, density: float, stage: Stage) -> None:
    features = drawn(random.Random(seed), density)
    assert list(engine.ask(stage, features)) == evaluator(BOOK)(stage, features)


def test_an_answer_does_not_depend_on_what_was_asked_before(engine: Engine) -> None:
    chance = random.Random(7)
    sets = [drawn(chance, 0.3) for _ in range(40)]
    first = [list(engine.ask(Stage.SEVERITY, features)) for features in sets]
    chance.shuffle(order := list(range(40)))
    again = {number: list(engine.ask(Stage.SEVERITY, sets[number])) for number in order}
    assert [again[number] for number in range(40)] == first
