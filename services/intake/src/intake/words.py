"""The words that intake listens for. Read at start."""

from importlib.resources import files

import yaml

from intake.domain.home import HomeWords, words_of


def read_home_words() -> HomeWords:
    """The words of `home_repair.yaml`."""
    return words_of(yaml.safe_load((files("intake") / "home_repair.yaml").read_text("utf-8")))
