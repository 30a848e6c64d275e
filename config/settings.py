"""Every setting of the house, read through config.env; the defaults start it on one machine with nothing installed."""

from pathlib import Path

from cryptography.fernet import Fernet
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from config import env
from config.schedule import BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

# Off is the safe side: DEBUG only speaks more; secrets, cookies and hosts do not depend on it.
DEBUG = env.flag("DEBUG", default=False)
PRODUCTION = env.flag("PRODUCTION", default=False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,testserver")
# The two doors of `make up`: the house, and the invented outside world in a process of its own.
WEB_BIND = env.text("WEB_BIND", "127.0.0.1:8000")
SANDBOX_BIND = env.text("SANDBOX_BIND", "127.0.0.1:8001")
PUBLIC_URL = env.text("PUBLIC_URL", f"http://{WEB_BIND}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", PUBLIC_URL)

if PRODUCTION:
    SECRET_KEY = env.text("SECRET_KEY")
    SIGNING_KEY_SECRET = env.text("SIGNING_KEY_SECRET")
    INTERLINK_SECRET = env.text("INTERLINK_SECRET")
    PAYMENT_VNPAY_SECRET = env.text("PAYMENT_VNPAY_SECRET")
    PAYMENT_PLATFORM_SECRET = env.text("PAYMENT_PLATFORM_SECRET")
else:
    SECRET_KEY = env.text("SECRET_KEY", env.local_secret(VAR_DIR / "secret_key", get_random_secret_key()))
    SIGNING_KEY_SECRET = env.text(
        "SIGNING_KEY_SECRET", env.local_secret(VAR_DIR / "signing_key_secret", Fernet.generate_key().decode())
    )
    INTERLINK_SECRET = env.text(
        "INTERLINK_SECRET", env.local_secret(VAR_DIR / "interlink_secret", get_random_secret_key())
    )
    PAYMENT_VNPAY_SECRET = env.text(
        "PAYMENT_VNPAY_SECRET", env.local_secret(VAR_DIR / "vnpay_secret", get_random_secret_key())
    )
    PAYMENT_PLATFORM_SECRET = env.text(
        "PAYMENT_PLATFORM_SECRET", env.local_secret(VAR_DIR / "platform_secret", get_random_secret_key())
    )

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
# What comes from inside comes without TLS: health probes, and the outside world's servers, which seal what they say.
SECURE_REDIRECT_EXEMPT = [
    r"^health$",
    r"^api/v1/interlink/inbox$",
    r"^api/v1/payments/notices/",
    r"^sandbox/(agencies|population|portal)/",
    r"^sandbox/bank/(vnpay/api|platform|statements)",
]
SESSION_COOKIE_AGE = ACCESS_TOKEN_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["config.rights.OfficeBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "admin:login"

INSTALLED_APPS = [
    "config.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_fsm",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "sandbox.apps.PortalConfig",
    "sandbox.apps.PopulationConfig",
    "sandbox.apps.AgenciesConfig",
    "sandbox.apps.BankConfig",
    "sandbox.apps.BehavioursConfig",
    "kernel",
    "identity",
    "signing",
    "payments",
    "interlink",
    "dossiers",
    "reports",
    "training",
    "portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kernel.middleware.HoldClock",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'motcua.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHE_URL = env.text("CACHE_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
MEDIA_ROOT = VAR_DIR / "media"
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not PRODUCTION
# A paper of 20 MB plus the form around it; what is larger never reaches memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
PAPER_MAX_BYTES = env.number("PAPER_MAX_BYTES", default=20_000_000)
PAPER_MAX_PAGES = env.number("PAPER_MAX_PAGES", default=100)

# Where the outside world answers our servers, and where its pages are for browsers.
SANDBOX_URL = env.text("SANDBOX_URL", f"http://{SANDBOX_BIND}/sandbox").rstrip("/")
PAYMENT_BANK_URL = env.text("PAYMENT_BANK_URL", f"{SANDBOX_URL}/bank").rstrip("/")
PAYMENT_PAGE_URL = env.text("PAYMENT_PAGE_URL", PAYMENT_BANK_URL).rstrip("/")
PAYMENT_RETURN_URL = env.text("PAYMENT_RETURN_URL", f"{PUBLIC_URL}/api/v1/payments/return").rstrip("/")
PAYMENT_VNPAY_TMN_CODE = env.text("PAYMENT_VNPAY_TMN_CODE", "DEMOTMN1")
PAYMENT_PLATFORM_PARTNER = env.text("PAYMENT_PLATFORM_PARTNER", "DEMOPARTNER")
PAYMENT_ACCOUNT_BIN = env.text("PAYMENT_ACCOUNT_BIN", "970436")
PAYMENT_ACCOUNT_NUMBER = env.text("PAYMENT_ACCOUNT_NUMBER", "0011001234567")
PAYMENT_ACCOUNT_NAME = env.text("PAYMENT_ACCOUNT_NAME", "KHO BAC MO PHONG")
# What the invented bank knows of us, under its own names: it never looks at ours.
SANDBOX_BANK_TMN_CODE, SANDBOX_BANK_VNPAY_SECRET = PAYMENT_VNPAY_TMN_CODE, PAYMENT_VNPAY_SECRET
SANDBOX_BANK_PARTNER, SANDBOX_BANK_PLATFORM_SECRET = PAYMENT_PLATFORM_PARTNER, PAYMENT_PLATFORM_SECRET
SANDBOX_BANK_PAGE_URL = PAYMENT_PAGE_URL
SANDBOX_BANK_NOTICES_URL = env.text("SANDBOX_BANK_NOTICES_URL", f"{PUBLIC_URL}/api/v1/payments/notices").rstrip("/")
# The same of the partner agencies, the population database and the portal.
SANDBOX_INTERLINK_SECRET = INTERLINK_SECRET
# Under which code the national portal knows this house.
PORTAL_UNIT = env.text("PORTAL_UNIT", "H99")
# Partner agencies: where they find our inbox; after how many failures in a row one is taken to be down, and how often
# (seconds) it is then asked whether it still is.
INTERLINK_CALLBACK_URL = env.text("INTERLINK_CALLBACK_URL", f"{PUBLIC_URL}/api/v1/interlink/inbox")
INTERLINK_BREAKER_FAILURES = env.number("INTERLINK_BREAKER_FAILURES", default=5)
INTERLINK_PROBE_SECONDS = env.number("INTERLINK_PROBE_SECONDS", default=30)

QUEUE_DIR = VAR_DIR / "queue"
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL.startswith("filesystem"):
    for _folder in ("data", "control", "done"):
        (QUEUE_DIR / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "data"),
        "data_folder_out": str(QUEUE_DIR / "data"),
        # Its default is relative to the working directory.
        "control_folder": str(QUEUE_DIR / "control"),
        "processed_folder": str(QUEUE_DIR / "done"),
        "polling_interval": 0.05,
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["config.formats"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "identity.authentication.TokenAuthentication",
        "identity.authentication.SessionAuthentication",
    ],
    "DEFAULT_PARSER_CLASSES": ["kernel.parsing.JsonBody"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "kernel.pages.KeysetPages",
    "EXCEPTION_HANDLER": "kernel.api.problem_response",
    "DEFAULT_THROTTLE_RATES": {"login": "10/min", "verify": "30/min"},
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Một Cửa",
    "DESCRIPTION": "A simulated one-stop shop for administrative procedures. Every person and every paper is invented.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # The same words under other names, or other words under the same name.
    "ENUM_NAME_OVERRIDES": {
        "DossierState": "dossiers.states.State",
        "DossierIdentity": "dossiers.states.Identity",
        "PaperState": "dossiers.states.PaperState",
        "Unit": "dossiers.states.Unit",
        "FeeKind": "dossiers.states.FeeKind",
        "FeeTiming": "dossiers.states.FeeTiming",
        "OrderState": "payments.states.OrderState",
        "AttemptState": "payments.states.AttemptState",
        "RefundState": "payments.states.RefundState",
        "DiscrepancyState": "payments.states.DiscrepancyState",
        "DiscrepancyKind": "payments.states.DiscrepancyKind",
        "LineKind": "payments.states.LineKind",
        "PaymentMethod": "payments.states.Method",
        "ChainState": "interlink.states.ChainState",
        "StepState": "interlink.states.StepState",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
