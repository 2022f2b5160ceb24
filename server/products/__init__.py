"""Every product of this server. One line adds one: see docs/extending.md."""

from importlib import import_module
from typing import Final

from server.products.product import Product

MODULES: Final = (
    "server.products.clip",
    "server.products.jam",
    "server.products.voice",
    "server.products.admin",
    "server.products.listening",
    "server.products.home",
    "server.products.fleet",
)
"""The file of each product, which declares it as `PRODUCT`."""

PRODUCTS: Final[tuple[Product, ...]] = tuple(import_module(module).PRODUCT for module in MODULES)
