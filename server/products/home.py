"""Home: a user's own sessions of every kind, what was shared with them, and what waits for their answer."""

from typing import Final

from handlers.home.access import HOME_ACCESS
from handlers.home.home import Homes
from handlers.home.models import HomeView, RowChanged, RowRemoved
from server.products.product import Figure, Parts, Product, Serving
from storage.home.relay import HomeRelay
from storage.home.store import FEED, HomeStore


def serve(parts: Parts) -> Serving:
    homes = Homes(HomeStore(parts.redis))
    return Serving(homes, (homes,), duties=(HomeRelay(parts.redis, public_url=parts.public_url),))


PRODUCT: Final = Product(
    kind="home",
    about="A user's own sessions of every kind, what was shared with them, and who waits for their answer",
    handlers=(Homes,),
    serve=serve,
    access=HOME_ACCESS,
    roles={"owner": "the user whose home it is, and nobody else"},
    snapshot=HomeView,
    counts=(Figure("openings", "Home pages that were opened", ("PUT /api/home",)),),
    feeds={FEED: {"row_changed": RowChanged, "row_removed": RowRemoved}},
)
