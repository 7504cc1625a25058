"""The container file and the compose file that ship: read by a linter, and what is copied into the image suffices."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.guards.tree import ROOT

CONTAINER = ROOT / "deploy" / "Containerfile"
COMPOSE = ROOT / "deploy" / "compose.yaml"


def of_image() -> list[tuple[list[str], str]]:
    """What the last stage copies from the project, and where to."""
    last = CONTAINER.read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    found = [line.split() for line in re.findall(r"^COPY (?!--from)(.+)$", last, re.MULTILINE)]
    return [(words[:-1], words[-1]) for words in found]


def composed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return found


def test_a_linter_finds_nothing_in_the_container_file() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    told = subprocess.run([linter, CONTAINER], capture_output=True, text=True)
    assert (told.returncode, told.stdout) == (0, "")


def test_what_the_image_holds_serves_a_page_and_sets_a_paper(tmp_path: Path) -> None:
    for sources, target in of_image():
        for source in sources:
            place = tmp_path / target / (source if target.endswith("/") else "")
            place.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, place)
    program = """
from casework.documents import typesetting
from wsgi import app
assert app.test_cli_runner().invoke(args=["db-upgrade"]).exit_code == 0
assert app.test_client().get("/sign-in").status_code == 200
with app.app_context():
    assert typesetting.set_pdf("<title>x</title><p>碳", ["css/paper.css"]).startswith(b"%PDF")
"""
    (tmp_path / "instance").mkdir(exist_ok=True)
    line = [sys.executable, "-W", "ignore", "-c", program]
    environment = {"PATH": "/usr/bin", "DATABASE_URL": f"sqlite:///{tmp_path / 'records.sqlite'}"}
    told = subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr


def test_the_image_is_started_as_the_project_is() -> None:
    commands = [composed()["services"]["web"]["command"], yaml.safe_load(_last("CMD"))]
    for command in commands:
        assert command[:5] == ["python", "-m", "gunicorn", "--config", "tools/gunicorn.conf.py"]
        assert command[-1] == "wsgi:app"


def test_who_does_long_work_finds_the_database_and_the_queue_of_the_pages_that_ask_for_it() -> None:
    services = composed()["services"]
    for shared in ("environment", "volumes", "networks"):
        assert services["worker"][shared] == services["web"][shared]


def test_only_what_answers_requests_is_asked_whether_it_does() -> None:
    services = composed()["services"]
    served = {name for name, one in services.items() if "gunicorn" in one.get("command", ())}
    lasting = {name for name, one in services.items() if one.get("image") == "tanheng" and one["restart"] != "no"}
    assert {name for name in lasting if not services[name].get("healthcheck", {}).get("disable")} == served


def test_the_proxy_starts_again_with_the_service_whose_network_it_shares() -> None:
    proxy = composed()["services"]["proxy"]
    shared = proxy["network_mode"].removeprefix("service:")
    assert proxy["depends_on"][shared] == {"condition": "service_healthy", "restart": True}


def _last(word: str) -> str:
    return str(re.findall(rf"^{word} (\[.*\])$", CONTAINER.read_text(encoding="utf-8"), re.MULTILINE)[-1])


def test_every_setting_of_the_compose_file_is_one_that_is_read() -> None:
    source = (ROOT / "casework" / "config.py").read_text(encoding="utf-8")
    named = set(re.findall(r'environ\.get\("([A-Z_]+)"', source))
    assert {"DATABASE_URL", "AUDIT_KEY"} <= named
    for service in ("web", "upgrade", "worker"):
        assert set(composed()["services"][service]["environment"]) <= named


@pytest.mark.parametrize("service", sorted(composed()["services"]))
def test_what_a_service_names_is_declared(service: str) -> None:
    whole = composed()
    one = whole["services"][service]
    assert ("image" in one) or ("build" in one)
    assert set(one.get("networks", ())) <= set(whole["networks"])
    assert set(one.get("depends_on", ())) <= set(whole["services"])
    for volume in one.get("volumes", ()):
        source = volume.partition(":")[0]
        assert source.startswith("./") or source in whole["volumes"]


def test_no_secret_stands_in_the_compose_file() -> None:
    for service in composed()["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|KEY$", name):
                assert re.fullmatch(r"\$\{\w+:\?\}", value), name
