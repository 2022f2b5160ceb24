"""Paid services: called once for each content, within daily budgets."""

import hashlib
import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import orjson

from auth.guests import GUEST_ID_PREFIX
from sessions.voice.job import Problem
from sessions.voice.material import TASK_LIMIT, marked_tasks
from sessions.voice.segment import Utterance
from sessions.voice.session import SUMMARY_LIMIT
from storage.quota.spending import Budget, BudgetExhaustedError, Spending

LONGEST_PART: Final = 60_000  # characters of a text that are sent at once; about 15,000 tokens of English


@dataclass(frozen=True, slots=True)
class Heard:
    """What a service heard in a file, in order; `language` as it calls it, "" when it does not say."""

    utterances: Sequence[Utterance]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """What helps a service: words and names that are used, and the language; "" for none."""

    vocabulary: str = ""
    language: str = ""


class Transcriber(Protocol):
    """A service that transcribes speech."""

    async def transcribe(self, audio: Path, media_type: str, seconds: float, hints: Hints) -> Heard:
        """What is said in a file of so many seconds. Raises ServiceError."""
        ...


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a text: tasks, one sentence each, and a summary, "" without one."""

    tasks: list[str]
    summary: str = ""


class TaskService(Protocol):
    """A service that finds tasks in texts and summarizes them, in one request."""

    async def read(self, text: str) -> Findings:
        """Raises ServiceError."""
        ...


class ServiceError(Exception):
    """A service failed; people see the text. `is_final`: trying again would not help."""

    def __init__(self, text: str, *, is_final: bool = False, problem: Problem | None = None) -> None:
        super().__init__(text)
        self.is_final = is_final
        self.problem = problem


@dataclass(frozen=True, slots=True)
class ServiceBudgets:
    """`transcription` in seconds of sound, `tasks` in texts. Without `guests`, guests cannot use paid services."""

    transcription: Budget
    tasks: Budget
    guests: bool


class PaidServices:
    """Every method raises ServiceError."""

    def __init__(
        self, spending: Spending, budgets: ServiceBudgets, transcriber: Transcriber | None, reader: TaskService | None
    ) -> None:
        self._spending = spending
        self._budgets = budgets
        self._transcriber = transcriber
        self._reader = reader

    @property
    def transcribes(self) -> bool:
        return self._transcriber is not None

    async def transcribe(
        self, owner: str, digest: str, audio: Path, media_type: str, seconds: float, hints: Hints
    ) -> Heard:
        """What is said in a file; `digest` identifies its content."""
        if self._transcriber is None:
            raise ServiceError("No service for transcription is set", is_final=True)
        digest = text_digest(f"{digest}\n{hints.language}\n{hints.vocabulary}")
        known = await self._spending.known("transcript", owner, digest)
        if known is not None:
            stored = orjson.loads(known)
            return Heard([Utterance(**one) for one in stored["utterances"]], stored["language"])
        async with self._paid("transcription", owner, math.ceil(seconds), self._budgets.transcription):
            heard = await self._transcriber.transcribe(audio, media_type, seconds, hints)
        await self._spending.keep("transcript", owner, digest, orjson.dumps(heard).decode())
        return heard

    async def read(self, owner: str, text: str) -> Findings:
        """The tasks in a text and its summary: from the service when one is set, otherwise the marked lines alone. A
        long text is read in parts, and one more request makes one summary of theirs. What is there is kept, so a run
        that comes after a failed or killed one asks only for the rest (VO13)."""
        if self._reader is None:
            return Findings(marked_tasks(text))
        found = [await self._read_part(self._reader, owner, part) for part in text_parts(text)]
        if len(found) == 1:
            return found[0]
        tasks = _once([task for part in found for task in part.tasks])
        summaries = [part.summary for part in found if part.summary]
        if len(summaries) < 2:
            return Findings(tasks, "".join(summaries))
        joined = (await self.read(owner, "\n".join(summaries))).summary
        return Findings(tasks, joined or " ".join(summaries)[:SUMMARY_LIMIT])

    async def _read_part(self, reader: TaskService, owner: str, text: str) -> Findings:
        digest = text_digest(text)
        known = await self._spending.known("tasks", owner, digest)
        if known is not None:
            return Findings(**orjson.loads(known))
        async with self._paid("tasks", owner, 1, self._budgets.tasks):
            answered = await reader.read(text)
        texts = [" ".join(task.split())[:TASK_LIMIT] for task in answered.tasks]
        findings = Findings(
            tasks=_once([task for task in texts if task]),
            summary=" ".join(answered.summary.split())[:SUMMARY_LIMIT],
        )
        await self._spending.keep("tasks", owner, digest, orjson.dumps(findings).decode())
        return findings

    @asynccontextmanager
    async def _paid(self, what: str, owner: str, amount: int, budget: Budget) -> AsyncIterator[None]:
        """Around one call: it is counted before, and the count is taken back when the call fails."""
        if owner.startswith(GUEST_ID_PREFIX) and not self._budgets.guests:
            raise ServiceError("This is for people with an account", is_final=True, problem="not_for_guests")
        try:
            await self._spending.spend(what, owner, amount, budget)
        except BudgetExhaustedError as error:
            raise ServiceError(str(error), is_final=True, problem="budget_exhausted") from error
        try:
            yield
        except ServiceError:
            await self._spending.give_back(what, owner, amount, budget)
            raise


def _once(tasks: Sequence[str]) -> list[str]:
    """Each task as it was said first, whatever its capitals."""
    first: dict[str, str] = {}
    for task in tasks:
        first.setdefault(task.casefold(), task)
    return list(first.values())


def text_parts(text: str) -> list[str]:
    """A text in parts of at most LONGEST_PART characters that are the text again when joined. A part ends after a line
    or else a word, unless its second half has neither."""
    parts = []
    begin = 0
    while len(text) - begin > LONGEST_PART:
        half, end = begin + LONGEST_PART // 2, begin + LONGEST_PART
        cut = text.rfind("\n", half, end)
        if cut < 0:
            cut = text.rfind(" ", half, end)
        end = cut + 1 if cut >= 0 else end
        parts.append(text[begin:end])
        begin = end
    return [*parts, text[begin:]]


def text_digest(text: str) -> str:
    """The id of a text's content."""
    return hashlib.sha256(text.encode()).hexdigest()
