"""What a process keeps for as long as it lives is no work for the garbage collector."""

import gc


def spare_the_collector() -> None:
    """Call once, when a service is put together. Models, estate and code are taken out of the collector's rounds, and a
    batch's many short-lived values come and go between two rounds: a tenth of a batch's CPU.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
