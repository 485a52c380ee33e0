"""A source's settings in, how it wants to be asked out, secrets and all."""

from feedhub.config.access import request_headers
from feedhub.config.settings import Source
from feedhub.model.request import Manner


def manner(source: Source) -> Manner:
    """Take how a source wants to be asked out of its settings."""
    return Manner(
        user_agent=source.user_agent,
        headers=request_headers(source.headers, source.auth, source.cookies),
        proxy=source.proxy.get_secret_value() if source.proxy else None,
        verify=source.verify,
        ca_file=str(source.ca_file) if source.ca_file else None,
    )
