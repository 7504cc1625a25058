"""What the styles and templates promise: readable contrast in every mode, nothing inline, nothing from outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
STYLES = sorted((ROOT / "casework" / "static" / "css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

TEXT_ON_GROUND = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "pine-tint"),
    ("ink", "vermilion-tint"),
    ("soft", "paper"),
    ("soft", "sheet"),
    ("pine", "paper"),
    ("pine", "sheet"),
    ("pine-deep", "pine-tint"),
    ("vermilion", "sheet"),
    ("vermilion", "vermilion-tint"),
]


def modes() -> dict[str, dict[str, str]]:
    """The colours of each mode: the ordinary one, and the two of more contrast."""
    text = (ROOT / "casework/static/css/base.css").read_text(encoding="utf-8")
    blocks = re.findall(r"(@media[^{]*\{\s*)?:root \{(.*?)\}", text, re.DOTALL)
    found: dict[str, dict[str, str]] = {}
    colours: dict[str, str] = {}
    for condition, body in blocks:
        colours = colours | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", body))
        found[condition.removeprefix("@media ").strip(" {\n") or "ordinary"] = colours
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_there_is_an_ordinary_mode_and_two_of_more_contrast() -> None:
    assert len(modes()) == 3


@pytest.mark.parametrize("mode", list(modes()))
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_is_readable_on_its_ground(mode: str, text: str, ground: str) -> None:
    colours = modes()[mode]
    assert contrast(colours[text], colours[ground]) >= (4.5 if mode == "ordinary" else 7)


@pytest.mark.parametrize("mode", list(modes()))
def test_frames_of_fields_and_focus_are_visible(mode: str) -> None:
    colours = modes()[mode]
    for ground in ("paper", "sheet"):
        assert contrast(colours["edge"], colours[ground]) >= 3
        assert contrast(colours["focus"], colours[ground]) >= 3


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def inline(text: str) -> list[str]:
    """What the content security policy of the pages would refuse."""
    return re.findall(r"<script\b|<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_style_or_script(path: Path) -> None:
    assert inline(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("bad", ["<p style='x'>", "<b onclick=x()>", "<script>", "<a href='javascript:x'>"])
def test_inline_style_and_script_are_seen(bad: str) -> None:
    assert inline(bad)


@pytest.mark.parametrize("path", [*STYLES, *TEMPLATES], ids=lambda path: path.name)
def test_nothing_is_loaded_from_another_host(path: Path) -> None:
    assert re.findall(r"(?:src|href|url\(|@import)[\s=\"'(]*(?:https?:)?//", path.read_text(encoding="utf-8")) == []


def test_every_style_is_used() -> None:
    users = (ROOT / "templates/pages/base.html").read_text(encoding="utf-8")
    users += (ROOT / "casework/documents/paper.py").read_text(encoding="utf-8")
    assert [path.stem for path in STYLES if f'"{path.stem}"' not in users and f"css/{path.stem}.css" not in users] == []
