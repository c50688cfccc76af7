FROM python:3.13-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/codebook
COPY requirements.lock ./
RUN /opt/codebook/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY schemas schemas
COPY fixtures fixtures
COPY service service
RUN python -m pip install --no-cache-dir hatchling==1.33.0 \
    && python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel . \
    && /opt/codebook/bin/pip install --no-cache-dir --no-deps --no-index --find-links /wheel codebook

FROM python:3.13-slim-bookworm
RUN groupadd --gid 10001 codebook \
    && useradd --uid 10001 --gid codebook --no-create-home --shell /usr/sbin/nologin codebook
COPY --from=build /opt/codebook /opt/codebook
ENV PATH=/opt/codebook/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CODEBOOK_HOST=0.0.0.0
USER 10001:10001
WORKDIR /
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
ENTRYPOINT ["codebook"]
CMD ["serve"]
