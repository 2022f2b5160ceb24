"""Where webhooks must not reach, however the address is written, and that a POST keeps to it."""

import asyncio
import socket
import time

import pytest
from standardwebhooks.webhooks import Webhook

from storage.webhooks.addresses import is_public
from storage.webhooks.sender import WebhookSender, new_secret, signature
from tests.storage.webhooks.receiver import receiving

PRIVATE = [
    *("127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1"),
    *(
        "169.254.169.254",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
    ),
    *("255.255.255.255", "::", "::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1"),
    *("2002:7f00:1::", "2002:c0a8:101::1", "2001:0:7f00:1::", "fec0::1", "100::1", "", "localhost", "2130706433"),
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]


@pytest.mark.parametrize("address", PRIVATE)
def test_WH3_an_address_that_is_not_of_the_public_internet_is_none_for_webhooks(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_WH3_the_public_internet_is_open(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0"],
)
async def test_WH3_no_way_to_write_this_machine_reaches_it(host: str) -> None:
    async with receiving() as receiver:
        port = receiver.url.split(":")[2]
        sender = WebhookSender(may_reach_private=False)
        outcome = await sender.post(f"http://{host}:{port}", new_secret(), "id", b"{}")
        await sender.close()
        assert outcome.error != ""
        assert receiver.got == []


async def test_WH3_what_is_checked_is_what_is_reached_when_a_names_address_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that is public when it is looked up first, and this machine ever after."""
    answers = iter(["93.184.216.34"])
    reached: list[str] = []

    async def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        address = next(answers, "127.0.0.1")
        reached.append(address)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    made: list[str] = []
    sender = WebhookSender(may_reach_private=False)

    def socket_for(info: tuple[object, ...]) -> socket.socket:
        made.append(str(info[4][0]))  # type: ignore[index]
        if not is_public(made[-1]):
            raise OSError("private")
        raise OSError("this test reaches nobody")

    async with receiving() as receiver:
        port = receiver.url.split(":")[2]
        monkeypatch.setattr(sender, "_socket", socket_for)
        for _ in range(3):
            outcome = await sender.post(f"http://rebound.example:{port}/hook", new_secret(), "id", b"{}")
            assert outcome.error
        await sender.close()
        assert made == reached == ["93.184.216.34", "127.0.0.1", "127.0.0.1"]  # each POST asks, and checks what it got
        assert receiver.got == []


async def test_WH3_a_redirect_is_not_followed_and_fails() -> None:
    async with receiving() as receiver, receiving() as other:
        receiver.status, receiver.headers = 307, {"Location": other.url}
        sender = WebhookSender(may_reach_private=True)
        outcome = await sender.post(receiver.url, new_secret(), "id", b"{}")
        await sender.close()
        assert (outcome.status, outcome.error) == (307, "It answers 307")
        assert (len(receiver.got), other.got) == (1, [])


async def test_WH1_a_reader_that_we_did_not_write_verifies_the_signature() -> None:
    async with receiving() as receiver:
        receiver.secret = secret = new_secret()
        sender = WebhookSender(may_reach_private=True)
        outcome = await sender.post(receiver.url, secret, "msg-1", b'{"type":"x"}')
        await sender.close()
        assert (outcome.status, outcome.error) == (204, "")
    at = int(time.time())
    signed = signature(secret, "msg-1", at, b'{"type":"x"}')
    headers = {"webhook-id": "msg-1", "webhook-timestamp": str(at), "webhook-signature": signed}
    assert Webhook(secret).verify(b'{"type":"x"}', headers) == {"type": "x"}


async def test_WH3_a_receiver_that_is_away_is_no_error_of_ours() -> None:
    sender = WebhookSender(may_reach_private=True)
    outcome = await sender.post("http://127.0.0.1:9/hook", new_secret(), "id", b"{}")
    await sender.close()
    assert (outcome.status, outcome.error) == (None, "It cannot be reached (ClientConnectorError)")
