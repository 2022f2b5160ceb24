"""Guests: nobody needs an account to take part."""

import secrets
from collections.abc import Iterable
from typing import Final

from auth.text import requested_name
from auth.user import User

# Birds with short and distinct names; none is an insult in English, Russian or Ukrainian.
BIRDS: Final = (
    "Avocet", "Bittern", "Bluetit", "Bulbul", "Bunting", "Bustard", "Canary", "Cardinal", "Chickadee", "Condor",
    "Cormorant", "Corncrake", "Crane", "Crossbill", "Curlew", "Dipper", "Dove", "Dunlin", "Dunnock", "Eagle",
    "Egret", "Eider", "Falcon", "Fieldfare", "Finch", "Firecrest", "Flamingo", "Flycatcher", "Fulmar", "Gannet",
    "Goldcrest", "Goldfinch", "Goshawk", "Grebe", "Greenfinch", "Grosbeak", "Guillemot", "Gull", "Harrier", "Hawfinch",
    "Heron", "Hobby", "Hoopoe", "Hornbill", "Ibis", "Jacana", "Jackdaw", "Jay", "Kestrel", "Kingfisher",
    "Kinglet", "Kite", "Kittiwake", "Kiwi", "Lapwing", "Lark", "Linnet", "Lorikeet", "Magpie", "Mallard",
    "Martin", "Merlin", "Mockingbird", "Moorhen", "Nightingale", "Nightjar", "Nuthatch", "Oriole", "Osprey", "Ouzel",
    "Owl", "Parakeet", "Partridge", "Pelican", "Penguin", "Peregrine", "Petrel", "Phoebe", "Pintail", "Pipit",
    "Plover", "Pochard", "Ptarmigan", "Puffin", "Quail", "Raven", "Razorbill", "Redpoll", "Redstart", "Redwing",
    "Robin", "Roller", "Rook", "Rosella", "Ruff", "Sanderling", "Sandpiper", "Shearwater", "Shelduck", "Shrike",
    "Siskin", "Skylark", "Snipe", "Sparrow", "Spoonbill", "Starling", "Stilt", "Stonechat", "Stork", "Swallow",
    "Swan", "Swift", "Tanager", "Teal", "Tern", "Thrush", "Toucan", "Treecreeper", "Turnstone", "Vireo",
    "Wagtail", "Warbler", "Waxbill", "Waxwing", "Wheatear", "Whimbrel", "Whinchat", "Wigeon", "Woodpecker", "Wren",
)  # fmt: skip

GUEST_ID_PREFIX: Final = "guest_"


def guest_name() -> str:
    """`Guest Heron` and the like: names may repeat, ids do not."""
    return f"Guest {secrets.choice(BIRDS)}"


def new_guest(name: str | None = None, *, permissions: Iterable[str] = ()) -> User:
    """A guest with an id of 128 random bits, who owns what they create.

    `expires_at` is 0 until a token is issued. Raises InvalidPayload for an invalid name.
    """
    return User(
        id=GUEST_ID_PREFIX + secrets.token_urlsafe(16),
        name=guest_name() if name is None else requested_name(name),
        guest=True,
        telegram_user_id=None,
        permissions=frozenset(permissions),
        projects=frozenset(),
        roles=frozenset(),
        expires_at=0,
    )
