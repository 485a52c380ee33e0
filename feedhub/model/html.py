"""`SafeHtml`: HTML that went through the sanitiser, told apart from any other text by its type."""

from typing import NewType

SafeHtml = NewType("SafeHtml", str)
"""Made only by `feedhub.sanitize`, and by the store when it hands back what it was given."""
