"""What the sanitiser knows by name, one item a line: data, so that adding one changes no code."""

from importlib import resources


def items(name: str) -> tuple[str, ...]:
    """Read the list `name`: its lines in order, without blank ones and comments (`# …`)."""
    text = resources.files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("# "))
