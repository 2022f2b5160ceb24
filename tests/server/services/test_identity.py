import asyncio
import stat
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from auth.guests import new_guest
from server.services.identity import signing_secret, token_issuer, token_verifier
from server.settings.errors import SettingsError
from server.settings.model import Settings
from tests.users import PSEUDONYMS

SECRET = "a sentence that only this one server knows"


async def test_a_guest_s_token_passes_between_issuer_and_verifier(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, jwt_audience="rooms", jwt_issuer="roomtone")
    issuer = token_issuer(settings)
    assert issuer is not None
    guest = new_guest()
    token, _ = issuer.issue(guest, 60)
    assert (await token_verifier(settings, PSEUDONYMS).verify(token)).id == guest.id


def test_the_configured_secret_goes_before_the_file(tmp_path: Path) -> None:
    assert signing_secret(Settings(data_dir=tmp_path, secret=SecretStr(SECRET))) == SECRET.encode()
    assert not any(tmp_path.iterdir())


def test_AC9_a_development_secret_is_made_once_and_is_the_owner_s_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new" / "data")
    secret = signing_secret(settings)
    assert secret is not None
    assert len(secret) >= 32
    assert signing_secret(settings) == secret
    [file] = (tmp_path / "new" / "data").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_processes_that_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from server.services.identity import signing_secret;"
        "from server.settings.model import Settings;"
        f"print(signing_secret(Settings(data_dir=Path({str(tmp_path)!r}))).decode())"
    )
    started = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE)
        for _ in range(4)
    ]
    said = {(await process.communicate())[0].splitlines()[-1] for process in started}
    assert said == {(tmp_path / "secret").read_bytes()}


@pytest.mark.parametrize(
    "settings",
    [
        {"env": "production", "jwks_url": "https://id.example/jwks", "jwt_audience": "a"},
        {"jwks_url": "https://id.example/jwks", "jwt_algorithms": ("EdDSA",)},
        {"jwks_url": "https://id.example/jwks", "jwt_algorithms": ("EdDSA",), "secret": SecretStr(SECRET)},
    ],
)
def test_with_a_provider_alone_nothing_is_issued_here(tmp_path: Path, settings: dict[str, object]) -> None:
    assert token_issuer(Settings.model_validate({"data_dir": tmp_path} | settings)) is None
    assert not any(tmp_path.iterdir())


def test_a_file_that_is_no_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("short\n")
    with pytest.raises(SettingsError, match="32 bytes"):
        signing_secret(Settings(data_dir=tmp_path))
