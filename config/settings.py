"""Settings, read from the environment. Every variable is described in docs/production.md.

DEMONSTRATION=1 is for trying the application on one machine: SQLite, no Redis, sample accounts.
Without it the settings are those of production, and a missing or unsafe one stops the start.
"""

from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.text("VAR_DIR") or BASE_DIR / "var")

# Keys of before, so that changing SECRET_KEY does not end every session at once.
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
DEBUG = False
DEMONSTRATION = environment.flag("DEMONSTRATION")
PROGRAMME_TODAY = environment.date("PROGRAMME_TODAY")
if PROGRAMME_TODAY and not DEMONSTRATION:
    raise ImproperlyConfigured("PROGRAMME_TODAY fixes the date and works only with DEMONSTRATION=1: unset it.")

if DEMONSTRATION:
    SECRET_KEY = environment.text("SECRET_KEY") or environment.kept_secret_key(VAR_DIR / "secret_key")
    ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS") or ["127.0.0.1", "localhost", "testserver"]
    DATABASE_URL = environment.text("DATABASE_URL")
    REDIS_URL = environment.text("REDIS_URL")
    SITE_URL = environment.text("SITE_URL", "http://127.0.0.1:8000")
else:
    SECRET_KEY = environment.production_secret_key()
    ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS") or [environment.required("ALLOWED_HOSTS", "improvement.example")]
    DATABASE_URL = environment.required("DATABASE_URL", "postgres://user:password@host/improvement")
    REDIS_URL = environment.required("REDIS_URL", "redis://host:6379/0")
    SITE_URL = environment.required("SITE_URL", "https://improvement.example")
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS may not hold '*': name the hosts people use.")
    if not DATABASE_URL.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database in production.")
    if not SITE_URL.startswith("https://"):
        raise ImproperlyConfigured("SITE_URL must start with https:// in production.")

# Where the answer is served without TLS, on the machine itself, secure cookies would never come back.
SERVED_SECURELY = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_tables2",
    "rest_framework",
    "drf_spectacular",
    "config",
    "jobs",
    "audit",
    "accounts",
    "improvement",
    "claims",
    "commissioner",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.private_pages",
    "config.middleware.readable_addresses",
    "audit.middleware.address",
    "accounts.middleware.session_limits",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commissioner.navigation.page_frame",
            ],
        },
    },
]
FORM_RENDERER = "config.forms.GovukRenderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Databases -------------------------------------------------------------------------------------
if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
else:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR_DIR / "db.sqlite3"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A transaction takes the write lock at its start, so it queues there instead of failing halfway.
        "transaction_mode": "IMMEDIATE",
        # Waiting writers look now and then, and not in turn: under eight busy writers one may wait long.
        "timeout": 120,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }

if REDIS_URL:
    environment.address("REDIS_URL", REDIS_URL, "redis", "rediss")
    CACHES = {
        "default": {
            "BACKEND": "config.cache.RedisOrMemoryCache",
            "LOCATION": REDIS_URL,
            # A page waits no longer than this for a Redis that has gone, and then does without for a while.
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# What was worked out about a programme is kept until something happens in it (audit/unchanged.py).
KEEP_WHILE_UNCHANGED = True

# --- Background work: the row is the job, the broker is a doorbell (jobs/models.py) -----------------------
CELERY_BROKER_URL = REDIS_URL or f"sqla+sqlite:///{VAR_DIR / 'broker.sqlite3'}"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/London"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Whoever comes back is expected: after an outage of days, too.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A sweep starts no job after half a minute, and no job should outlast its lease of a quarter of an hour.
CELERY_TASK_TIME_LIMIT = 20 * 60
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # Above the longest task: what is not acknowledged by then is handed out again.
        "visibility_timeout": 60 * 60,
        # Look for such messages each minute, instead of at every tenth look of ten seconds.
        "unacked_restore_interval": 60,
        "unacked_restore_throttle": 1,
        # A request that rings waits no longer than this for a Redis that does not answer. Workers wait by polling.
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
# In memory: a beat needs to remember nothing, since rows say what is due, and so two beats share no file.
CELERY_BEAT_SCHEDULER = "celery.beat.Scheduler"
CELERY_BEAT_SCHEDULE = {
    # A minute's ring is cheap, and its age on /status/ shows whether anybody is listening.
    # A ring nobody heard is stale by the next one.
    "ring": {"task": "jobs.tasks.sweep", "schedule": crontab(), "options": {"expires": 55}},
}

# --- People ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name", "organisation"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SERVED_SECURELY else "http"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False

# Sessions end after 30 minutes without a page and after 12 hours whatever happens (accounts/middleware.py).
SESSION_IDLE_SECONDS = environment.number("SESSION_IDLE_SECONDS", 30 * 60)
SESSION_COOKIE_AGE = environment.number("SESSION_ABSOLUTE_SECONDS", 12 * 60 * 60)
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SECURE = SERVED_SECURELY
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = SERVED_SECURELY
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
INVITATION_DAYS = environment.number("INVITATION_DAYS", 7)
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60

# --- Security headers --------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SERVED_SECURELY
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SERVED_SECURELY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SERVED_SECURELY
SECURE_HSTS_PRELOAD = SERVED_SECURELY
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Only behind a proxy that sets this header itself and strips it from what comes in.
if environment.flag("BEHIND_TLS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of ours a request passes: sign-in limits and the audit trail count visitors, not proxies.
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "script-src": [NONE],
        "connect-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

# --- Words, dates, files, mail --------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(environment.text("MEDIA_ROOT") or VAR_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
EVIDENCE_MAX_BYTES = environment.number("EVIDENCE_MAX_BYTES", 20 * 1024 * 1024)
# Counts up to this are hidden from readers who may not see small numbers; 0 hides none.
SMALL_NUMBERS_UP_TO = environment.number("SMALL_NUMBERS_UP_TO", 4)
# A page's form is text of a few kilobytes; a file is bounded apart, by EVIDENCE_MAX_BYTES.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

EMAIL_HOST = environment.text("EMAIL_HOST")
if EMAIL_HOST:
    EMAIL_PORT = environment.port("EMAIL_PORT", 587)
    EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER")
    EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD")
    EMAIL_USE_TLS = True
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "Improvement programmes <no-reply@localhost>")

# --- API ---------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.parsers.ShallowJSON"],
    "DEFAULT_PAGINATION_CLASS": "config.api.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "accounts.idempotency.KeyedSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": environment.rate("API_RATE", "600/min")},
    "EXCEPTION_HANDLER": "config.api.problem_details",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Improvement programmes",
    "DESCRIPTION": "The same facts, actions and permissions as the pages.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    # Several records have a field `kind` or `state`; each set of choices keeps a name of its own.
    "ENUM_NAME_OVERRIDES": {
        "ClaimState": "claims.claim_states.ClaimState",
        "ImportState": "config.sheet_imports.ImportState",
        "BoardStanding": "commissioner.models.board.Standing",
        "ChallengeStanding": "commissioner.filters.CHALLENGE_STANDINGS",
        "MeetingState": "commissioner.models.meeting.MeetingState",
        "VatEnum": "claims.models.agreement.Vat",
        "DayKind": "claims.models.agreement.DayKind",
        "DayState": "claims.models.day.DayState",
        "EventKind": "improvement.models.indicator.EventKind",
        "FigureStatus": "improvement.models.observation.FigureStatus",
        "FindingKind": "improvement.models.finding.FindingKind",
        "InterventionKind": "improvement.models.intervention.InterventionKind",
        "PeerGrade": "improvement.models.register_kinds.PEER_GRADE_CHOICES",
        "ProgrammeState": "improvement.models.programme.ProgrammeState",
        "RegisterKind": "improvement.models.register_kinds.RegisterKind",
        "ReportSectionKind": "commissioner.reports.kinds.SectionKind",
        "ReportState": "commissioner.reports.states.ReportState",
        "RiskKind": "improvement.models.risk.RiskKind",
        "WorkstreamKind": "improvement.models.workstream.WorkstreamKind",
    },
}

DJANGO_TABLES2_TEMPLATE = "govuk/table.html"

# --- Logs: lines a person reads here, JSON lines in production ------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "config.logs.JsonLines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain" if DEMONSTRATION else "json"}},
    "root": {
        "handlers": ["console"],
        "level": environment.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    "loggers": {"django": {"handlers": [], "propagate": True}},
}

# auth.W004: the e-mail address is unique whatever its capitals, by a constraint that this check does not see.
# models.W040: PostgreSQL reads the ledger from its index alone; SQLite may do without the columns included in it.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "models.W040"]
