"""What the operator asks of the store, and the orders he gives: plain calls in, frozen model types out."""

from datetime import datetime

from feedhub.model.condition import Happening
from feedhub.model.survey import Asked, Hour, Logged, Survey, Surveyed
from feedhub.store import sources, survey
from feedhub.store.doors import Doors


class ForOperator:
    """How the sources are and were, and what is to become of one of them. Called from the desk."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def survey(self, asked: Asked) -> Survey:
        """Give a page of the configured sources, with how they are."""
        with self._doors.look() as db:
            return survey.survey(db, asked)

    def surveyed(self, name: str, now: datetime) -> Surveyed | None:
        """Give one configured source with how it is; None where there is no such."""
        with self._doors.look() as db:
            return survey.one(db, name, now)

    def log(self, name: str) -> list[Logged]:
        """List the last visits of a source, newest first."""
        with self._doors.look() as db:
            return survey.log(db, name)

    def timeline(self, now: datetime) -> list[Hour]:
        """Count the visits of the last week hour by hour, oldest first."""
        with self._doors.look() as db:
            return survey.timeline(db, now)

    def happenings(self, limit: int) -> list[Happening]:
        """List the turns that sources took, newest first."""
        with self._doors.look() as db:
            return survey.happenings(db, limit)

    def pause(self, name: str) -> None:
        """Have a source left alone until it is resumed, whatever the configuration says."""
        with self._doors.pen() as db:
            sources.pause(db, name)

    def resume(self, name: str, *, enabled: bool) -> None:
        """Take a pause back; `enabled` is what the configuration says."""
        with self._doors.pen() as db:
            sources.resume(db, name, enabled=enabled)

    def hasten(self, name: str, now: datetime) -> bool:
        """Have a source visited now; tells whether it can be."""
        with self._doors.pen() as db:
            return sources.hasten(db, name, now)
