"""Every exception feedhub raises on purpose.

What the outside world does is a value (`model.fetched.FetchOutcome`); an exception says that a step has
become pointless, and why, in one sentence an operator can act on.

    FeedhubError
    ├── ConfigError         config.yaml is wrong: PATH:LINE:COLUMN: KEY: what is wrong
    ├── NotAFeed            these bytes are no feed and no post; nothing was learned from them
    │   └── OverLimit       a document that would cost too much to read
    ├── BadBackup           this file is no backup, a damaged one, or a newer feedhub's
    ├── BudgetSpent         a worker was stopped: too much time or memory for one document
    └── StoreError          the database cannot be used as it is
        └── NewerStore      it was written by a newer feedhub
"""


class FeedhubError(Exception):
    """The root: its text is one sentence for the operator."""


class ConfigError(FeedhubError):
    """The configuration is wrong; the text has one line `PATH:LINE:COLUMN: KEY: reason` per problem."""


class NotAFeed(FeedhubError):
    """The bytes are neither a feed nor a post."""


class OverLimit(NotAFeed):
    """Reading the document would cost more than one document may."""


class BudgetSpent(FeedhubError):
    """A worker process was killed because one document took too much time or memory."""


class BadBackup(FeedhubError):
    """The file cannot be restored; nothing was touched."""


class StoreError(FeedhubError):
    """The database cannot be used as it is; the text says what to do."""


class NewerStore(StoreError):
    """The database was written by a newer feedhub than this one."""
