# The programs and what they need, made in one stage and copied into another that has no tools to build with.
FROM python:3.12.11-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.9 && uv venv /opt/digitize
ENV VIRTUAL_ENV=/opt/digitize
WORKDIR /src
COPY requirements-run.lock ./
RUN uv pip sync --no-cache --require-hashes requirements-run.lock
# What builds the package is locked with what tests it, and stays behind in this stage.
COPY requirements.lock pyproject.toml README.md ./
COPY digitize digitize
COPY archive_api archive_api
RUN uv build --no-cache --wheel --build-constraints requirements.lock --require-hashes --out-dir /wheel \
    && uv pip install --no-cache --no-deps /wheel/*.whl \
    && python -m compileall -q /opt/digitize

FROM python:3.12.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client tesseract-ocr tesseract-ocr-vie \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o 1000 -g 1000 /archive
COPY --from=build /opt/digitize /opt/digitize
# The root file system is mounted read-only (docker-compose.yml): only /archive and /tmp are written to.
ENV PATH=/opt/digitize/bin:$PATH PYTHONDONTWRITEBYTECODE=1 DIGITIZE_HOME=/archive
USER 1000:1000
VOLUME /archive
ENTRYPOINT ["digitize"]
