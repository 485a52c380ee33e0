# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/feedhub && /opt/feedhub/bin/pip install --no-cache-dir hatchling
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY feedhub feedhub
RUN /opt/feedhub/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation -w /dist . \
 && python -m venv --clear /opt/feedhub \
 && /opt/feedhub/bin/pip install --no-cache-dir -c constraints.txt /dist/*.whl

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin feedhub \
 && install -d -o feedhub -g feedhub /hub /hub/data
COPY --from=build /opt/feedhub /opt/feedhub
COPY config.yaml /hub/config.yaml
COPY samples /hub/samples
ENV PATH=/opt/feedhub/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 FEEDHUB_BIND=0.0.0.0:8080
USER feedhub
WORKDIR /hub
VOLUME /hub/data
EXPOSE 8080
HEALTHCHECK --start-period=20s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=3)"]
ENTRYPOINT ["feedhub"]
CMD ["run"]
