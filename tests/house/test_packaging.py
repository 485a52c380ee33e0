"""What carries the program elsewhere: as far as it can be judged without an engine or a running systemd."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

from support.programs import need

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "packaging/feedhub.service"


def test_the_unit_is_one_that_systemd_understands(tmp_path: Path) -> None:
    analyze = need("systemd-analyze", package="systemd")
    unit = tmp_path / "feedhub.service"
    unit.write_text(UNIT.read_text("utf-8").replace("/opt/feedhub/bin/feedhub", sys.executable), "utf-8")
    done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_unit_leaves_little_open() -> None:
    analyze = need("systemd-analyze", package="systemd")
    words = [analyze, "security", "--offline=yes", "--threshold=15", "--no-pager", str(UNIT)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:]


def test_the_image_runs_as_nobody_and_holds_what_the_context_lets_in() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    last = text[text.rindex("\nFROM ") :]
    assert re.search(r"^USER \d+:\d+$", last, re.MULTILINE)
    assert re.search(r"^VOLUME /hub/data$", last, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK .*/health", last, re.MULTILINE)
    assert "pip" not in re.sub(r"(?m)^#.*", "", last), "nothing is installed where it runs"
    allowed = {line[1:].rstrip("/") for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"}
    for copied in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        for name in copied.split():
            assert (ROOT / name).exists()
            assert name in allowed


def test_the_compose_file_keeps_the_root_file_system_read_only() -> None:
    (service,) = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"].values()
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["volumes"] == ["./hub:/hub:ro", "data:/hub/data"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
