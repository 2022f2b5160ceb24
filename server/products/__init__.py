"""Every product of this server. One line adds one: docs/extending.md is the recipe."""

from typing import Final

from server.products.clip import CLIPS
from server.products.jam import JAMS
from server.products.product import Product
from server.products.voice import VOICE

PRODUCTS: Final[tuple[Product, ...]] = (
    CLIPS,
    JAMS,
    VOICE,
)
