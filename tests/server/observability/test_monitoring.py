"""The alert rules and the dashboard that operators take: they can be read, and every metric in them exists."""

import json
import re
from collections.abc import Iterator
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client.metrics_core import Metric

from server.documents.contract import CONTRACT
from server.observability.metrics import Metrics
from tests.processes import ROOT

FOLDER = ROOT / "docs/monitoring"
RULES = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"]
DASHBOARD = json.loads((FOLDER / "grafana.json").read_text(encoding="utf-8"))
OF_PROMETHEUS = {"up"}
"""Made by Prometheus itself for whatever it scrapes."""


def names(metric: Metric) -> set[str]:
    """The names under which a scrape has this metric."""
    if metric.type == "counter":
        return {f"{metric.name}_total"}
    if metric.type == "histogram":
        return {f"{metric.name}_{ending}" for ending in ("bucket", "sum", "count")}
    return {metric.name}


def exported() -> set[str]:
    metrics = Metrics()
    metrics.tell_of({product.kind: product.counts for product in CONTRACT.products})
    return {name for metric in metrics.registry.collect() for name in names(metric)}


def queries() -> Iterator[tuple[str, str]]:
    for group in RULES:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", []):
            # What Grafana fills in before it asks.
            yield panel["title"], target["expr"].replace("$__rate_interval", "5m").replace("$instance", ".*")


def metrics_of(query: str) -> set[str]:
    found: set[str] = set()

    def look(node: Any) -> None:
        if isinstance(node, promql_parser.VectorSelector):
            found.add(str(node.name))
        for part in ("expr", "lhs", "rhs", "vector_selector", "param"):
            inner = getattr(node, part, None)
            if isinstance(inner, promql_parser.Expr):
                look(inner)
        for inner in getattr(node, "args", ()):
            look(inner)

    look(promql_parser.parse(query))
    return found


@pytest.mark.parametrize(("title", "query"), list(queries()))
def test_every_metric_of_a_query_is_exported(title: str, query: str) -> None:
    used = metrics_of(query) - OF_PROMETHEUS
    named = set(re.findall(r"roomtone_\w+", query))
    assert used == named, "the parser found each metric of the text"
    assert used <= exported(), title


def test_a_metric_that_does_not_exist_is_noticed() -> None:
    found = metrics_of("sum(rate(roomtone_nothing_total[5m])) / (1 + max(roomtone_connections)) and up")
    assert found == {"roomtone_nothing_total", "roomtone_connections", "up"}
    assert "roomtone_connections" in exported()
    assert "roomtone_nothing_total" not in exported()


def test_every_alert_tells_an_operator_what_it_means() -> None:
    rules = [rule for group in RULES for rule in group["rules"]]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"].keys() == {"summary", "description"}
        assert rule["annotations"]["description"].endswith(".")


def test_the_routes_that_queries_name_exist() -> None:
    routes = {endpoint.name for endpoint in CONTRACT.routes}
    named = {
        route
        for _, query in queries()
        for pattern in re.findall(r'route=~?"([^"]+)"', query)
        for route in pattern.split("|")
    }
    assert named
    for route in named:
        assert any(re.fullmatch(route, known) for known in routes), route


def test_the_panels_of_the_dashboard_fill_rows_without_covering_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + dx, place["y"] + dy) for dx in range(place["w"]) for dy in range(place["h"])}
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
    identifiers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(identifiers)) == len(identifiers)
