"""The declaration of every product (sessions/base/products.py lists them)."""

from importlib import import_module
from typing import Final

from server.products.product import Product
from sessions.base.products import PRODUCTS as KINDS

PRODUCTS: Final[tuple[Product, ...]] = tuple(import_module(f"server.products.{kind}").PRODUCT for kind in KINDS)
