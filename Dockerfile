# Builds the dependencies in one stage and runs in another, as a user without rights.
FROM python:3.13-slim AS build
WORKDIR /srv/circleback
RUN python -m venv /opt/venv
COPY requirements.lock .
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONPATH=/srv/circleback \
    HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
RUN useradd --system --uid 10001 --create-home circleback && mkdir /data && chown circleback /data
WORKDIR /srv/circleback
COPY --from=build /opt/venv /opt/venv
COPY alembic.ini ./
COPY alembic alembic
COPY flows flows
COPY app app
USER circleback
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=2)"]
CMD ["sh", "-c", "python -m app.cli db upgrade && exec python -m app.cli serve"]
