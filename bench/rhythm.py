"""Print what learning a source's rhythm is worth: the delay until entries are found, at equal numbers of requests."""

from statistics import mean, median

from support import months

_SEEDS = range(10)
_KINDS = (
    months.hourly_news,
    months.weekday_bursts,
    months.weekly_blog,
    months.dead,
    months.office_hours,
    months.at_random,
)


def main() -> None:
    """Print a row for each kind of source, over ten simulated months."""
    print(f"{'source':16} {'requests':>10} {'median, learned':>16} {'median, fixed':>14} {'ratio':>6}")
    for kind in _KINDS:
        runs = [months.by_rhythm(kind, seed) for seed in _SEEDS]
        requests = mean(learned.requests for learned, _ in runs)
        row = f"{kind.__name__.replace('_', ' '):16} {requests:>10.0f}"
        ours, theirs = ([delay for run in runs for delay in run[side].delays] for side in (0, 1))
        if ours:
            row += f" {median(ours) / 60:>12.1f} min {median(theirs) / 60:>10.1f} min"
            row += f" {median(ours) / median(theirs):>6.2f}"
        print(row)


if __name__ == "__main__":
    main()
