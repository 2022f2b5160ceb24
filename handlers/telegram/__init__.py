"""The Telegram bot: what it does with an update, without the network."""
