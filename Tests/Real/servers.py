"""HTTP on loopback: servers in threads, the webhook receiver, and questions to others."""

import base64
import hashlib
import hmac
import http.client
import http.server
import json
import sys
import threading

from harness import HOOK_SECRET


class Listener(http.server.ThreadingHTTPServer):
    """A server that does not mind clients who close a connection that they no longer need."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """An HTTP server on loopback in a thread; `Handler` subclasses find it as `self.server.owner`."""

    def __init__(self, handler):
        self.http = Listener(("127.0.0.1", 0), handler)
        self.http.owner = self
        self.port = self.http.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    """Requests with whole bodies over connections that stay open."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("content-length") or 0))

    def answer(self, status, body, kind="application/json"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Alerts(Server):
    """The webhook receiver: keeps every alert and whether its signature holds (Standard Webhooks)."""

    class Post(Handler):
        def do_POST(self):
            body = self.body()
            self.server.owner.take(self.headers, body)
            self.answer(204, b"")

    def __init__(self):
        super().__init__(self.Post)
        self.received = []

    def take(self, headers, body):
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(HOOK_SECRET.removeprefix("whsec_"))
        expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        is_signed = expected in (headers["webhook-signature"] or "").split()
        self.received.append((headers["webhook-id"], is_signed, json.loads(body)["data"]))

    def firing(self, provider, kind="quality-degraded"):
        """The first firing alert of that kind, or None."""
        for _, _, data in self.received:
            if (data["event"], data["kind"], data["provider"]) == ("firing", kind, provider):
                return data
        return None

    @property
    def of_models(self):
        """What was said of models: everything but that the daemon itself could not measure for a while."""
        return [data for _, _, data in self.received if data["kind"] != "blind"]

    @property
    def blind(self):
        """What was said of the daemon: on a busy machine it lets samples go, and tells that it is blind."""
        return [data for _, _, data in self.received if data["kind"] == "blind"]

    @property
    def all_signed(self):
        return all(signed for _, signed, _ in self.received)

    def sink(self):
        """How a configuration names it."""
        return {"name": "receiver", "type": "webhook", "url": f"http://127.0.0.1:{self.port}/",
                "secret": {"env": "PLUMMET_REAL_HOOK"}}


class HealthCheck:
    """Asks for /v1/models as a status page would, until its block ends."""

    def __init__(self, port, every=2.0):
        self.port, self.every = port, every
        self.good = self.bad = 0
        self._ended = threading.Event()

    def __enter__(self):
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join(5)

    def _watch(self):
        while not self._ended.wait(self.every):
            if get_status(self.port, "/v1/models") == 200:
                self.good += 1
            else:
                self.bad += 1

    def __str__(self):
        return f"GET /v1/models: {self.good} times 200, {self.bad} times anything else"


def get_json(port, path):
    """What a GET on loopback answers, as JSON; None when it is not 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        return json.loads(body) if answer.status == 200 else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()


def get_status(port, path, timeout=20):
    """The status of a GET on loopback, 0 when there was none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
