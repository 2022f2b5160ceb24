"""The types of settings: each parses the text of a variable and says in a few words what is wrong with it."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Final
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from auth.tokens import check_secret
from auth.user import MAPPED

REDIS_SCHEMES: Final = ("redis", "rediss", "unix", "redis+sentinel")
MEDIA_SCHEMES: Final = ("file", "s3")


def _listed(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _split(value: str, schemes: tuple[str, ...]) -> SplitResult:
    parts = urlsplit(value)
    if parts.scheme not in schemes:
        raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return parts


def _http_url(value: str) -> str:
    parts = _split(value, ("https", "http"))
    if not parts.hostname or parts.port == 0:  # reading the port raises ValueError when it is no number
        raise ValueError("names no host")
    return value


def _origin(value: str) -> str:
    parts = urlsplit(_http_url(value.rstrip("/")))
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be scheme, host and port alone, such as https://rooms.example")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _redis_url(value: SecretStr) -> SecretStr:
    _split(value.get_secret_value(), REDIS_SCHEMES)
    return value


def _media_url(value: str) -> str:
    parts = _split(value, MEDIA_SCHEMES)
    if parts.scheme == "s3" and not parts.netloc:
        raise ValueError("names no bucket")
    if parts.scheme == "file" and (parts.netloc or not parts.path.startswith("/")):
        raise ValueError("must be file:// and an absolute path, such as file:///srv/roomtone/media")
    return value


def _ice_url(value: str) -> str:
    if not re.fullmatch(r"(stuns?|turns?):[\w.:\[\]-]+(\?transport=(udp|tcp))?", value, re.ASCII):
        raise ValueError("must look like stun:host:3478 or turn:host:3478?transport=udp")
    return value


def _secret(value: SecretStr) -> SecretStr:
    check_secret(value.get_secret_value().encode())
    return value


def _bot_token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value(), re.ASCII):
        raise ValueError("must look like 123456:ABC-DEF, as BotFather gives it")
    return value


def _claim_path(value: str) -> str:
    ours, _, theirs = value.partition("=")
    if ours not in MAPPED or not theirs:
        raise ValueError(f"must look like roles=realm_access.roles, for one of {', '.join(MAPPED)}")
    return value


def _network(value: object) -> object:
    try:
        return ip_network(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("must be a network such as 10.0.0.0/8 or fd00::/8") from None


# A list separated by commas, which pydantic-settings would otherwise read as JSON.
Listed = (NoDecode, BeforeValidator(_listed))
Words = Annotated[tuple[str, ...], *Listed]
ClaimPath = Annotated[str, AfterValidator(_claim_path)]
Url = Annotated[str, AfterValidator(_http_url)]
Origin = Annotated[str, AfterValidator(_origin)]
IceUrl = Annotated[str, AfterValidator(_ice_url)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]
RedisUrl = Annotated[SecretStr, AfterValidator(_redis_url)]
MediaUrl = Annotated[str, AfterValidator(_media_url)]
TokenSecret = Annotated[SecretStr, AfterValidator(_secret)]
BotToken = Annotated[SecretStr, AfterValidator(_bot_token)]
