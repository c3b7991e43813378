"""Django's settings. Five values come from outside; everything else is stored and edited in the console."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from accord.core import keys
from accord.translation.languages import LANGUAGES as ACCORD_LANGUAGES

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(os.environ.get("ACCORD_DATA") or "data").resolve()
ROLE = os.environ.get("ACCORD_ROLE", "tool")  # web, worker or tool: decides the database's caches and patience
BASE_URL = os.environ.get("ACCORD_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
REDIS_URL = os.environ.get("ACCORD_REDIS_URL", "")
DEMO = os.environ.get("ACCORD_DEMO") == "1"  # outgoing mail is kept and shown instead of sent

_keys = keys.load(DATA)
SECRET_KEY, *SECRET_KEY_FALLBACKS = [keys.derive(key, "django").hex() for key in _keys]
DEBUG = False
ALLOWED_HOSTS = ["*"] if DEMO else list({urlsplit(BASE_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"})
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "accord.core",
    "accord.events",
    "accord.people",
    "accord.tickets",
    "accord.conditions",
    "accord.views",
    "accord.messaging",
    "accord.channels.email",
    "accord.sla",
    "accord.queue",
    "accord.automation",
    "accord.web",
    "accord.project",
]

MIDDLEWARE = [
    "accord.web.security.SecurityMiddleware",
    "accord.web.api.short_way.ShortWay",  # what follows is for browsers
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accord.web.plain.PlainMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accord.web.locale.LocaleMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "accord.project.urls"
WSGI_APPLICATION = None

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "accord" / "web" / "templates", *sorted((ROOT / "accord" / "channels").glob("*/templates"))],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "accord.web.jinja.environment", "auto_reload": False},
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [], "APP_DIRS": True, "OPTIONS": {}},
]


def _database() -> dict[str, object]:
    url = os.environ.get("ACCORD_DATABASE_URL", "")
    if url.startswith(("postgres://", "postgresql://")):
        parts = urlsplit(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            # A statement that comes again is planned once a connection: planning a list over 12 departments takes
            # longer than reading it (8 ms of 11.5).
            "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3},
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "TEST": {"NAME": f"test_{parts.path.lstrip('/')}"},
        }
    name = url.removeprefix("sqlite:///") if url else str(DATA / "accord.sqlite3")
    return {
        "ENGINE": "accord.core.sqlite",
        "NAME": name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"mmap_mb": 64 if ROLE == "web" else 0, "busy_limit_s": 5 if ROLE == "web" else 20},
        "TEST": {"NAME": os.environ.get("ACCORD_TEST_DATABASE") or str(DATA / "test.sqlite3")},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    _memory: Any = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20000}}
    CACHES = {"default": _memory}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["accord.web.signing_in.AgentBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("name", "email")}},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

SESSION_ENGINE = "accord.web.sessions"
SESSION_COOKIE_NAME = "accord_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "accord_csrf"
CSRF_FAILURE_VIEW = "accord.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = list(ACCORD_LANGUAGES.items())
LOCALE_PATHS = [ROOT / "locale"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
APPEND_SLASH = False
PASSWORD_RESET_TIMEOUT = 24 * 3600
SILENCED_SYSTEM_CHECKS = ["account.W001", "auth.W004"]  # an agent's address is unique by agent_email_once

from accord.web.accounts import ALLAUTH  # noqa: E402  (allauth's settings live beside the pages that use them)

globals().update(ALLAUTH)
