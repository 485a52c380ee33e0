# syntax=docker/dockerfile:1
# amd64 and arm64 alike: docs/docker.md. What is built here runs as nobody, on a root file system that may be read-only.
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
WORKDIR /src
RUN python -m venv /opt/tools && /opt/tools/bin/pip install --no-cache-dir build
COPY pyproject.toml README.md LICENSE ./
COPY feedhub feedhub
RUN /opt/tools/bin/python -m build --wheel --outdir /dist .
COPY constraints.txt ./
# Without pip in it, and compiled here: a read-only file system keeps no bytecode.
RUN python -m venv --without-pip /opt/feedhub \
 && /opt/tools/bin/pip --python /opt/feedhub/bin/python install --no-cache-dir --compile -c constraints.txt /dist/*.whl \
 && /opt/feedhub/bin/feedhub --version

FROM python:${PYTHON}-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin feedhub \
 && install -d -o feedhub -g feedhub /hub /hub/data
COPY --from=build /opt/feedhub /opt/feedhub
COPY config.yaml /hub/config.yaml
COPY samples /hub/samples
ENV PATH=/opt/feedhub/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 FEEDHUB_BIND=0.0.0.0:8080
USER 10001:10001
WORKDIR /hub
VOLUME /hub/data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=3)"]
ENTRYPOINT ["feedhub"]
CMD ["run"]
