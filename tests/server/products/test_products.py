"""The declarations of the products are consistent, and everything derived from them is complete."""

import re
from typing import Any

import pytest

from handlers.api.contract import endpoints_of
from handlers.api.limits import ServerLimits
from server.documents.asyncapi import asyncapi
from server.documents.client_types import client_types
from server.documents.contract import CONTRACT, VERSION
from server.products import PRODUCTS
from server.products.product import Page, Product
from server.settings.model import Settings
from sessions.voice.job import JobType, job_id
from tests.processes import ROOT, ServerProcess
from tests.server.client import browsing

ONE = pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.kind)


def test_no_two_products_share_a_kind_a_page_or_a_command() -> None:
    paths = [re.sub(r"\{\w+\}", "{}", page.path) for page in CONTRACT.pages]
    for names in ([product.kind for product in PRODUCTS], paths, [one.name for one in CONTRACT.endpoints]):
        assert len(set(names)) == len(names)


@ONE
def test_the_limits_of_a_product_are_settings(product: Product) -> None:
    assert set(product.limits.values()) <= Settings.model_fields.keys()
    assert product.limits.keys() <= ServerLimits.model_fields.keys()


def test_no_two_products_show_different_settings_under_one_name() -> None:
    shown = {pair for product in PRODUCTS for pair in product.limits.items()}
    assert len(shown) == len(dict(shown))


@ONE
def test_what_a_product_counts_are_calls_of_its_own(product: Product) -> None:
    own = {one.name for handlers in product.handlers for one in endpoints_of(handlers)}
    assert product.counts
    assert {call for figure in product.counts for call in figure.of} <= own


@ONE
def test_a_product_with_jobs_has_what_does_them(product: Product) -> None:
    assert product.work is not None or not product.jobs  # work without jobs is tidying


def test_voice_declares_the_jobs_that_its_rules_know() -> None:
    (voice,) = (product for product in PRODUCTS if product.kind == "voice")
    assert voice.jobs.keys() == {job_id(job) for job in JobType}


@ONE
def test_OP10_every_event_signal_and_snapshot_stands_in_the_documents(product: Product) -> None:
    document = asyncapi(CONTRACT, VERSION)
    sent: dict[str, Any] = document["channels"]["root"]["messages"]
    for name in product.events:
        assert f"session_event.{product.kind}.{name}" in sent
    for name in product.signals:
        assert f"session_signal.{product.kind}.{name}" in sent
    assert product.snapshot.__name__ in document["components"]["schemas"]
    kinds = client_types(CONTRACT)["properties"]["kinds"]["properties"]
    assert kinds[product.kind]["properties"].keys() == {"snapshot", "event", "signal", "subscribed"}


@pytest.mark.parametrize("page", CONTRACT.pages, ids=lambda page: page.path)
async def test_every_page_is_served_and_its_module_defines_its_element(page: Page, server: ServerProcess) -> None:
    source = (ROOT / "web/src" / f"{page.module}.ts").read_text()
    assert f'@customElement("{page.element}")' in source
    async with browsing(server) as visitor:
        path = re.sub(r"\{\w+\}", "some-id", page.path)
        answer = await visitor.ask("GET", path, Accept="text/html")  # some addresses are routes for who asks for JSON
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html")
        assert (await visitor.ask("GET", f"{page.path.rstrip('/')}/no/such/page")).status == 404
