"""The address that plummet knows: hands requests on, one at a time, to whichever server stands behind it now."""

import http.client
import json
import threading

from servers import Handler, Server


class Relay(Server):
    """A reverse proxy whose upstream is exchanged between two requests, so that no call fails for it."""

    class Forward(Handler):
        def do_GET(self):
            self.answer(*self.server.owner.forward("GET", self.path, None))

        def do_POST(self):
            self.answer(*self.server.owner.forward("POST", self.path, self.body()))

    def __init__(self, upstream):
        super().__init__(self.Forward)
        self.upstream = upstream
        self.clipped_at = None
        self.good = self.bad = 0
        self._lock = threading.Lock()

    def forward(self, method, path, body):
        """Status, body and kind of the upstream's answer; 502 when it gives none."""
        # The server works on one answer at a time anyway; a health check waits for none.
        with self._lock if method == "POST" else threading.Lock():
            if body is not None and self.clipped_at:
                request = json.loads(body)
                body = json.dumps(request | {"max_tokens": min(request["max_tokens"], self.clipped_at)}).encode()
            status, data, kind = self._exchange(method, path, body)
            if method == "POST":
                self.good += status == 200
                self.bad += status != 200
            return status, data, kind

    def _exchange(self, method, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.upstream, timeout=120)
        try:
            connection.request(method, path, body, {"content-type": "application/json"} if body else {})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers.get("content-type", "application/json")
        except (OSError, http.client.HTTPException) as error:
            return 502, json.dumps({"error": {"message": f"no answer: {error}"}}).encode(), "application/json"
        finally:
            connection.close()
