"""The part of a container registry that the .NET SDK reads a base image from: one image, exported by `podman push oci:FOLDER`. Usage: registry.py FOLDER PORT"""
import http.server
import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
blobs = folder / "blobs" / "sha256"
manifest = json.loads((folder / "index.json").read_text())["manifests"][0]


class Registry(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        # /v2/, /v2/NAME/manifests/TAG-or-digest, /v2/NAME/blobs/DIGEST
        parts = self.path.strip("/").split("/")
        if parts == ["v2"]:
            self.answer(200, b"{}", "application/json")
            return
        digest = manifest["digest"] if parts[-2] == "manifests" and not parts[-1].startswith("sha256:") else parts[-1]
        blob = blobs / digest.removeprefix("sha256:")
        if not digest.startswith("sha256:") or blob.parent != blobs or not blob.is_file():
            self.answer(404, b"{}", "application/json")
            return
        kind = manifest["mediaType"] if digest == manifest["digest"] else "application/octet-stream"
        self.answer(200, blob.read_bytes(), kind, digest)

    do_HEAD = do_GET

    def answer(self, status, body, kind, digest=None):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if digest:
            self.send_header("Docker-Content-Digest", digest)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_):
        """Nobody reads it."""


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Registry).serve_forever()
