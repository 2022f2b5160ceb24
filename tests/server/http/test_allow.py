"""The header Allow of a 405: the methods that the address has (RFC 9110, 10.2.1)."""

import re
from collections import defaultdict
from uuid import uuid4

from server.documents.contract import CONTRACT
from tests.processes import ServerProcess
from tests.server.client import browsing


async def test_OP10_allow_names_the_methods_of_the_contract_and_no_others(server: ServerProcess) -> None:
    verbs = defaultdict(set)
    for route in CONTRACT.routes:
        if "{action}" not in route.path:
            verbs[route.path].add(route.verb)
    pages = re.compile("|".join(re.sub(r"\{\w+\}", "[^/]+", page.path) for page in CONTRACT.pages))
    async with browsing(server) as browser:
        for path, own in verbs.items():
            address = re.sub(r"\{[^}]*\}", str(uuid4()), path)
            answer = await browser.ask("PROPFIND", address)
            assert answer.status == 405, path
            allowed = set(answer.headers["Allow"].split(", "))
            reading = {"GET", "HEAD"} if "GET" in own or pages.fullmatch(address) else set()
            # A fixed word at the place of an id is also an id to the other methods there.
            assert allowed >= own | reading, path
            assert allowed <= own | reading | ({"DELETE"} if path.endswith("/batch") else set()), path
