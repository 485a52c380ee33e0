"""At the end of the checks, a table of how polite the guest was."""

import pytest

CHECKS = 38
_titles = pytest.StashKey[dict[str, tuple[int, str]]]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "polite(number): one check of what a perfect guest does")
    config.stash[_titles] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        mark = item.get_closest_marker("polite")
        if mark is not None:
            said = getattr(getattr(item, "function", None), "__doc__", "") or ""
            config.stash[_titles][item.nodeid] = (mark.args[0], said.strip().splitlines()[0])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print a line a check, and how many hold."""
    titles = config.stash[_titles]
    passed = {report.nodeid for report in terminalreporter.stats.get("passed", ()) if report.nodeid in titles}
    if not titles:
        return
    terminalreporter.section("what origins see")
    for nodeid, (number, title) in sorted(titles.items(), key=lambda one: one[1]):
        terminalreporter.line(f"{'yes' if nodeid in passed else 'NO ':>4}  {number:2}  {title}")
    terminalreporter.line(f"{len(passed)} of {CHECKS}")
