"""The commands, in the order `--help` lists them: a file for each group of them, read here.

What only some of them need is imported inside them, so that `--version` and `--help` answer at once.
"""

from feedhub.cli import running  # isort: skip
from feedhub.cli import subscribing  # isort: skip
from feedhub.cli import previewing  # isort: skip
from feedhub.cli import looking  # isort: skip
from feedhub.cli import editing  # isort: skip
from feedhub.cli import doctoring  # isort: skip
from feedhub.cli import exporting  # isort: skip
from feedhub.cli import keeping  # isort: skip
from feedhub.cli.frame import commands

__all__ = [
    "commands",
    "doctoring",
    "editing",
    "exporting",
    "keeping",
    "looking",
    "previewing",
    "running",
    "subscribing",
]
