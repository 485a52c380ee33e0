"""What the sanitiser knows by name, one item a line: data, so that adding one changes no code."""

import pkgutil


def items(name: str) -> tuple[str, ...]:
    """Read the list `name`: its lines in order, without blank ones and comments (`# …`)."""
    data = pkgutil.get_data(__name__, f"{name}.txt")  # importlib.resources would load archives and temporary files
    if data is None:
        raise FileNotFoundError(name)
    lines = (line.strip() for line in data.decode().splitlines())
    return tuple(line for line in lines if line and not line.startswith("# "))
