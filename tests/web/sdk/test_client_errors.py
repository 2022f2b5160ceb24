"""Every refusal has its advice in both clients, so that no client has to read messages."""

import re
from pathlib import Path

from roomtone_client import RoomtoneError

from sessions.base.errors import REFUSALS

BROWSER = (Path(__file__).parents[3] / "web/src/sdk/tables.ts").read_text()


def test_every_refusal_of_the_server_has_its_advice_in_both_clients() -> None:
    declared = {refusal.code: refusal.advice for refusal in REFUSALS}
    assert {code: RoomtoneError(code).advice for code in declared} == declared
    browser = dict(re.findall(r'^ {2}(\w+): "(\w+)",$', BROWSER, re.MULTILINE))
    assert {code: browser.get(code) for code in declared} == declared


def test_an_unknown_code_is_judged_by_its_status() -> None:
    advice = [RoomtoneError("brand_new", status=status).advice for status in (503, 429, 401, 409, 0)]
    assert advice == ["retry", "retry", "sign_in", "give_up", "give_up"]


def test_a_refusing_ack_keeps_its_details() -> None:
    error = RoomtoneError.from_ack({"ok": False, "error": "rate_limited", "message": "Too many", "retry_after": 1.5})
    assert (error.code, error.message, error.retry_after, error.advice) == ("rate_limited", "Too many", 1.5, "retry")


def test_an_http_error_of_ours_or_of_a_proxy() -> None:
    ours = RoomtoneError.from_body(400, {"error": "Mend it", "code": "invalid_payload", "violations": ["title"]})
    assert (ours.code, ours.message, ours.details) == ("invalid_payload", "Mend it", {"violations": ["title"]})
    assert RoomtoneError.from_body(502, b"<html>").code == "unavailable"
    lost = RoomtoneError.from_body(404, b"<html>")
    assert (lost.code, lost.advice, lost.status) == ("bad_answer", "retry", 404)
