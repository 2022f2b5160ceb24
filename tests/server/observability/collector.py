"""A collector of traces: OTLP over HTTP, as the OpenTelemetry Collector receives it.

A process of its own, in the environment that has the format (`.venv/tracing`). It prints its address, and then a line
of JSON for each span.
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Collector(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        for part in ExportTraceServiceRequest.FromString(body).resource_spans:
            about = {one.key: one.value.string_value for one in part.resource.attributes}
            for span in (span for scope in part.scope_spans for span in scope.spans):
                found = {
                    "name": span.name,
                    "id": span.span_id.hex(),
                    "parent": span.parent_span_id.hex(),
                    "trace": span.trace_id.hex(),
                    "service": about["service.name"],
                    "process": about["service.instance.id"],
                    "attributes": {one.key: one.value.string_value or one.value.int_value for one in span.attributes},
                    "began": span.start_time_unix_nano,
                    "ended": span.end_time_unix_nano,
                }
                print(json.dumps(found), flush=True)  # noqa: T201 - what the test reads
        self.send_response(200 if self.path == "/v1/traces" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Standard error is for errors."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)  # noqa: T201 - what the test reads
    server.serve_forever()
