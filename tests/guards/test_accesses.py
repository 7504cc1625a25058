"""Whatever hands a file to a browser notes who took it, or stands here with the reason why it need not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.guards.tree import Module, modules

WITHOUT = {
    ("casework/web/parameters/views.py", "empty_form"): "an empty form",
    ("casework/web/tallies/views.py", "blank"): "an empty sheet",
    ("casework/web/credits/import_views.py", "blank_lots"): "an empty sheet",
    ("casework/web/credits/import_views.py", "exchanged_lots"): "lots as registries publish them, of no case",
    ("casework/web/documents/reply_views.py", "reply_pdf"): "a reply to the public, of no case",
    ("casework/web/documents/reply_views.py", "reply_docx"): "a reply to the public, of no case",
    ("casework/web/documents/reply_views.py", "reply_proof"): "digests of a reply to the public",
    ("casework/web/documents/reply_views.py", "reply_sources"): "numbers of cases and sums, of nobody by name",
    ("casework/web/documents/views.py", "pdf"): "the service notes it, with the name of the paper",
}


def handing_out(module: Module) -> Iterator[str]:
    """Functions that send a file or an attachment and note nothing."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef) and _hands_out(node) and not _notes(node):
            yield node.name


def _hands_out(function: ast.FunctionDef) -> bool:
    return any(
        (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("send_file"))
        or (isinstance(node, ast.Constant) and node.value == "Content-Disposition")
        for node in ast.walk(function)
    )


def _notes(function: ast.FunctionDef) -> bool:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(ast.unparse(node.func) == "accesses.downloaded" for node in calls)


def test_every_download_of_a_case_is_noted() -> None:
    found = {(module.path, name) for module in modules("casework") for name in handing_out(module)}
    assert found == set(WITHOUT)


@pytest.mark.parametrize(
    "source", ["def f():\n    return send_file(x)", "def f(r):\n    r.headers['Content-Disposition'] = 'attachment'"]
)
def test_a_download_that_nobody_notes_is_seen(source: str) -> None:
    assert list(handing_out(Module("casework/web/cases/views.py", source))) == ["f"]
    noted = source.replace("\n", "\n    accesses.downloaded(a, b, c)\n", 1)
    assert list(handing_out(Module("casework/web/cases/views.py", noted))) == []
