"""The fleet: what all processes do now, for admins. A session like others for whoever subscribes, and in no list."""

from typing import Final

from handlers.fleet.access import FLEET_ACCESS
from handlers.fleet.fleet import FleetFigures
from handlers.fleet.models import FleetView, Minute, Process
from server.observability.fleet import WorkerReport
from server.observability.metrics import FAN_OUT_BUCKETS
from server.products.product import Figure, Parts, Product, Serving, WorkerParts, Working
from storage.fleet.store import FEED, FleetStore


def serve(parts: Parts) -> Serving:
    store = FleetStore(parts.redis, log_length=parts.settings.log_length)
    figures = FleetFigures(store, report=parts.report, fan_out_bounds=FAN_OUT_BUCKETS, clock=parts.clock)
    return Serving(figures, (figures,))


def work(parts: WorkerParts) -> Working:
    return Working(watch=WorkerReport(FleetStore(parts.redis, log_length=parts.settings.log_length)))


PRODUCT: Final = Product(
    kind="fleet",
    about="What all processes of an installation do now, for its admins",
    handlers=(FleetFigures,),
    serve=serve,
    access=FLEET_ACCESS,
    roles={"admin": "an admin, and nobody else"},
    snapshot=FleetView,
    feeds={FEED: {"minute": Minute}},
    signals={"process": Process},
    counts=(Figure("views", "Admins who began to look at the processes", ("PUT /admin/fleet",)),),
    work=work,
)
