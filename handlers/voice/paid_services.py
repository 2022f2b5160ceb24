"""Paid services: called once for each content, within daily budgets."""

import hashlib
import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import orjson

from auth.guests import GUEST_ID_PREFIX
from sessions.voice.job import Problem
from sessions.voice.material import SUMMARY_LIMIT, TASK_LIMIT, marked_tasks
from sessions.voice.segment import Utterance
from storage.quota.spending import Budget, BudgetExhaustedError, Spending


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
        """The tasks in a text and its summary: from the service when one is set, otherwise the marked lines alone."""
        if self._reader is None:
            return Findings(marked_tasks(text))
        digest = text_digest(text)
        known = await self._spending.known("tasks", owner, digest)
        if known is not None:
            return _kept(known)
        async with self._paid("tasks", owner, 1, self._budgets.tasks):
            answered = await self._reader.read(text)
        texts = [" ".join(task.split())[:TASK_LIMIT] for task in answered.tasks]
        findings = Findings(
            tasks=list(dict.fromkeys(task for task in texts if task)),
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


def _kept(json: str) -> Findings:
    stored = orjson.loads(json)
    if isinstance(stored, list):  # kept before there were summaries
        return Findings(stored)
    return Findings(stored["tasks"], stored["summary"])


def text_digest(text: str) -> str:
    """The id of a text's content."""
    return hashlib.sha256(text.encode()).hexdigest()
