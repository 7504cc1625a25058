"""The key that signs sessions: made once, whole, for its owner alone."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from casework.config import defaults


def secret(folder: Path) -> str:
    return str(defaults(folder)["SECRET_KEY"])


def test_workers_that_start_at_once_sign_with_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(secret, [tmp_path] * 64))
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit_key", "secret_key"]
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_process_that_is_stopped_while_it_makes_the_key_leaves_none_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(size: int) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("casework.config.secrets.token_hex", stopped)
        with pytest.raises(KeyboardInterrupt):
            secret(tmp_path)
    assert not (tmp_path / "secret_key").exists()
    assert len(secret(tmp_path)) == 64


def test_a_key_of_the_environment_is_used_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "given")
    monkeypatch.setenv("AUDIT_KEY", "also given")
    assert secret(tmp_path) == "given"
    assert os.listdir(tmp_path) == []


def test_behind_tls_the_cookie_is_bound_to_this_host_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert defaults(tmp_path)["SESSION_COOKIE_NAME"] == "session"
    monkeypatch.setenv("TANHENG_TLS", "1")
    settings = defaults(tmp_path)
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert "SESSION_COOKIE_DOMAIN" not in settings
