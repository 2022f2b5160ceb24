"""The names of a Lua text: which it declares at its top level, and which it reads without declaring them."""

import re
from typing import Final

LUA_NAMES: Final = frozenset(
    (
        *("assert", "error", "ipairs", "math", "next", "pairs", "pcall", "redis", "cjson", "select", "string", "table"),
        *("tonumber", "tostring", "type", "unpack"),
    )
)
"""What Lua and Redis give every script."""
_KEYWORDS: Final = frozenset(
    (
        *("and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local", "nil", "not"),
        *("or", "repeat", "return", "then", "true", "until", "while"),
    )
)
_OPENING: Final = frozenset(("function", "for", "do", "then", "else", "repeat", "{"))
_CLOSING: Final = frozenset(("end", "elseif", "else", "until", "}"))
_SKIPPED: Final = re.compile(r"--[^\n]*|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"")
_TOKEN: Final = re.compile(r"\d[\w.]*|\w+|\.\.\.?|[~=<>]=|\S")


def code(text: str) -> str:
    """The text without comments, and with empty strings for its strings."""
    return _SKIPPED.sub(lambda found: "" if found[0].startswith("--") else "''", text)


def names(text: str) -> tuple[set[str], set[str]]:
    """The names that a text declares for what comes after it, and those that it takes from what comes before."""
    tokens = ["", *_TOKEN.findall(code(text)), ""]
    scopes: list[tuple[str, set[str]]] = [("file", set())]
    taken: set[str] = set()
    for place, token in enumerate(tokens[1:-1], 1):
        before, after = tokens[place - 1], tokens[place + 1]
        if token in _CLOSING:
            scopes.pop()
        if token == "do" and scopes[-1][0] == "for":
            scopes[-1] = ("do", scopes[-1][1])
        elif token in _OPENING:
            scopes.append((token, set()))
        if token in {"local", "for"}:
            scopes[-1][1].update(_listed(tokens, place + (2 if after == "function" else 1)))
        elif token == "function":
            scopes[-1][1].update(_listed(tokens, tokens.index("(", place) + 1))
        is_name = re.match(r"[A-Za-z_]", token) and token not in _KEYWORDS and before not in {".", ":"}
        is_member = scopes[-1][0] == "{" and before in {"{", ","} and after == "="
        if is_name and not is_member and not any(token in declared for _, declared in scopes):
            taken.add(token)
    return scopes[0][1], taken


def _listed(tokens: list[str], first: int) -> set[str]:
    """The names from this token on that have commas between them."""
    last = first
    while tokens[last + 1] == ",":
        last += 2
    return set(tokens[first : last + 1 : 2])
