"""What Telegram puts into the address of a Mini App's page, signed as Telegram signs it."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import quote, urlencode

from tests.handlers.telegram.bot_api import TOKEN


def init_data(user_id: int, *, token: str = TOKEN, age: float = 0, language: str = "ru", **fields: Any) -> str:
    """`initData` of a launch `age` seconds ago; `fields` replace or add some, None leaves one out."""
    person = {
        "id": user_id,
        "first_name": "Анна",
        "last_name": "П",
        "language_code": language,
        "allows_write_to_pm": True,
    }
    stated: dict[str, Any] = {
        "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
        "user": json.dumps(person, ensure_ascii=False),
        "auth_date": str(int(time.time() - age)),
        "signature": "not-checked-here",
        **fields,
    }
    pairs = {name: value for name, value in stated.items() if value is not None}
    checked = "\n".join(f"{name}={pairs[name]}" for name in sorted(pairs))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    signed = hmac.new(key, checked.encode(), hashlib.sha256).hexdigest()
    return urlencode({**pairs, "hash": signed})


def fragment(data: str) -> str:
    """The fragment of the page's address."""
    return f"tgWebAppData={quote(data, safe='')}&tgWebAppVersion=8.0&tgWebAppPlatform=web&tgWebAppThemeParams=%7B%7D"
