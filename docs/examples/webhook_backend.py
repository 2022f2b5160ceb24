"""Learns of each ended stream, once: `SECRET=whsec_… python webhook_backend.py 8080 ended.jsonl`."""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

KEY, FILE = base64.b64decode(os.environ["SECRET"].removeprefix("whsec_")), Path(sys.argv[2])
FILE.touch()
KNOWN = {json.loads(line)["id"] for line in FILE.read_text().splitlines()}


class Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        id_, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        signed = base64.b64encode(hmac.new(KEY, f"{id_}.{at}.".encode() + body, hashlib.sha256).digest())
        is_ours = hmac.compare_digest(b"v1," + signed, self.headers["webhook-signature"].encode())
        if is_ours and abs(time.time() - int(at)) < 300 and id_ not in KNOWN:
            with FILE.open("a") as file:  # kept before it is answered: what is not answered comes again, with its id
                file.write(json.dumps({"id": id_, **json.loads(body)}) + "\n")
            KNOWN.add(id_)
        self.send_response(204 if is_ours else 401)
        self.end_headers()


HTTPServer(("127.0.0.1", int(sys.argv[1])), Hook).serve_forever()
