"""The demo's API: counts visits in the database container, which it knows by the name "db"."""

import http.server
import json
import socket


def redis(*words: str) -> str:
    """Sends one command to Redis and returns its answer's first line."""
    request = f"*{len(words)}\r\n" + "".join(f"${len(word)}\r\n{word}\r\n" for word in words)
    with socket.create_connection(("db", 6379), timeout=3) as connection:
        connection.sendall(request.encode())
        return connection.recv(256).decode().splitlines()[0]


class Api(http.server.BaseHTTPRequestHandler):
    """Answers every GET with the number of visits so far."""

    def do_GET(self) -> None:
        try:
            status, answer = 200, {"visits": int(redis("INCR", "visits")[1:]), "served_by": socket.gethostname()}
        except OSError as error:
            status, answer = 503, {"error": f"the database does not answer: {error}"}
        body = json.dumps(answer).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:
        """Keeps the log quiet."""


http.server.ThreadingHTTPServer(("", 8000), Api).serve_forever()
