FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-vie \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY requirements.lock ./
RUN pip install --no-cache-dir uv==0.13.9 && uv pip sync --system --no-cache --require-hashes requirements.lock
COPY pyproject.toml README.md ./
COPY digitize digitize
COPY archive_api archive_api
RUN uv pip install --system --no-cache --no-deps --no-build-isolation .
USER 1000:1000
ENV DIGITIZE_HOME=/archive
ENTRYPOINT ["digitize"]
