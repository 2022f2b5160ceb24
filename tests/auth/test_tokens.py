import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from auth.blocks import Block, Blocks
from auth.guests import new_guest
from auth.jwks import KEY_TYPES, KeySet
from auth.telegram import telegram_user
from auth.tokens import ALGORITHMS, LEEWAY_SECONDS, MAX_TOKEN_BYTES, TokenIssuer, TokenVerifier
from auth.user import User
from server.settings.model import Settings
from sessions.base.errors import Blocked, Unauthorized
from tests.auth.conftest import Clock
from tests.auth.jwks_server import JwksServer, private_key, public_jwk
from tests.polling import PATIENCE
from tests.users import PSEUDONYMS, known_as

SECRET = secrets.token_bytes(32)
HOUR = 3600

ADMIN = User(
    id="u1",
    name="Ines",
    guest=False,
    telegram_user_id=111,
    permissions=frozenset({"VOICEBOT_SESSIONS.READ_ALL"}),
    projects=frozenset({"p1"}),
    roles=frozenset({"admin"}),
    expires_at=0,
)


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    return {"sub": "u1", "iat": now, "exp": now + HOUR} | changes


def signed(changes: dict[str, Any] | None = None, key: Any = SECRET, algorithm: str = "HS256", **headers: Any) -> str:
    """A token with these claims instead of the usual ones; `...` leaves one out."""
    wanted = {claim: value for claim, value in (claims() | (changes or {})).items() if value is not ...}
    return jwt.PyJWS().encode(json.dumps(wanted).encode(), key, algorithm, headers)


def segment(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


async def test_an_issued_token_is_its_user_until_it_ends() -> None:
    token, expires_at = TokenIssuer(SECRET).issue(ADMIN, HOUR)
    assert await TokenVerifier(secret=SECRET).verify(token) == replace(ADMIN, expires_at=expires_at)
    assert abs(expires_at - (time.time() + HOUR) * 1000) < 5000


async def test_a_token_is_verified_without_waiting() -> None:
    token, _ = TokenIssuer(SECRET).issue(new_guest(), HOUR)
    with pytest.raises(StopIteration) as finished:
        TokenVerifier(secret=SECRET).verify(token).send(None)
    assert finished.value.value.guest


async def test_AC4_exp_and_sub_are_required() -> None:
    verifier = TokenVerifier(secret=SECRET)
    for missing in ("exp", "sub"):
        for value in (..., None):
            with pytest.raises(Unauthorized):
                await verifier.verify(signed({missing: value}))


async def test_AC4_the_leeway_is_thirty_seconds() -> None:
    verifier = TokenVerifier(secret=SECRET)
    now = int(time.time())
    assert (await verifier.verify(signed({"exp": now - LEEWAY_SECONDS + 10}))).expires_at == (
        now - LEEWAY_SECONDS + 10
    ) * 1000
    with pytest.raises(Unauthorized, match="expired"):
        await verifier.verify(signed({"exp": now - LEEWAY_SECONDS - 1}))
    for claim in ("nbf", "iat"):
        await verifier.verify(signed({claim: now + LEEWAY_SECONDS - 10}))
        with pytest.raises(Unauthorized):
            await verifier.verify(signed({claim: now + LEEWAY_SECONDS + 60}))


async def test_AC4_audience_and_issuer_are_checked_when_configured() -> None:
    indifferent = TokenVerifier(secret=SECRET)
    await indifferent.verify(signed({"aud": "elsewhere", "iss": "anybody"}))
    strict = TokenVerifier(secret=SECRET, audience="roomtone", issuer="https://id.example")
    good: dict[str, Any] = {"aud": ["roomtone", "other"], "iss": "https://id.example"}
    await strict.verify(signed(good))
    wrongs: list[dict[str, Any]] = [
        {"aud": "elsewhere"},
        {"aud": ...},
        {"aud": []},
        {"aud": 7},
        {"iss": "anybody"},
        {"iss": ...},
        {"iss": 7},
    ]
    for wrong in wrongs:
        with pytest.raises(Unauthorized):
            await strict.verify(signed(good | wrong))
    ours, _ = TokenIssuer(SECRET, audience="roomtone", issuer="https://id.example").issue(ADMIN, HOUR)
    assert (await strict.verify(ours)).id == "u1"


async def test_a_blocked_user_s_token_is_refused() -> None:
    token, _ = TokenIssuer(SECRET).issue(ADMIN, HOUR)
    with pytest.raises(Unauthorized, match="closed"):
        await TokenVerifier(secret=SECRET, blocked=["u0", "u1"]).verify(token)


async def test_D34_who_is_blocked_in_telegram_is_refused_with_a_token_that_names_that_account() -> None:
    account = PSEUDONYMS.of_named("telegram_42")
    token, _ = TokenIssuer(SECRET).issue(replace(ADMIN, telegram_user_id=42), HOUR)
    blocks = Blocks(PSEUDONYMS.of_named)
    verifier = TokenVerifier(secret=SECRET, blocks=blocks, pseudonyms=PSEUDONYMS)
    assert (await verifier.verify(token)).id == known_as(ADMIN.id)
    blocks.replace([Block((account,), None, 0)])
    with pytest.raises(Blocked):
        await verifier.verify(token)  # it was known before
    with pytest.raises(Unauthorized, match="closed"):
        await TokenVerifier(secret=SECRET, blocked=["telegram_42"], pseudonyms=PSEUDONYMS).verify(token)


@pytest.mark.parametrize(
    "token", [None, 7, b"bytes", ["list"], {"token": "x"}, "", " ", ".", "..", "a.b.c", "я", "\ud800"]
)
async def test_what_is_no_token_is_unauthorized(token: object) -> None:
    with pytest.raises(Unauthorized):
        await TokenVerifier(secret=SECRET).verify(token)


async def test_a_token_has_at_most_8_kib() -> None:
    verifier = TokenVerifier(secret=SECRET)
    room = MAX_TOKEN_BYTES - len(signed({"note": ""}))
    fits = signed({"note": "x" * (room * 3 // 4 - 3)})
    assert MAX_TOKEN_BYTES - 8 < len(fits) <= MAX_TOKEN_BYTES
    await verifier.verify(fits)
    with pytest.raises(Unauthorized):
        await verifier.verify(signed({"note": "x" * room}))


async def test_every_changed_character_breaks_the_token() -> None:
    verifier = TokenVerifier(secret=SECRET)
    token = signed()
    for place, character in enumerate(token):
        forged = token[:place] + ("A" if character != "A" else "B") + token[place + 1 :]
        with pytest.raises(Unauthorized):
            await verifier.verify(forged)
    await verifier.verify(token)


HEADERS: list[Any] = [
    {"alg": "none"},
    {"alg": "None"},
    {"alg": ""},
    {"alg": None},
    {"alg": ["HS256"]},
    {},
    [],
    "HS256",
    7,
    {"alg": "HS512"},
    {"alg": "HS256", "kid": 7},
    {"alg": "HS256", "crit": ["exp"], "exp": 1},
    {"alg": "HS256", "b64": False, "crit": ["b64"]},
    b"\xff\xfe",
    b"[" * 3000,
]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("signature", ["", "AAAA"])
async def test_an_unsigned_or_odd_header_is_refused(header: Any, signature: str) -> None:
    with pytest.raises(Unauthorized):
        await TokenVerifier(secret=SECRET).verify(f"{segment(header)}.{segment(claims())}.{signature}")


@pytest.mark.parametrize(
    "payload", [b"", b"null", b"7", b"[]", b"not json", b"[" * 3000, b"\xff", b'{"sub":"u1","exp":1e999}']
)
async def test_a_signed_payload_that_is_no_claims_is_refused(payload: bytes) -> None:
    token = jwt.PyJWS().encode(payload, SECRET, "HS256")
    with pytest.raises(Unauthorized):
        await TokenVerifier(secret=SECRET).verify(token)


async def test_another_hash_than_the_configured_one_is_refused() -> None:
    strong = secrets.token_bytes(64)
    for algorithm in ("HS384", "HS512"):
        with pytest.raises(Unauthorized):
            await TokenVerifier(secret=strong).verify(signed({}, strong, algorithm))


def test_a_short_secret_and_an_unknown_algorithm_are_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        TokenVerifier(secret=b"x" * 31)
    with pytest.raises(ValueError, match="32 bytes"):
        TokenIssuer(b"x" * 31)
    for algorithm in ("none", "HS512", "hs256"):
        with pytest.raises(ValueError, match="unknown algorithms"):
            TokenVerifier(secret=SECRET, algorithms=["HS256", algorithm])


async def test_a_known_token_ends_with_its_time() -> None:
    clock = Clock(time.time())
    verifier = TokenVerifier(secret=SECRET, clock=clock)
    token = signed({"exp": int(clock.now) + 60})
    assert await verifier.verify(token) is await verifier.verify(token)
    clock.now += 60 + LEEWAY_SECONDS + 1
    with pytest.raises(Unauthorized, match="expired"):
        await verifier.verify(token)


async def test_the_memory_for_known_tokens_is_bounded() -> None:
    verifier = TokenVerifier(secret=SECRET)
    first = signed()
    user = await verifier.verify(first)
    issuer = TokenIssuer(SECRET)
    for _ in range(4096):
        await verifier.verify(issuer.issue(new_guest(), HOUR)[0])
    again = await verifier.verify(first)
    assert again == user
    assert again is not user


class TestProvider:
    """Tokens of another provider, verified by its JWKS."""

    @pytest.fixture
    def keys(self, jwks: JwksServer) -> dict[str, Any]:
        keys = {algorithm: private_key(algorithm) for algorithm in KEY_TYPES}
        jwks.keys = [public_jwk(key, algorithm, algorithm.lower()) for algorithm, key in keys.items()]
        return keys

    @pytest.mark.parametrize("algorithm", KEY_TYPES)
    async def test_each_algorithm_is_verified(self, jwks: JwksServer, keys: dict[str, Any], algorithm: str) -> None:
        verifier = TokenVerifier(secret=SECRET, keys=KeySet(jwks.url, algorithms=ALGORITHMS), pseudonyms=PSEUDONYMS)
        token = signed({"roles": ["admin"]}, keys[algorithm], algorithm, kid=algorithm.lower())
        assert (await verifier.verify(token)).is_admin
        forged = signed({"roles": ["admin"]}, private_key(algorithm), algorithm, kid=algorithm.lower())
        with pytest.raises(Unauthorized):
            await verifier.verify(forged)
        await verifier.close()

    async def test_ours_and_theirs_are_both_taken(self, jwks: JwksServer, keys: dict[str, Any]) -> None:
        verifier = TokenVerifier(secret=SECRET, keys=KeySet(jwks.url, algorithms=ALGORITHMS), pseudonyms=PSEUDONYMS)
        await verifier.verify(signed())
        assert jwks.requests == 0
        await verifier.verify(signed({}, keys["EdDSA"], "EdDSA", kid="eddsa"))

    async def test_an_algorithm_that_is_not_configured_is_refused(self, jwks: JwksServer, keys: dict[str, Any]) -> None:
        only_eddsa = TokenVerifier(
            secret=SECRET, keys=KeySet(jwks.url, algorithms=["EdDSA"]), pseudonyms=PSEUDONYMS, algorithms=["EdDSA"]
        )
        await only_eddsa.verify(signed({}, keys["EdDSA"], "EdDSA", kid="eddsa"))
        for token in (
            signed(),
            signed({}, keys["ES256"], "ES256", kid="es256"),
            signed({}, keys["RS256"], "RS256", kid="rs256"),
        ):
            with pytest.raises(Unauthorized):
                await only_eddsa.verify(token)

    @pytest.mark.parametrize("algorithm", KEY_TYPES)
    async def test_a_public_key_is_no_secret(self, jwks: JwksServer, keys: dict[str, Any], algorithm: str) -> None:
        """The classic confusion of algorithms: the attacker signs with HS256 and the public key that everybody can
        read."""
        verifier = TokenVerifier(keys=KeySet(jwks.url, algorithms=ALGORITHMS), pseudonyms=PSEUDONYMS)
        public = keys[algorithm].public_key()
        forms = [
            public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
            public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo),
            json.dumps(public_jwk(keys[algorithm], algorithm, algorithm.lower())).encode(),
        ]
        for secret in forms:
            forged = hmac_signed(secret, {"alg": "HS256", "kid": algorithm.lower()})
            with pytest.raises(Unauthorized):
                await verifier.verify(forged)
            both = TokenVerifier(secret=SECRET, keys=KeySet(jwks.url, algorithms=ALGORITHMS), pseudonyms=PSEUDONYMS)
            with pytest.raises(Unauthorized):
                await both.verify(forged)

    async def test_a_header_cannot_bring_its_own_key(self, jwks: JwksServer, keys: dict[str, Any]) -> None:
        verifier = TokenVerifier(keys=KeySet(jwks.url, algorithms=ALGORITHMS), pseudonyms=PSEUDONYMS)
        own = private_key("EdDSA")
        for headers in (
            {"jwk": public_jwk(own, "EdDSA", "eddsa")},
            {"kid": "eddsa", "jwk": public_jwk(own, "EdDSA", "eddsa")},
            {"kid": "mine", "jku": "http://127.0.0.1:1/jwks"},
            {"kid": "../../etc/passwd"},
        ):
            with pytest.raises(Unauthorized):
                await verifier.verify(signed({}, own, "EdDSA", **headers))

    async def test_the_kid_of_one_key_does_not_serve_another_algorithm(
        self, jwks: JwksServer, keys: dict[str, Any]
    ) -> None:
        verifier = TokenVerifier(keys=KeySet(jwks.url, algorithms=ALGORITHMS), pseudonyms=PSEUDONYMS)
        with pytest.raises(Unauthorized):
            await verifier.verify(signed({}, keys["EdDSA"], "EdDSA", kid="rs256"))

    async def test_a_key_taken_back_stops_working(self, jwks: JwksServer, keys: dict[str, Any], clock: Clock) -> None:
        verifier = TokenVerifier(
            keys=KeySet(jwks.url, algorithms=ALGORITHMS, max_age=600, clock=clock), pseudonyms=PSEUDONYMS
        )
        token = signed({}, keys["EdDSA"], "EdDSA", kid="eddsa")
        await verifier.verify(token)
        jwks.keys = [public_jwk(private_key("EdDSA"), "EdDSA", "new")]
        clock.now += 601
        await verifier.verify(token)  # starts the fetch
        with pytest.raises(Unauthorized):
            await verify_until_refused(verifier, token)

    async def test_AC4_a_provider_s_token_without_permissions_has_those_of_the_setting(
        self, jwks: JwksServer, keys: dict[str, Any]
    ) -> None:
        verifier = TokenVerifier(
            secret=SECRET,
            keys=KeySet(jwks.url, algorithms=ALGORITHMS),
            pseudonyms=PSEUDONYMS,
            account_permissions=Settings().account_permissions,
            claim_paths={"permissions": "app.permissions"},
        )

        async def permissions_of(claims: dict[str, Any]) -> frozenset[str]:
            return (await verifier.verify(signed(claims, keys["EdDSA"], "EdDSA", kid="eddsa"))).permissions

        assert await permissions_of({}) == frozenset(Settings().guest_permissions)  # by default what guests have
        assert await permissions_of({"app": {"permissions": []}}) == frozenset()  # none is said
        assert await permissions_of({"app": {"permissions": ["A.READ"]}}) == {"A.READ"}
        assert (await verifier.verify(signed({}))).permissions == frozenset()  # ours say what they grant
        await verifier.close()

    async def test_AC2_a_provider_cannot_make_somebody_a_guest_of_ours(
        self, jwks: JwksServer, keys: dict[str, Any]
    ) -> None:
        verifier = TokenVerifier(secret=SECRET, keys=KeySet(jwks.url, algorithms=ALGORITHMS), pseudonyms=PSEUDONYMS)
        guest = new_guest()
        with pytest.raises(Unauthorized):
            await verifier.verify(signed({"sub": guest.id}, keys["EdDSA"], "EdDSA", kid="eddsa"))
        assert (await verifier.verify(TokenIssuer(SECRET).issue(guest, HOUR)[0])).id == guest.id
        await verifier.close()

    async def test_AC2_a_provider_cannot_make_somebody_a_person_who_came_by_telegram(
        self, jwks: JwksServer, keys: dict[str, Any]
    ) -> None:
        verifier = TokenVerifier(secret=SECRET, keys=KeySet(jwks.url, algorithms=ALGORITHMS), pseudonyms=PSEUDONYMS)
        person = telegram_user(7, "Anna")
        for claim in ({}, {"telegram_user_id": 7}, {"telegram_user_id": 8}):
            with pytest.raises(Unauthorized):
                await verifier.verify(signed({"sub": person.id} | claim, keys["EdDSA"], "EdDSA", kid="eddsa"))
        named = await verifier.verify(
            signed({"sub": "telegram", "telegram_user_id": 7}, keys["EdDSA"], "EdDSA", kid="eddsa")
        )
        assert (named.id, named.telegram_user_id) == (PSEUDONYMS.of("provider", "telegram"), 7)
        own = await verifier.verify(TokenIssuer(SECRET).issue(person, HOUR)[0])
        assert own.id == PSEUDONYMS.of("telegram", person.id)
        await verifier.close()

    async def test_AC12_a_provider_s_token_is_not_renewed_here(self, jwks: JwksServer, keys: dict[str, Any]) -> None:
        with pytest.raises(Unauthorized):
            TokenIssuer(SECRET).renew(signed({}, keys["EdDSA"], "EdDSA", kid="eddsa"))


async def verify_until_refused(verifier: TokenVerifier, token: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            await verifier.verify(token)
            await asyncio.sleep(0)


def hmac_signed(secret: bytes, header: dict[str, Any]) -> str:
    """HS256 as an attacker signs, without a library that recognizes public keys."""
    text = f"{segment(header)}.{segment(claims(roles=['admin']))}"
    return f"{text}.{segment(hmac.digest(secret, text.encode(), hashlib.sha256))}"
