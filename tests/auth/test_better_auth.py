"""Tokens of a real better-auth, and forged versions of them."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from auth.access import require_admin
from auth.jwks import KeySet
from auth.tokens import ALGORITHMS, TokenIssuer, TokenVerifier
from sessions.base.errors import Forbidden, Unauthorized
from tests.better_auth import AUDIENCE, BetterAuth
from tests.users import PSEUDONYMS

pytestmark = pytest.mark.slow  # its node packages are installed
SECRET = b"a sentence that only this one server knows"


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[BetterAuth]:
    started = await BetterAuth.start()
    yield started
    await started.stop()


@pytest.fixture
async def verifier(provider: BetterAuth) -> AsyncIterator[TokenVerifier]:
    """The configuration of a server with its own guests and accounts at better-auth."""
    verifier = TokenVerifier(
        secret=SECRET,
        keys=KeySet(provider.jwks_url, algorithms=ALGORITHMS),
        pseudonyms=PSEUDONYMS,
        audience=AUDIENCE,
        issuer=provider.issuer,
    )
    yield verifier
    await verifier.close()


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = (base64.urlsafe_b64decode(text + "==") for text in token.split("."))
    return json.loads(header), json.loads(claims)


async def test_an_account_of_better_auth_is_a_user_with_its_roles(
    provider: BetterAuth, verifier: TokenVerifier
) -> None:
    token = await provider.sign_up("admin@rooms.example", "Ines Ортега")
    assert parts(token)[0]["alg"] == "EdDSA"
    admin = await verifier.verify(token)
    assert (admin.id, admin.name, admin.guest) == (
        PSEUDONYMS.of("provider", parts(token)[1]["sub"]),
        "Ines Ортега",
        False,
    )
    assert admin.permissions == {"VOICEBOT_SESSIONS.READ_OWN"}
    assert admin.expires_at == parts(token)[1]["exp"] * 1000
    require_admin(admin)
    other = await verifier.verify(await provider.sign_up("viewer@rooms.example", "Lev"))
    with pytest.raises(Forbidden):
        require_admin(other)


async def test_its_public_key_does_not_sign(provider: BetterAuth, verifier: TokenVerifier) -> None:
    """HS256 with the public key as the secret, in every form in which it might be stored."""
    header, claims = parts(await provider.sign_up("confused@rooms.example", "Mallory"))
    [key] = await provider.keys()
    public = jwt.PyJWK(key).key
    forms = [
        public.public_bytes_raw(),
        public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
        public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo),
        key["x"].encode(),
        json.dumps(key).encode(),
        json.dumps(key, separators=(",", ":")).encode(),
    ]
    text = f"{part(header | {'alg': 'HS256'})}.{part(claims | {'roles': ['admin']})}"
    without_secret = TokenVerifier(
        keys=KeySet(provider.jwks_url, algorithms=ALGORITHMS), pseudonyms=PSEUDONYMS, audience=AUDIENCE
    )
    for secret in forms:
        forged = f"{text}.{part(hmac.digest(secret, text.encode(), hashlib.sha256))}"
        for checked_by in (verifier, without_secret):
            with pytest.raises(Unauthorized):
                await checked_by.verify(forged)


async def test_none_is_no_signature(provider: BetterAuth, verifier: TokenVerifier) -> None:
    token = await provider.sign_up("nobody@rooms.example", "Mallory")
    header, claims = parts(token)
    signature = token.rpartition(".")[2]
    for algorithm in ("none", "None", "NONE", "nOnE", "", None):
        for ending in ("", signature):
            with pytest.raises(Unauthorized):
                await verifier.verify(f"{part(header | {'alg': algorithm})}.{part(claims)}.{ending}")


async def test_changed_claims_and_other_keys_are_refused(provider: BetterAuth, verifier: TokenVerifier) -> None:
    token = await provider.sign_up("forger@rooms.example", "Mallory")
    header, claims = parts(token)
    signature = token.rpartition(".")[2]
    with pytest.raises(Unauthorized):
        await verifier.verify(f"{part(header)}.{part(claims | {'roles': ['admin']})}.{signature}")
    own = Ed25519PrivateKey.generate()
    for headers in ({"kid": header["kid"]}, {"kid": "mine"}, {}):
        with pytest.raises(Unauthorized):
            await verifier.verify(jwt.encode(claims | {"roles": ["admin"]}, own, "EdDSA", headers=headers))


async def test_what_it_signs_is_checked_all_the_same(provider: BetterAuth, verifier: TokenVerifier) -> None:
    now = int(time.time())
    assert (await verifier.verify(await provider.sign(sub="u1", exp=now + 60))).id == PSEUDONYMS.of("provider", "u1")
    for claims in (
        {"sub": "u1", "exp": now - 60},
        {"sub": "u1", "exp": now + 60, "aud": "elsewhere"},
        {"sub": "u1", "exp": now + 60, "iss": "https://id.example"},
        {"sub": "u1", "exp": now + 60, "nbf": now + 120},
        {"sub": "u1", "exp": now + 60, "roles": "admin"},
        {"sub": "u1", "exp": now + 60, "banned": True},
        {"exp": now + 60},
    ):
        with pytest.raises(Unauthorized):
            await verifier.verify(await provider.sign(**claims))


async def test_guests_of_our_own_go_beside_its_accounts(provider: BetterAuth, verifier: TokenVerifier) -> None:
    issuer = TokenIssuer(SECRET, audience=AUDIENCE, issuer=provider.issuer)
    user = await verifier.verify(await provider.sign_up("both@rooms.example", "Ines"))
    token, _ = issuer.issue(user, 60)
    assert (await verifier.verify(token)).id == user.id
    with pytest.raises(Unauthorized):
        issuer.renew(await provider.sign_up("short@rooms.example", "Lev"))
