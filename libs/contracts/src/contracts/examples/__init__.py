"""Golden examples of every message: `all_examples()` by `ce_type`, `example_of(model)` for any model."""

from contracts.examples.building import all_examples as all_examples
from contracts.examples.building import example_event as example_event
from contracts.examples.building import example_of as example_of
from contracts.examples.building import subject_for as subject_for
