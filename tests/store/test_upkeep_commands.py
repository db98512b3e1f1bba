"""`circleback db upgrade` and `circleback keys ...`."""

import pytest
from typer.testing import CliRunner

from app.cli.db import db, keys
from app.store.crypto import parse_keys


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs a command with its data under tmp_path; gives exit code and output."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    for name in ("DATABASE_URL", "ENCRYPTION_KEYS"):
        monkeypatch.delenv(name, raising=False)

    def invoke(app, *arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, arguments)
        assert "Traceback" not in result.output
        return result.exit_code, result.output

    return invoke


def key_file(tmp_path) -> list[str]:
    return (tmp_path / "data" / "encryption.key").read_text().split()


def test_upgrade_can_be_repeated(run):
    assert run(db, "upgrade") == (0, "The database is up to date.\n")
    assert run(db, "upgrade") == (0, "The database is up to date.\n")


def test_rotate_needs_an_upgraded_database(run):
    code, output = run(keys, "rotate")
    assert code == 1
    assert "circleback db upgrade" in output


def test_rotate_then_prune_leaves_the_new_key(run, tmp_path):
    run(db, "upgrade")
    code, output = run(keys, "rotate")
    assert code == 0
    assert "circleback keys prune" in output
    new, _old = key_file(tmp_path)
    assert run(keys, "prune") == (0, "1 older keys dropped.\n")
    assert key_file(tmp_path) == [new]


def test_prune_leaves_keys_in_the_environment_alone(run, monkeypatch):
    _, key = run(keys, "new")
    monkeypatch.setenv("ENCRYPTION_KEYS", key)
    code, output = run(keys, "prune")
    assert code == 1
    assert "ENCRYPTION_KEYS" in output


def test_new_prints_a_key(run):
    code, key = run(keys, "new")
    assert code == 0
    assert parse_keys(key, "output") == (key.strip(),)


def test_a_database_out_of_reach_is_explained(run, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:hush@127.0.0.1:1/none")
    for command in ((db, "upgrade"), (keys, "rotate")):
        code, output = run(*command)
        assert code == 1
        assert "database" in output
        assert "hush" not in output
