"""`chat`: a bridge from a chat to the moments of a stream, with a key for scripts."""

import argparse
import asyncio
import os
import sys
from typing import Final

import aiohttp

from server.observability.logs import configure_logs
from server.services.clip_chat import TWITCH, KeyEndedError, TwitchBridge

KEY: Final = "CHAT_KEY"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", choices=["twitch"], help="where the chat is")
    parser.add_argument("--channel", required=True, help="the channel's name")
    parser.add_argument("--key", help=f"a key that may mark (docs/scripts.md); without it, ${KEY}")
    parser.add_argument("--server", required=True, metavar="URL", help="the address of Roomtone")
    parser.add_argument("--command-word", default="!clip", metavar="WORD", help="what marks a moment (!clip)")
    parser.add_argument("--chat", default=TWITCH, metavar="URL", help="another address of the chat's IRC")


def main(arguments: argparse.Namespace) -> int:
    configure_logs()
    key = arguments.key or os.environ.get(KEY, "")
    if not key:
        sys.stderr.write(f"Give a key: --key, or {KEY}, which other users of this machine cannot read.\n")
        return 2
    try:
        asyncio.run(_bridge(arguments, key))
    except ExceptionGroup as failed:
        ended, others = failed.split(KeyEndedError)
        if others is not None or ended is None:
            raise
        sys.stderr.write(f"{ended.exceptions[0]}\n")
        return 1
    return 0


async def _bridge(arguments: argparse.Namespace, key: str) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as http:
        bridge = TwitchBridge(
            http,
            server=arguments.server,
            key=key,
            channel=arguments.channel,
            command=arguments.command_word,
            chat=arguments.chat,
        )
        await bridge.run()
