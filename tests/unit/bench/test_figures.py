"""The pure parts of the benchmarks: percentiles, pauses, the page, the estate of many sites."""

from pathlib import Path

import pytest

from bench.copies import longest
from bench.figure import Figure, Row, percentile
from bench.page import page, table
from bench.sites import site_id, write
from estate import load

FIGURE = Figure("Stage", "How.", (Row("raw", "100/s", "1"), Row("stage", "40/s", "0.40", "0.35")), "Python.")


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(n) for n in range(1, 101)]
    assert percentile(values, 0.5) == 51
    assert percentile(values, 0.99) == 100
    assert percentile([7.0], 0.99) == 7


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


def test_the_longest_pause_is_between_two_neighbours() -> None:
    assert longest([1.0, 2.0, 7.0, 8.0]) == 5
    assert longest([1.0]) == 0


def test_a_row_stands_in_the_table_with_ratio_and_aim() -> None:
    assert "| stage | 40/s | 0.40 | 0.35 |" in table(FIGURE)


def test_the_page_says_how_each_figure_is_measured_and_what_limits_it_and_names_no_place() -> None:
    written = page({"stage": FIGURE})
    assert "`python -m bench stage`. How." in written
    assert "What limits it next: Python." in written
    assert str(Path.cwd()) not in written


def test_an_estate_of_many_sites_is_a_good_one_and_nobody_is_in_it_twice(tmp_path: Path) -> None:
    estate = load(write(tmp_path / "estate", 2))
    assert {site_id(0), site_id(1)} <= set(estate.sites)
    phones = [person.phone for person in estate.people.values() if person.phone]
    assert len(phones) == len(set(phones))
    assert estate.sites[site_id(1)].policy is None
