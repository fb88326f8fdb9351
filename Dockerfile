# Two stages: the first installs exactly what the lock file names, the second holds only that.
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir uv==0.13.9
ENV UV_PROJECT_ENVIRONMENT=/opt/miracles \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never
WORKDIR /src
COPY pyproject.toml uv.lock README.md LICENSE ./
# What we build on changes seldom, so it is a layer of its own.
RUN uv sync --locked --no-dev --extra postgres --no-install-project
COPY app app
COPY migrations migrations
RUN uv sync --locked --no-dev --extra postgres --no-editable

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin miracles \
    && install --directory --owner=miracles --group=nogroup --mode=0700 /data
COPY --from=build /opt/miracles /opt/miracles
ENV PATH=/opt/miracles/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MIRACLES_DATABASE_URL=sqlite:////data/little-miracles.sqlite3
USER miracles
# The database, its lock and the backups made before migrations: the one thing to keep.
VOLUME /data
WORKDIR /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# /healthz answers from inside by any name and without TLS; everything else asks for MIRACLES_BASE_URL.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# Refuses to start until MIRACLES_BASE_URL is set to an https:// address; see docs/keeper.md.
CMD ["miracles", "serve", "--host", "0.0.0.0"]
