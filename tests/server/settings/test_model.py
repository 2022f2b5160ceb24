from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from server.settings.environment import load_settings, unknown_variables, variable_name
from server.settings.errors import SettingsError
from server.settings.model import Settings
from server.settings.page import settings_page

SECRET = "a sentence that only this one server knows"


def problems(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[tuple[str, str]]:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings(None)
    return refused.value.problems


def test_without_any_variable_it_is_a_development_server_on_this_machine() -> None:
    settings = load_settings(None)
    assert (settings.host, settings.port, settings.env) == ("127.0.0.1", 8000, "development")
    assert settings.public_origin() == "http://127.0.0.1:8000"
    assert settings.media_location == (Path.cwd() / "data/media").as_uri()
    assert settings.redis_url is None


def test_OP2_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text('PORT=8001\nROOMTONE_CREATE_LIMIT=3\nROOMTONE_JWT_ISSUER="Студия"\nOTHER=1\n')
    monkeypatch.setenv("PORT", "8002")
    monkeypatch.setenv("ROOMTONE_LOG_LENGTH", "")
    settings = load_settings(env_file)
    assert (settings.port, settings.create_limit, settings.jwt_issuer) == (8002, 3, "Студия")
    assert settings.log_length == 1000


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMTONE_ALLOWED_ORIGINS", "https://A.example/, http://b.example:8080")
    monkeypatch.setenv("ROOMTONE_TRUSTED_PROXIES", "10.0.0.0/8,::1")
    monkeypatch.setenv("ROOMTONE_TELEGRAM_ALLOW", "111, 222,")
    monkeypatch.setenv("ROOMTONE_GUEST_PERMISSIONS", ",")
    settings = load_settings(None)
    assert settings.allowed_origins == ("https://a.example", "http://b.example:8080")
    assert settings.trusted_proxies == (IPv4Network("10.0.0.0/8"), IPv6Network("::1/128"))
    assert settings.telegram_allow == (111, 222)
    assert settings.guest_permissions == ()


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("PORT", "http", "must be a whole number (it is 'http')"),
        ("PORT", "65536", "must be at most 65535 (it is '65536')"),
        ("PORT", "-1", "must be at least 0 (it is '-1')"),
        ("ROOMTONE_ENV", "prod", "must be 'development' or 'production' (it is 'prod')"),
        ("ROOMTONE_EVENT_RATE", "0", "must be more than 0 (it is '0')"),
        ("ROOMTONE_EVENT_RATE", "nan", "must be a number (it is 'nan')"),
        ("ROOMTONE_EVENT_RATE", "fast", "must be a number (it is 'fast')"),
        ("ROOMTONE_PUBLIC_URL", "rooms.example", "must begin with https:// or http://"),
        ("ROOMTONE_PUBLIC_URL", "https://rooms.example/app", "must be scheme, host and port alone"),
        ("ROOMTONE_PUBLIC_URL", "https://u:p@rooms.example", "must be scheme, host and port alone"),
        ("ROOMTONE_PUBLIC_URL", "https://rooms.example:http", "Port could not be cast"),
        ("ROOMTONE_ALLOWED_ORIGINS", "https://a.example,*", "must begin with https:// or http:// (it is '*')"),
        ("ROOMTONE_TRUSTED_PROXIES", "10.0.0.1/8", "must be a network such as 10.0.0.0/8"),
        ("ROOMTONE_MEDIA_URL", "/srv/media", "must begin with file:// or s3://"),
        ("ROOMTONE_MEDIA_URL", "file://srv/media", "must be file:// and an absolute path"),
        ("ROOMTONE_MEDIA_URL", "s3:///prefix", "names no bucket"),
        ("ROOMTONE_JWKS_URL", "https://", "names no host"),
        ("ROOMTONE_JWT_ALGORITHMS", "HS256,none", "must be 'HS256', 'RS256', 'ES256' or 'EdDSA' (it is 'none')"),
        ("ROOMTONE_JWT_ALGORITHMS", ",", "must not be empty"),
        ("ROOMTONE_JWT_ALGORITHMS", "EdDSA", "HS256 is left out, so ROOMTONE_JWKS_URL must be given"),
        ("ROOMTONE_TELEGRAM_ALLOW", "111,ines", "must be a whole number (it is 'ines')"),
        ("ROOMTONE_ICE_SERVERS", "stun:a.example:3478,https://b.example", "must look like stun:host:3478"),
        ("ROOMTONE_OUTBOX_LIMIT", "1000", "must be at least 65536"),
    ],
)
def test_OP2_a_wrong_value_is_refused_by_name_and_reason(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    [(named, said)] = problems(monkeypatch, **{name: value})
    assert named == name
    assert reason in said


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("ROOMTONE_SECRET", "hunter2", "must have at least 32 bytes, and has 7"),
        (
            "ROOMTONE_SECRET",
            "-----BEGIN PUBLIC KEY-----\nhunter2hunter2hunter2\n-----END PUBLIC KEY-----",
            "random text",
        ),
        ("REDIS_URL", "http://:hunter2@redis", "must begin with redis://"),
        ("ROOMTONE_TELEGRAM_TOKEN", "hunter2", "must look like 123456:ABC-DEF"),
    ],
)
def test_a_wrong_secret_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    [(named, said)] = problems(monkeypatch, **{name: value})
    assert named == name
    assert reason in said
    assert "hunter2" not in said


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(monkeypatch, PORT="x", ROOMTONE_ENV="y", ROOMTONE_SECRET="z")
    text = str(SettingsError(found))
    assert text.splitlines()[0] == "Roomtone cannot start: 3 settings are wrong."
    assert {line.split(":")[0].strip() for line in text.splitlines()[1:-1]} == {
        "PORT",
        "ROOMTONE_ENV",
        "ROOMTONE_SECRET",
    }


def test_a_turn_server_needs_the_secret_that_it_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    [(named, said)] = problems(monkeypatch, ROOMTONE_ICE_SERVERS="turn:a.example:3478?transport=udp")
    assert named == "ROOMTONE_TURN_SECRET"
    assert "is missing" in said
    monkeypatch.setenv("ROOMTONE_TURN_SECRET", "hunter2")
    assert "hunter2" not in repr(load_settings(None))


def test_AC9_OP2_production_needs_a_secret_or_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMTONE_ENV", "production")
    [(name, reason)] = problems(monkeypatch)
    assert name == "ROOMTONE_SECRET"
    assert "is missing" in reason
    monkeypatch.setenv("ROOMTONE_JWKS_URL", "https://id.example/jwks")
    monkeypatch.setenv("ROOMTONE_JWT_AUDIENCE", "roomtone")
    load_settings(None)
    assert problems(monkeypatch, ROOMTONE_JWT_ALGORITHMS="HS256")[0][0] == "ROOMTONE_SECRET"
    monkeypatch.setenv("ROOMTONE_SECRET", SECRET)
    load_settings(None)


def test_production_takes_keys_only_where_nobody_can_change_them_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMTONE_ENV", "production")
    monkeypatch.setenv("ROOMTONE_SECRET", SECRET)
    monkeypatch.setenv("ROOMTONE_JWT_AUDIENCE", "roomtone")
    for good in ("https://id.example/jwks", "http://127.0.0.1:3000/jwks", "http://localhost/jwks", "http://[::1]/jwks"):
        monkeypatch.setenv("ROOMTONE_JWKS_URL", good)
        load_settings(None)
    assert problems(monkeypatch, ROOMTONE_JWKS_URL="http://id.example/jwks")[0][0] == "ROOMTONE_JWKS_URL"


def test_secrets_do_not_print() -> None:
    settings = Settings(
        secret=SecretStr(SECRET),
        redis_url=SecretStr("redis://:hunter2@redis"),
        telegram_token=SecretStr("123:hunter2"),
    )
    for text in (repr(settings), str(settings), settings.model_dump_json(), f"{settings.model_dump()}"):
        assert SECRET not in text
        assert "hunter2" not in text


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        setattr(load_settings(None), "port", 1)  # noqa: B010 - mypy would refuse the plain assignment


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("0.0.0.0", "http://127.0.0.1:8100"),
        ("::", "http://[::1]:8100"),
        ("::1", "http://[::1]:8100"),
        ("rooms.local", "http://rooms.local:8100"),
    ],
)
def test_links_begin_with_an_address_that_a_browser_can_open(host: str, origin: str) -> None:
    assert Settings(host=host, port=0).public_origin(8100) == origin
    assert Settings(host=host, public_url="https://rooms.example/").public_origin(8100) == "https://rooms.example"


def test_AC4_production_with_a_provider_needs_an_audience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMTONE_ENV", "production")
    monkeypatch.setenv("ROOMTONE_SECRET", SECRET)
    [(named, said)] = problems(monkeypatch, ROOMTONE_JWKS_URL="https://id.example/jwks")
    assert named == "ROOMTONE_JWT_AUDIENCE"
    assert "another application" in said


def test_a_misspelt_variable_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ROOMTONE_SECRETS=x\nOTHER=1\n")
    monkeypatch.setenv("ROOMTONE_CREAT_LIMIT", "5")
    monkeypatch.setenv("ROOMTONE_ENV", "production")
    assert unknown_variables(tmp_path / ".env") == {
        "ROOMTONE_CREAT_LIMIT": "ROOMTONE_CREATE_LIMIT",
        "ROOMTONE_SECRETS": "ROOMTONE_SECRET",
    }
    assert unknown_variables(None) == {"ROOMTONE_CREAT_LIMIT": "ROOMTONE_CREATE_LIMIT"}


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PORT=8001\nROOMTONE_JWT_ISSUER=\xff\n")
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings(tmp_path / ".env")


def test_OP2_every_setting_is_described() -> None:
    rows = {row.split("`")[1]: row for row in settings_page().splitlines() if row.startswith("| `")}
    for field in Settings.model_fields:
        assert rows[variable_name(field)].endswith(". |"), field


def test_the_page_of_settings_has_them_all() -> None:
    page = settings_page()
    for field in Settings.model_fields:
        assert f"| `{variable_name(field)}` |" in page
