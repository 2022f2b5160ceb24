"""Texts that are longer than one request: read to the end, in parts, each paid for once (VO13)."""

from itertools import pairwise
from uuid import uuid4

import aiohttp
import pytest
from pydantic import SecretStr

from handlers.voice.paid_services import LONGEST_PART, Findings, PaidServices, ServiceBudgets, ServiceError, text_parts
from server.services.speech import Service, TextReader
from storage.quota.spending import Budget, Spending
from storage.redis.client import Redis
from tests.handlers.voice.speech_service import KEY, SpeechService, speech_service

BUDGET = Budget(owner=4, total=0)


def sent(service: SpeechService) -> list[str]:
    return [one["messages"][1]["content"] for one in service.requests]


async def test_VO13_a_long_text_is_read_to_its_end_and_a_part_that_failed_is_asked_for_alone(redis: Redis) -> None:
    owner, text = uuid4().hex, "\n".join(f"line {number} of what was said" for number in range(5500))
    budgets = ServiceBudgets(transcription=Budget(0, 0), tasks=BUDGET, guests=False)
    async with speech_service() as service, aiohttp.ClientSession() as http:
        reader = TextReader(Service(http, service.url, SecretStr(KEY), "model"))

        def worker() -> PaidServices:
            return PaidServices(Spending(redis), budgets, None, reader)

        service.tasks, service.summary = ["Call Ann", "call  ANN"], "They decided."
        first = await worker().read(owner, text[:100])
        assert (first.tasks, len(service.requests)) == (["Call Ann"], 1)
        service.requests.clear()
        known = text_parts(text)
        assert await worker().read(owner, known[0])  # a run that was killed after its first part
        service.refuse = [503]
        with pytest.raises(ServiceError):
            await worker().read(owner, text)
        found = Findings(
            [
                "Call Ann",
            ],
            "They decided.",
        )
        with pytest.raises(ServiceError) as over:  # three parts and the short text: nothing is left for the summary
            await worker().read(owner, text)
        assert over.value.problem == "budget_exhausted"
        assert "".join(sent(service)) == text
        await Spending(redis).give_back("tasks", owner, 1, BUDGET)
        assert [await worker().read(owner, text) for _ in range(2)] == [found, found]
        assert sent(service) == [*known, "They decided.\nThey decided.\nThey decided."]


@pytest.mark.parametrize("unit", ["x", "слово ", "a line of it\n", "🙂"])
@pytest.mark.parametrize("length", [0, LONGEST_PART, LONGEST_PART + 1, 5 * LONGEST_PART])
def test_VO13_parts_are_the_text_and_end_after_a_line_or_a_word(unit: str, length: int) -> None:
    text = (unit * (length // len(unit) + 1))[:length]
    found = text_parts(text)
    assert "".join(found) == text
    assert max(map(len, found)) <= LONGEST_PART
    assert all(before.endswith(unit[-1]) and after for before, after in pairwise(found))
