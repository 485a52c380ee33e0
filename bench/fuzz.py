"""Look for bytes that break a promise: hypothesis mutates real documents, and shrinks what it finds.

    python bench/fuzz.py [SECONDS] [TARGET ...]
    python bench/fuzz.py --coverage [SECONDS] [TARGET ...]     # guided by coverage, where atheris is installed

The time is shared between the targets; see `fuzz_targets.py`.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[1]
_WORDS = (
    *(
        b"<item>",
        b"</item>",
        b"<entry>",
        b"<title>",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"-->",
        b"<?xml ",
        b"<!DOCTYPE x [",
    ),
    *(b'encoding="', b"xml:base=", b"&#xD800;", b"&#0;", b"&nbsp;", b"&lt;", b"<!ENTITY a 'b'>", b"xmlns:x='", b"\x00"),
    *(
        b"<table><td>",
        b"<svg><style>",
        b"<math><mi>",
        b"<p " * 50,
        b"<div>" * 100,
        b"<a href=javascript:",
        b"<img src=",
    ),
    *(
        b"2026-02-30T25:61:61+99:99",
        b"Thu, 01 Jan 1970",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x1b$B",
        b"\xed\xa0\x80",
        b"{" * 200,
    ),
)
_seeds = [path.read_bytes() for path in sorted((ROOT / "tests/corpus").glob("*/[fp]e*"))]
_seeds += [gzip.compress(seed) for seed in _seeds[:5]] + [zlib.compress(seed) for seed in _seeds[5:10]]
_seeds += [b"", json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1}]}).encode()]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Change a real document in a few places."""
    data = bytearray(draw(st.sampled_from(_seeds)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        upto = min(len(data), at + draw(st.integers(0, 40)))
        match draw(st.sampled_from("word bytes cut double flip text splice".split())):  # noqa: SIM905  a list of names
            case "word":
                data[at:at] = draw(st.sampled_from(_WORDS))
            case "bytes":
                data[at:upto] = draw(st.binary(max_size=20))
            case "text":
                data[at:upto] = draw(st.text(max_size=20)).encode("utf-8", "surrogatepass")
            case "cut":
                del data[at:upto]
            case "double":
                data[at:at] = bytes(data[at:upto]) * draw(st.integers(1, 200))
            case "splice":
                other = draw(st.sampled_from(_seeds))
                data[at:] = other[draw(st.integers(0, len(other))) :]
            case _:
                for place in range(at, upto):
                    data[place] ^= 0x20
    return bytes(data)


def fuzz(name: str, target: Callable[[bytes], None], seconds: float) -> int:
    """Try a target for so long; give the number of examples, or raise what was found with its smallest example."""
    until = time.monotonic() + seconds
    tried = 0

    @settings(max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck),
              phases=(Phase.generate, Phase.shrink), report_multiple_bugs=False)  # fmt: skip
    @given(
        mutated() | st.binary(max_size=2000) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
    )
    def one(data: bytes) -> None:
        nonlocal tried
        tried += 1
        target(data)

    while time.monotonic() < until:
        one()
    print(f"{name:10} {tried:>8} examples in {seconds:.0f} s, nothing found", flush=True)
    return tried


def guided(name: str, seconds: float) -> None:
    """Let coverage guide the search for so long, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="feedhub-fuzz-") as folder:
        for number, seed in enumerate(_seeds):
            (Path(folder) / str(number)).write_bytes(seed)
        options = [f"-max_total_time={seconds:.0f}", "-max_len=5000", "-verbosity=0", folder]
        program = (
            "import atheris\n"
            "with atheris.instrument_imports(include=['feedhub']):\n"
            "    from fuzz_targets import TARGETS\n"
            f"atheris.Setup(['fuzz', *{options!r}], TARGETS[{name!r}])\n"
            "atheris.Fuzz()\n"
        )
        paths = os.pathsep.join(filter(None, (str(ROOT), *map(os.path.abspath, sys.path))))
        subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONPATH": paths})
    print(f"{name:10} nothing found in {seconds:.0f} s, guided by coverage", flush=True)


def main(words: list[str]) -> None:
    """Fuzz each target for its share of the time."""
    coverage = "--coverage" in words
    words = [word for word in words if word != "--coverage"]
    seconds = float(words.pop(0)) if words and words[0].isdigit() else 600.0
    from fuzz_targets import TARGETS  # noqa: PLC0415  it starts a worker

    names = words or list(TARGETS)
    for name in names:
        if coverage:
            guided(name, seconds / len(names))
        else:
            fuzz(name, TARGETS[name], seconds / len(names))


if __name__ == "__main__":
    main(sys.argv[1:])
