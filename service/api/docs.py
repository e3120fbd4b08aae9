"""``/openapi.json`` and ``/docs``: the contract, and a page to try it with. All its assets come from this server."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import Any, Final

from flask import Blueprint, Flask, Response, render_template, send_from_directory, url_for

from service.api import etags, json_out
from service.wire.encoding import encode

NAME: Final = "docs"
_ASSETS: Final = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")
_YEAR: Final = 365 * 24 * 3600

# The page runs its own scripts and talks to its own server, nothing else. The styles are written by a script, inline.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def serve(app: Flask, document: dict[str, Any]) -> None:
    """Let ``app`` serve its contract."""
    pages = Blueprint(NAME, __name__, template_folder="templates", static_folder="static", static_url_path="/docs/own")
    body = encode(document)
    tag = etags.tag(hashlib.sha256(body).hexdigest()[:32])
    directory = str(files("flask_swagger_ui") / "dist")

    @pages.get("/openapi.json")
    def openapi_json() -> Response:
        if etags.known(tag):
            return etags.not_modified(tag)
        return json_out.from_bytes(body, 200, {"ETag": tag})

    @pages.get("/")
    def home() -> Response:
        # Whoever opens the address of the service in a browser wants to see something.
        return Response(status=302, headers={"Location": url_for("docs.docs")})

    @pages.get("/docs")
    def docs() -> Response:
        return Response(render_template("docs.html"), mimetype="text/html", headers={"Cache-Control": "no-cache"})

    @pages.get(f"/docs/assets/<any({', '.join(repr(name) for name in _ASSETS)}):name>")
    def asset(name: str) -> Response:
        return send_from_directory(directory, name, max_age=_YEAR)

    @pages.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        return response

    app.register_blueprint(pages)
