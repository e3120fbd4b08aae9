"""What one would write by hand: the least Flask that does the same I/O, served as the service is.

Run as a module, with the settings of the service in the environment and ``REFERENCE_BODY`` naming a file with the bytes
that its cached answers have.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import orjson
import redis
from flask import Flask, Response, request
from sqlalchemy import create_engine, text

from service.cli.server import Server
from service.settings import Settings

KEY = "reference"
TABLE = (
    "CREATE TABLE reference_claims (id uuid PRIMARY KEY, statement text, value text, unit text, created_at timestamptz)"
)


def application(settings: Settings, body: bytes) -> Flask:
    """Routes named after the work they stand for."""
    app = Flask(__name__)

    @app.get("/constant")
    def constant() -> Response:
        return Response(body, mimetype="application/json")

    if settings.redis_url is None:
        return app
    engine = create_engine(settings.database_url)
    cache = redis.Redis.from_url(settings.redis_url)

    @app.get("/select-and-get/<uuid:claim>")
    def select_and_get(claim: uuid.UUID) -> Response:
        with engine.connect() as connection:
            connection.execute(text("SELECT revision FROM claims WHERE id = :id"), {"id": claim}).one()
        return Response(cache.get(KEY), mimetype="application/json")

    @app.post("/parse-and-get")
    def parse_and_get() -> Response:
        request.get_json()
        return Response(cache.get(KEY), mimetype="application/json")

    @app.get("/claims/<uuid:claim>")
    def select(claim: uuid.UUID) -> Response:
        with engine.connect() as connection:
            statement = text("SELECT * FROM claim_revisions WHERE claim_id = :id AND revision = 1")
            row = connection.execute(statement, {"id": claim}).one()
        return Response(orjson.dumps(dict(row._mapping)), mimetype="application/json")  # noqa: SLF001 - public in all but name

    @app.post("/claims")
    def insert() -> Response:
        given = request.get_json()
        row = {"id": uuid.uuid4(), "statement": given["statement"], **given["figure"]}
        with engine.begin() as connection:
            statement = text("INSERT INTO reference_claims VALUES (:id, :statement, :value, :unit, now())")
            connection.execute(statement, row)
        return Response(orjson.dumps(row), status=201, mimetype="application/json")

    return app


if __name__ == "__main__":
    environment = Settings.from_environment(os.environ)
    Server(application(environment, Path(os.environ["REFERENCE_BODY"]).read_bytes()), environment).run()
