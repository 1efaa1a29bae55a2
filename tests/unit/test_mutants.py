"""The table of mutants speaks of the code as it stands; the mutants themselves run with `make mutants`."""

import pytest

from tests.harness.process import ROOT
from tests.mutants.mutant import Mutant
from tests.mutants.table import MUTANTS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.mechanism)
def test_what_is_switched_off_stands_in_the_code_exactly_once(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text().count(mutant.found) == 1
