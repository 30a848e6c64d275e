# Wheels only, with hashes; what builds does not travel.
FROM python:3.12-slim-bookworm AS wheels
RUN python -m venv /srv/venv
COPY requirements.txt .
RUN /srv/venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt

FROM python:3.12-slim-bookworm
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/srv/motcua/var
RUN useradd --system --uid 10001 --home-dir /srv/motcua --shell /usr/sbin/nologin motcua
WORKDIR /srv/motcua
COPY --from=wheels /srv/venv /srv/venv
COPY . .
# Static files are part of the image. These settings live for this line only: no secret is left in a layer.
RUN PRODUCTION=on SECRET_KEY=none SIGNING_KEY_SECRET=none ALLOWED_HOSTS=none \
    python manage.py collectstatic --noinput --verbosity 0 \
    && mkdir -p var/media && chown -R motcua var
USER motcua
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket", "--access-logfile", "-"]
