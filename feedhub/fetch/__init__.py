"""A `FetchRequest` in, a `FetchOutcome` out: whole bytes within the cap from an allowed address, or what went wrong.

The one room that reaches the network and reads sources from disk. It knows nothing about feeds and raises nothing
for what the world does.
"""

from feedhub.fetch import library  # isort: skip  before anything that imports httpx
from feedhub.fetch.fetcher import Fetcher
from feedhub.fetch.resolver import Resolver, SystemResolver
from feedhub.fetch.robots import allows, rules_for
from feedhub.fetch.trouble import shown

__all__ = ["Fetcher", "Resolver", "SystemResolver", "allows", "library", "rules_for", "shown"]
