import asyncio
import base64
import json
import secrets
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from auth.jwks import KEY_TYPES, KeySet
from sessions.base.errors import Unauthorized, Unavailable
from tests.auth.conftest import Clock
from tests.auth.jwks_server import JwksServer, private_key, public_jwk
from tests.polling import PATIENCE


def key_set(server: JwksServer, clock: Clock, **options: Any) -> KeySet:
    return KeySet(server.url, algorithms=KEY_TYPES, clock=clock, **options)


async def settled(server: JwksServer, requests: int) -> None:
    """The server was asked `requests` times; one more turn of the loop lets the answer arrive."""
    async with asyncio.timeout(PATIENCE):
        while server.requests < requests:
            server.asked.clear()
            await server.asked.wait()


@pytest.mark.parametrize("algorithm", KEY_TYPES)
async def test_a_key_is_found_by_kid_and_algorithm(jwks: JwksServer, clock: Clock, algorithm: str) -> None:
    jwks.keys = [public_jwk(private_key(algorithm), algorithm, "k1")]
    keys = key_set(jwks, clock)
    assert (await keys.key("k1", algorithm)).key_id == "k1"
    other = next(name for name in KEY_TYPES if name != algorithm)
    with pytest.raises(Unauthorized):
        await keys.key("k1", other)
    assert jwks.requests == 1


async def test_without_a_kid_only_a_single_fitting_key_is_taken(jwks: JwksServer, clock: Clock) -> None:
    jwks.keys = [public_jwk(private_key("EdDSA"), "EdDSA", None), public_jwk(private_key("ES256"), "ES256", "e1")]
    keys = key_set(jwks, clock)
    assert (await keys.key(None, "EdDSA")).algorithm_name == "EdDSA"
    jwks.keys.append(public_jwk(private_key("EdDSA"), "EdDSA", "k2"))
    crowded = key_set(jwks, clock)
    with pytest.raises(Unauthorized):
        await crowded.key(None, "EdDSA")


async def test_AC5_an_unknown_kid_is_looked_up_but_not_more_often_than_the_interval(
    jwks: JwksServer, clock: Clock
) -> None:
    jwks.keys = [public_jwk(private_key("EdDSA"), "EdDSA", "k1")]
    keys = key_set(jwks, clock, min_interval=10)
    await keys.key("k1", "EdDSA")
    jwks.keys.append(public_jwk(private_key("EdDSA"), "EdDSA", "k2"))
    for _ in range(50):
        with pytest.raises(Unauthorized):
            await keys.key("k2", "EdDSA")
    assert jwks.requests == 1
    clock.now += 10
    assert (await keys.key("k2", "EdDSA")).key_id == "k2"
    assert jwks.requests == 2


async def test_AC5_many_who_ask_at_once_share_one_fetch(jwks: JwksServer, clock: Clock) -> None:
    jwks.keys = [public_jwk(private_key("EdDSA"), "EdDSA", "k1")]
    jwks.gate.clear()
    keys = key_set(jwks, clock)
    asking = [asyncio.create_task(keys.key("k1", "EdDSA")) for _ in range(100)]
    await settled(jwks, 1)
    asking[0].cancel()  # the one whose question started the fetch disconnects
    jwks.gate.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert not any(isinstance(answer, BaseException) for answer in answers[1:])
    assert jwks.requests == 1


async def test_AC5_old_keys_serve_while_new_ones_are_fetched(jwks: JwksServer, clock: Clock) -> None:
    jwks.keys = [public_jwk(private_key("EdDSA"), "EdDSA", "k1")]
    keys = key_set(jwks, clock, max_age=600)
    await keys.key("k1", "EdDSA")
    clock.now += 601
    jwks.gate.clear()
    jwks.keys = [public_jwk(private_key("EdDSA"), "EdDSA", "k2")]
    async with asyncio.timeout(PATIENCE):
        await keys.key("k1", "EdDSA")  # answered although the server does not answer now
    await settled(jwks, 2)
    jwks.gate.set()
    assert (await keys.key("k2", "EdDSA")).key_id == "k2"  # joins the fetch in progress
    with pytest.raises(Unauthorized):
        await keys.key("k1", "EdDSA")  # withdrawn by its provider
    assert jwks.requests == 2


async def test_known_keys_stay_good_when_the_server_is_away(jwks: JwksServer, clock: Clock) -> None:
    jwks.keys = [public_jwk(private_key("EdDSA"), "EdDSA", "k1")]
    keys = key_set(jwks, clock, max_age=600, min_interval=10)
    await keys.key("k1", "EdDSA")
    await jwks.stop()
    for _ in range(3):
        clock.now += 10_000
        assert (await keys.key("k1", "EdDSA")).key_id == "k1"
        with pytest.raises(Unavailable):
            await keys.key("k2", "EdDSA")
    await jwks.start()
    clock.now += 10
    with pytest.raises(Unauthorized):
        await keys.key("k2", "EdDSA")
    await keys.close()


async def test_with_no_key_and_no_server_the_client_is_told_to_come_back(jwks: JwksServer, clock: Clock) -> None:
    await jwks.stop()
    keys = key_set(jwks, clock)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await keys.key("k1", "EdDSA")


async def test_a_server_that_never_answers_is_given_up(jwks: JwksServer, clock: Clock) -> None:
    jwks.gate.clear()
    keys = key_set(jwks, clock, timeout=0.05)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(Unavailable):
            await keys.key("k1", "EdDSA")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (404, b"not found"),
        (302, b""),
        (200, b"not json"),
        (200, b"[]"),
        (200, b'{"keys": {}}'),
        (200, b'{"keys": []}'),
        (200, b'{"keys": [7, null, {"kty": "OKP"}]}'),
        (200, b'{"keys": [' + b"[" * 3000 + b"]" * 3000 + b"]}"),
        (200, b'{"keys": [' + b" " * 300_000 + b"]}"),
        (200, json.dumps({"keys": [{"kty": "OKP"}] * 65}).encode()),
    ],
)
async def test_an_answer_that_is_no_key_set_changes_nothing(
    jwks: JwksServer, clock: Clock, status: int, body: bytes
) -> None:
    jwks.keys = [public_jwk(private_key("EdDSA"), "EdDSA", "k1")]
    keys = key_set(jwks, clock)
    await keys.key("k1", "EdDSA")
    jwks.status, jwks.body = status, body
    clock.now += 60
    with pytest.raises(Unavailable):
        await keys.key("k2", "EdDSA")
    assert (await keys.key("k1", "EdDSA")).key_id == "k1"
    assert jwks.requests == 2


def oct_key(kid: str) -> dict[str, Any]:
    secret = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    return {"kty": "oct", "k": secret, "kid": kid, "alg": "HS256", "use": "sig"}


async def test_keys_that_are_not_for_our_signatures_are_passed_over(jwks: JwksServer, clock: Clock) -> None:
    good = private_key("EdDSA")
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    jwks.keys = [
        oct_key("oct"),
        public_jwk(good, "EdDSA", "enc", use="enc"),
        public_jwk(good, "EdDSA", "ops", key_ops=["sign"]),
        public_jwk(good, "EdDSA", "bad ops", key_ops="verify"),
        public_jwk(good, "EdDSA", "private", d="AAAA"),
        public_jwk(good, "EdDSA", "mislabelled", alg="RS256"),
        public_jwk(private_key("RS256"), "RS256", "ps", alg="PS256"),
        public_jwk(small, "RS256", "small"),
        {"kty": "EC", "crv": "P-999", "kid": "curve"},
        public_jwk(good, "EdDSA", "good"),
    ]
    keys = key_set(jwks, clock)
    await keys.key("good", "EdDSA")
    for member in jwks.keys[:-1]:
        for algorithm in ("RS256", "ES256", "EdDSA", "HS256"):
            with pytest.raises(Unauthorized):
                await keys.key(member["kid"], algorithm)


async def test_closing_ends_a_fetch_under_way(jwks: JwksServer, clock: Clock) -> None:
    jwks.gate.clear()
    keys = key_set(jwks, clock)
    asking = asyncio.create_task(keys.key("k1", "EdDSA"))
    await settled(jwks, 1)
    await keys.close()
    with pytest.raises(asyncio.CancelledError):
        await asking
