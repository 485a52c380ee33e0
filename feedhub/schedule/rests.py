"""Hours and days in which a document asks nobody to come: a moment in, the first moment outside of them out."""

from datetime import UTC, datetime, timedelta

_HOURS_OF_A_WEEK = 7 * 24


def after_rests(moment: datetime, hours: tuple[int, ...], days: tuple[int, ...]) -> datetime:
    """Give the first moment from `moment` (aware) on that lies in none of the hours (0 to 23) and days (Monday is 0).

    Both are GMT (RSS 2.0, skipHours and skipDays). Where they leave no moment of a week, the moment itself.
    """
    if not hours and not days:
        return moment
    later = moment.astimezone(UTC)
    for _ in range(_HOURS_OF_A_WEEK):
        if later.hour not in hours and later.weekday() not in days:
            return later.astimezone(moment.tzinfo)
        # As far into the hour as it was: those who wait for the same hour must not all come at its first second.
        later += timedelta(hours=1)
    return moment
