FROM python:3.13-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore

RUN python3 -m venv /opt/claimcheck
WORKDIR /src

# Dependencies change less often than the code: a layer of their own.
COPY requirements/run.lock requirements/
RUN /opt/claimcheck/bin/pip install --require-hashes -r requirements/run.lock

COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY service service
RUN /opt/claimcheck/bin/pip install --no-deps --no-build-isolation . \
    && /opt/claimcheck/bin/pip uninstall --yes setuptools pip \
    && /opt/claimcheck/bin/python -m compileall -q /opt/claimcheck/lib


FROM python:3.13-slim

# Output reaches the log as it is written; nothing is written beside the code.
ENV PATH=/opt/claimcheck/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=8000

# What `claimcheck backup` and `restore` run: pg_dump, pg_restore and psql, of the version that docker-compose.yml has too.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*

# A fixed number, so that whoever mounts a volume knows whom it must belong to. Without DATABASE_URL the data is in var/.
RUN useradd --uid 10001 --no-create-home --home-dir /srv/claimcheck --shell /usr/sbin/nologin claimcheck \
    && mkdir -p /srv/claimcheck/var \
    && chown claimcheck:claimcheck /srv/claimcheck/var
WORKDIR /srv/claimcheck

COPY --from=build /opt/claimcheck /opt/claimcheck
COPY examples examples

USER 10001:10001
EXPOSE 8000
VOLUME /srv/claimcheck/var

HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/readyz', timeout=2)"]

# Other machines can reach it, so it asks for tokens, and refuses to start while there is none: claimcheck token create.
CMD ["claimcheck", "serve"]
