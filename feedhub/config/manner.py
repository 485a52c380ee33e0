"""A source's settings in, how it wants to be asked and what for out, secrets and all."""

from typing import TYPE_CHECKING

from feedhub.config.access import request_headers
from feedhub.config.settings import Source
from feedhub.model.request import FetchRequest, Manner

if TYPE_CHECKING:
    from feedhub.model.visit import Claim


def manner(source: Source) -> Manner:
    """Take how a source wants to be asked out of its settings."""
    return Manner(
        user_agent=source.user_agent,
        headers=request_headers(source.headers, source.auth, source.cookies),
        proxy=source.proxy.get_secret_value() if source.proxy else None,
        verify=source.verify,
        ca_file=str(source.ca_file) if source.ca_file else None,
    )


def request(source: Source, claim: "Claim") -> FetchRequest:
    """Ask for what is new since the visit before."""
    return FetchRequest(
        source=source.name,
        location=str(source.path) if source.path else source.url or "",
        local=source.path is not None,
        validators=claim.validators,
        digest=claim.digest,
        moved=None if source.pin else claim.residence.address,
        manner=manner(source),
    )
