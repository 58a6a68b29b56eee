"""Settings: one place checks them, wherever they come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigengraph.config import Settings, load_settings
from eigengraph.errors import ConfigError

WRONG = [
    ({}, "setting 'domain' is missing"),
    ({"tasks": 0}, "setting 'tasks' cannot be 0: input should be greater than 0"),
    ({"tasks": -3}, "setting 'tasks' cannot be -3: input should be greater than 0"),
    ({"tasks": True}, "setting 'tasks' cannot be True: input should be a valid integer"),
    ({"tasks": "5"}, "setting 'tasks' cannot be '5': input should be a valid integer"),
    ({"seed": 1.5}, "setting 'seed' cannot be 1.5: input should be a valid integer"),
    ({"model": 3}, "setting 'model' cannot be 3: input should be a valid string"),
    ({"workers": {"agent": 1}}, "setting 'workers.agent' cannot be 1: input should be a valid string"),
    ({"options": {"offline": 1}}, "setting 'options.offline' cannot be 1: input should be a valid dictionary"),
]


@pytest.mark.parametrize(("values", "message"), WRONG, ids=[message for _, message in WRONG])
def test_wrong_setting(values, message):
    given = {"domain": "shop", **values} if values else {}
    for make in (lambda: Settings(**given), lambda: load_settings(None, given)):
        with pytest.raises(ConfigError) as caught:
            make()
        assert str(caught.value) == message


def test_unknown_setting_names_the_nearest_and_all():
    with pytest.raises(ConfigError) as caught:
        Settings(domain="shop", task=5)
    known = ", ".join(sorted(Settings.model_fields))
    assert str(caught.value) == f"unknown setting 'task'; did you mean 'tasks'? (known: {known})"


def test_every_problem_has_its_line():
    with pytest.raises(ConfigError) as caught:
        Settings(domain="shop", tasks=0, batch=0, speed=1)
    assert [line.split("'")[1] for line in str(caught.value).splitlines()] == ["tasks", "batch", "speed"]


def test_settings_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        Settings(domain="shop").tasks = 3


# Files


def test_flags_outweigh_the_file(tmp_path):
    config = tmp_path / "run.toml"
    config.write_text(
        'domain = "shop"\ntasks = 7\nseed = 3\n[options.offline]\nstyles = []\n[workers]\nagent = "model"\n'
    )
    settings = load_settings(config, {"tasks": 9, "seed": None})
    assert (settings.domain, settings.tasks, settings.seed) == ("shop", 9, 3)
    assert settings.options == {"offline": {"styles": []}}
    assert settings.workers == {"agent": "model"}


def test_paths_in_a_file_are_meant_from_where_it_lies(tmp_path):
    config = tmp_path / "run.toml"
    config.write_text('domain = "shop"\ntables = "db.json"\npolicy = "/abs/policy.md"\nout = "run"\n')
    settings = load_settings(config, {"out": Path("elsewhere")})
    assert (settings.tables, settings.policy) == (tmp_path / "db.json", Path("/abs/policy.md"))
    assert settings.out == Path("elsewhere")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"tasks = = 3", "is not TOML: Invalid value"),
        (b"\xff\xfe", "is not TOML: 'utf-8' codec can't decode"),
    ],
)
def test_file_that_cannot_be_used(content, message, tmp_path):
    config = tmp_path / "run.toml"
    if content is not None:
        config.write_bytes(content)
    with pytest.raises(ConfigError, match=f"^config {str(config)!r} {message}"):
        load_settings(config, {})


# What makes two runs the same run


def test_identity_is_what_decides_the_result():
    settings = Settings(domain="shop", tables=Path("db.json"))
    assert settings.identity() == Settings(**settings.model_dump() | {"out": "a", "concurrency": 1}).identity()
    assert settings.identity() != Settings(**settings.model_dump() | {"batch": 1}).identity()
    left_out = set(Settings.model_fields) - set(settings.identity())
    assert left_out == {
        "out", "concurrency", "replay", "prices", "request_attempts", "request_timeout", "request_deadline",
        "budget_tokens", "budget_usd", "budget_seconds",
    }  # fmt: skip
