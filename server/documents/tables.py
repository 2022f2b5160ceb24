"""Tables for the clients and the front end, beside their types: refusals, commands, pages."""

import json

from handlers.api.contract import SocketEvent
from server.documents.contract import Contract
from server.products.product import Page
from sessions.base.errors import REFUSALS

_MADE = "Made from the server's contract by `make docs`. Do not edit."


def browser_tables(contract: Contract) -> str:
    """web/src/sdk/tables.ts."""
    advice = "".join(f'  {refusal.code}: "{refusal.advice}",\n' for refusal in REFUSALS)
    keys = "".join(f'  {event.name}: "{event.once_by}",\n' for event in _keyed(contract))
    repeatable = "".join(f'  "{name}",\n' for name in _repeatable(contract))
    return f"""/* {_MADE} */

/** What a client does after each refusal of the server (`Advice`). */
export const SERVER_ADVICE = {{
{advice}}} as const;

/** Where the key of a command goes under which a repeat changes nothing and gives the first answer. */
export const KEY_FIELD: Readonly<Record<string, string>> = {{
{keys}}};

/** Commands that set a value: a repeat sets it again. */
export const REPEATABLE: ReadonlySet<string> = new Set([
{repeatable}]);
"""


def python_tables(contract: Contract) -> str:
    """roomtone_client/tables.py."""
    advice = "".join(f'    "{refusal.code}": "{refusal.advice}",\n' for refusal in REFUSALS)
    keys = "".join(f'    "{event.name}": "{event.once_by}",\n' for event in _keyed(contract))
    repeatable = "".join(f'        "{name}",\n' for name in _repeatable(contract))
    return f'''"""{_MADE}"""

from typing import Final, Literal

Advice = Literal["retry", "sign_in", "give_up"]
"""`retry`: come back later; `sign_in`: come back with a new token; `give_up`: the same command will never succeed."""

SERVER_ADVICE: Final[dict[str, Advice]] = {{
{advice}}}
"""What a client does after each refusal of the server."""

KEY_FIELD: Final[dict[str, str]] = {{
{keys}}}
"""Where the key of a command goes under which a repeat changes nothing and gives the first answer."""

REPEATABLE: Final[frozenset[str]] = frozenset(
    {{
{repeatable}    }}
)
"""Commands that set a value: a repeat sets it again."""
'''


def page_table(contract: Contract) -> str:
    """web/src/app/pages.ts. Each page is a separate chunk: `load` fetches it and defines `tag`."""
    rows = "".join(map(_row, contract.pages))
    return f"""/* {_MADE} */
import type {{ Route }} from "./routes";

export const pages: readonly Route[] = [
{rows}];
"""


def _row(page: Page) -> str:
    path, tag, load = json.dumps(page.path), json.dumps(page.element), f'() => import("../{page.module}")'
    fields = [f"path: {path}", f"tag: {tag}", f"load: {load}", *_marks(page)]
    line = f"  {{ {', '.join(fields)} }},\n"
    # In the form of the front end's formatter.
    return line if len(line) <= 111 else "".join(["  {\n", *(f"    {field},\n" for field in fields), "  },\n"])


def _marks(page: Page) -> list[str]:
    return ["openMedia: true"] * page.open_media + ["opensOffline: true"] * (page.app is not None)


def _keyed(contract: Contract) -> list[SocketEvent]:
    return [event for event in contract.events if event.once_by is not None]


def _repeatable(contract: Contract) -> list[str]:
    return [event.name for event in contract.events if event.repeatable]
