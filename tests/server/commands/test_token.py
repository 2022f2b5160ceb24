from pathlib import Path

import pytest

from auth.tokens import TokenVerifier
from server.services.identity import token_verifier
from server.settings.model import Settings
from tests.server.commands.run import run
from tests.users import PSEUDONYMS, known_as

SECRET = "a sentence that only this one server knows"


async def test_it_prints_the_token_and_nothing_else(tmp_path: Path) -> None:
    said = await run(
        tmp_path,
        *("token", "--sub", "u1", "--name", "Ines Ортега", "--telegram-user-id", "111", "--ttl", "60"),
        *("--permission", "VOICEBOT_SESSIONS.READ_OWN", "--permission", "VOICEBOT_SESSIONS.UPDATE"),
        *("--project", "p1", "--role", "admin"),
        SECRET=SECRET,
    )
    assert (said.code, said.err) == (0, "")
    user = await TokenVerifier(secret=SECRET.encode()).verify(said.out.removesuffix("\n"))
    assert (user.id, user.name, user.telegram_user_id, user.guest) == ("u1", "Ines Ортега", 111, False)
    assert user.permissions == {"VOICEBOT_SESSIONS.READ_OWN", "VOICEBOT_SESSIONS.UPDATE"}
    assert (user.projects, user.roles) == (frozenset({"p1"}), frozenset({"admin"}))


async def test_without_a_secret_it_uses_the_one_of_the_data_folder(tmp_path: Path) -> None:
    said = await run(tmp_path, "token", "--sub", "u1")
    assert said.out.count("\n") == 1
    assert "development_secret_made" in said.err
    user = await token_verifier(Settings(data_dir=tmp_path), PSEUDONYMS).verify(said.out.strip())
    assert (user.id, user.name) == (known_as("u1"), "u1")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--sub", ""],
        ["--sub", "a b"],
        ["--sub", "u1", "--name", "x" * 65],
        ["--sub", "u1", "--telegram-user-id", "ines"],
        ["--sub", "u1", "--ttl", "0"],
        ["--sub", "u1", "--ttl", "9" * 5000],
        ["--sub", "u1", "--role", ""],
    ],
)
async def test_a_wrong_argument_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    said = await run(tmp_path, "token", *arguments)
    assert (said.code, said.out) == (2, "")
    assert "error: " in said.err
    assert "Traceback" not in said.err


async def test_where_tokens_are_issued_elsewhere_it_says_so(tmp_path: Path) -> None:
    said = await run(
        tmp_path, "token", "--sub", "u1", ENV="production", JWKS_URL="https://id.example/jwks", JWT_AUDIENCE="a"
    )
    assert (said.code, said.out) == (1, "")
    assert "ROOMTONE_SECRET" in said.err


async def test_wrong_settings_stop_it(tmp_path: Path) -> None:
    said = await run(tmp_path, "token", "--sub", "u1", SECRET="hunter2")
    assert (said.code, said.out) == (2, "")
    assert "ROOMTONE_SECRET: must have at least 32 bytes" in said.err
    assert "hunter2" not in said.err
