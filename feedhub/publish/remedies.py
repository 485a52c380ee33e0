"""What went wrong with a visit, in words for the operator: what it means, and what to do about it."""

from dataclasses import dataclass

from feedhub.model.fetched import FailureKind


@dataclass(frozen=True, slots=True)
class Remedy:
    """A sentence on what a kind of failure means, and one on the next step."""

    meaning: str
    step: str


_REMEDIES = {
    FailureKind.DNS: Remedy(
        "Its host's name cannot be looked up.",
        "Check the spelling of the url; if other sources fail too, your resolver.",
    ),
    FailureKind.REFUSED: Remedy(
        "Its host refuses connections.",
        "The server may be down: feedhub tries again by itself. If it stays, check the port.",
    ),
    FailureKind.TLS: Remedy(
        "Its certificate is not valid.",
        "Open the url in a browser. For a certificate of your own, name its authority with ca_file.",
    ),
    FailureKind.TIMEOUT: Remedy(
        "It did not answer in time.", "If it is always slow, give it longer with fetch.deadline."
    ),
    FailureKind.NETWORK: Remedy("The connection broke.", "feedhub tries again by itself."),
    FailureKind.BLOCKED: Remedy(
        "It is at a private or special address, which feedhub does not visit.",
        "If it is meant to be, put its host into fetch.allow.",
    ),
    FailureKind.REDIRECT: Remedy(
        "Its redirects lead nowhere.", "Open the url in a browser and take the address you end at."
    ),
    FailureKind.TOO_LARGE: Remedy("Its document is too large.", "If it is right so, raise fetch.max_bytes."),
    FailureKind.ENCODING: Remedy("It cannot be unpacked.", "The publisher's server sends it wrong: tell them."),
    FailureKind.THROTTLED: Remedy(
        "It asks to be visited less often.",
        "feedhub waits as long as it is asked to. Set a longer every to keep it so.",
    ),
    FailureKind.CLIENT_ERROR: Remedy(
        "It says that the request is wrong (4xx).",
        "For 404 look for its new address; for 401 or 403 it may want auth, headers or another user_agent.",
    ),
    FailureKind.SERVER_ERROR: Remedy("Its server has an error (5xx).", "feedhub tries again by itself."),
    FailureKind.GONE: Remedy(
        "It says that it is gone for good (410).", "Look for a successor, or take the source out; its entries stay."
    ),
    FailureKind.NO_FILE: Remedy("There is no such file or folder.", "Check path; it is relative to config.yaml."),
    FailureKind.EMPTY: Remedy("Its document is empty.", "feedhub tries again by itself and keeps what it had."),
    FailureKind.NOT_A_FEED: Remedy(
        "What it gives is no feed.", "The url may be that of a page: open it and look for its feed's address."
    ),
    FailureKind.BUDGET: Remedy(
        "Its document takes too long to read, or too much memory.", "Look at the document: it may be broken or hostile."
    ),
    FailureKind.INTERNAL: Remedy("feedhub has a defect.", "Please report it, with the line in the log."),
}


def remedy(kind: FailureKind) -> Remedy:
    """Say what a kind of failure means, and what to do."""
    return _REMEDIES[kind]
