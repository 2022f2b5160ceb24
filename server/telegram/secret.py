"""The secret that Telegram sends with every webhook call."""

import hmac


def webhook_secret(bot_token: str) -> str:
    """Made from the bot's token, so that every process knows it and nobody has to set it."""
    return hmac.digest(bot_token.encode(), b"roomtone webhook", "sha256").hex()
