"""docs/permissions.md: who may call what, the roles, and the level that each action needs."""

from server.documents.contract import Contract
from server.documents.schemas import errors_of

HEAD = """# Who may call what

Made by `make docs`. Beside the refusals that are named, every call can end with `internal_error` or `unavailable`, and
a request that a browser sends for another site's page with `forbidden`. `key` is the scope with which a
[script's key](scripts.md) makes the call, too.
"""


def permissions_page(contract: Contract) -> str:
    """The whole page, Markdown."""
    return f"{HEAD}\n{_roles(contract)}\n{_actions(contract)}\n{_matrix(contract)}"


def _roles(contract: Contract) -> str:
    lines = ["| session | role | who has it |", "| --- | --- | --- |"]
    for product in contract.products:
        lines += [f"| {product.kind} | {role} | {who} |" for role, who in product.roles.items()]
    return "\n".join(lines) + "\n"


def _actions(contract: Contract) -> str:
    lines = ["| session | action | level that it needs (`auth/access.py`) |", "| --- | --- | --- |"]
    for product in contract.products:
        needed = product.access.needed.items()
        lines += [f"| {product.kind} | {action} | {level.name.lower()} |" for action, level in needed]
    return "\n".join(lines) + "\n"


def _matrix(contract: Contract) -> str:
    lines = ["| call | who | key | refusals |", "| --- | --- | --- | --- |"]
    for endpoint in contract.endpoints:
        key = f"`{endpoint.scope}`" if endpoint.scope is not None else ""
        codes = ", ".join(f"`{error.code}`" for error in errors_of(endpoint))
        lines.append(f"| `{endpoint.name}` | {endpoint.access.value} | {key} | {codes} |")
    return "\n".join(lines) + "\n"
