"""Plain functions in, their results out, run in processes that can be killed.

A document that would hang the parser or eat the memory costs one worker, not the daemon: its task ends in
`BudgetSpent`, a fresh worker takes the next one. What runs there is pickled by reference, so it is importable by name.
Nothing here knows what a feed is.
"""

from feedhub.workers.pool import Workers

__all__ = ["Workers"]
