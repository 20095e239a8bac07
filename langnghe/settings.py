"""Every setting, read from the environment once, with a clear sentence when one is wrong."""

import json
import os
import re
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from langnghe.environment import choice, flag, networks, number, port, shaped, text, words

ROOT = Path(__file__).resolve().parent.parent


def facts(folder: Path) -> dict[str, Any]:
    """Read the facts of a profile: names, prefixes of codes, numbers."""
    try:
        found: dict[str, Any] = json.loads((folder / "profile.json").read_text(encoding="utf-8"))
        found["code_prefix"]
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise ImproperlyConfigured(
            f"LANGNGHE_PROFILE names {folder}, which holds no profile ({failure})."
        ) from None
    return found


# --- where things live ------------------------------------------------------------------------
HOME = Path(text("LANGNGHE_HOME", str(ROOT / ".home"))).resolve()
PROFILE = Path(text("LANGNGHE_PROFILE", str(ROOT / "profiles" / "hanoi"))).resolve()
ORIGINALS = Path(text("LANGNGHE_ORIGINALS", str(HOME / "originals")))
MAIL_SPOOL = Path(text("LANGNGHE_MAIL_SPOOL", str(HOME / "spool" / "mail")))
CALL_SPOOL = Path(text("LANGNGHE_CALL_SPOOL", str(HOME / "spool" / "calls")))
JOURNAL = Path(text("LANGNGHE_JOURNAL", str(HOME / "journal")))

# --- the hotline -------------------------------------------------------------------------------
PROFILE_FACTS = facts(PROFILE)
CODE_PREFIX: str = PROFILE_FACTS["code_prefix"]
CASE_PREFIX: str = PROFILE_FACTS.get("case_prefix", "VV")
ISSUE_PREFIX: str = PROFILE_FACTS.get("issue_prefix", "NV")
MEMO_PREFIX: str = PROFILE_FACTS.get("memo_prefix", "PT")
DIRECTIVE_PREFIX: str = PROFILE_FACTS.get("directive_prefix", "CD")
HTTP_HOST = text("LANGNGHE_HTTP_HOST", "127.0.0.1")
HTTP_PORT = port("LANGNGHE_HTTP_PORT", 8000)
SMTP_HOST = text("LANGNGHE_SMTP_HOST", "127.0.0.1")
SMTP_PORT = port("LANGNGHE_SMTP_PORT", 2525)
SMTP_LIMIT_BYTES = number("LANGNGHE_SMTP_LIMIT_MIB", 50, least=1) * 1024 * 1024
SMTP_PROTOCOL = choice("LANGNGHE_SMTP_PROTOCOL", "smtp", "smtp", "lmtp")
SMTP_SHARE_PORT = flag("LANGNGHE_SMTP_SHARE_PORT", default=False)
MAIL_ADDRESS = shaped(
    "LANGNGHE_MAIL_ADDRESS", "hotline@localhost", r"[^@\s<>]+@[^@\s<>]+", "hotline@city.example"
).lower()
MAIL_PLUS = flag("LANGNGHE_MAIL_PLUS", default=True)
MAIL_CHECKED_BY = text("LANGNGHE_MAIL_CHECKED_BY").lower()
POSTFIX_LOG = text("LANGNGHE_POSTFIX_LOG")
RETENTION = choice("LANGNGHE_RETENTION", "off", "off", "on")
STT: dict[str, str] = {
    "engine": choice("LANGNGHE_STT", "none", "none", "faster-whisper", "sherpa-onnx"),
    "model": text("LANGNGHE_STT_MODEL"),
}
BASE_URL = shaped(
    "LANGNGHE_BASE_URL",
    f"http://localhost:{HTTP_PORT}",
    r"https?://[^\s/]+\S*",
    "https://city.example",
).rstrip("/")
DEMO = flag("LANGNGHE_DEMO", default=not BASE_URL.startswith("https://"))
SIDE_BY_SIDE = flag("LANGNGHE_SIDE_BY_SIDE", default=False)
RELAY: dict[str, Any] = {
    "host": text("LANGNGHE_RELAY_HOST"),
    "port": port("LANGNGHE_RELAY_PORT", 25),
    "user": text("LANGNGHE_RELAY_USER"),
    "password": text("LANGNGHE_RELAY_PASSWORD"),
    "tls": choice("LANGNGHE_RELAY_TLS", "starttls", "starttls", "tls", "none"),
    "ca": text("LANGNGHE_RELAY_CA"),
}
SMS: dict[str, Any] = {
    "by": choice("LANGNGHE_SMS", "none", "none", "gateway", "smstools", "gammu"),
    "address": text("LANGNGHE_SMS_ADDRESS"),
    "body": text("LANGNGHE_SMS_BODY"),
    "headers": text("LANGNGHE_SMS_HEADERS"),
    "good": text("LANGNGHE_SMS_GOOD"),
    "spool": text("LANGNGHE_SMS_SPOOL"),
    "marks": flag("LANGNGHE_SMS_MARKS", default=False),
}
if SMS["by"] == "gateway" and not re.match(r"https?://", SMS["address"]):
    raise ImproperlyConfigured("LANGNGHE_SMS is gateway: LANGNGHE_SMS_ADDRESS must be its address.")
if SMS["by"] in {"smstools", "gammu"} and not SMS["spool"]:
    raise ImproperlyConfigured(f"LANGNGHE_SMS is {SMS['by']}: LANGNGHE_SMS_SPOOL must be a folder.")
PUSH_HOSTS = words(
    "LANGNGHE_PUSH_HOSTS",
    "fcm.googleapis.com, *.push.services.mozilla.com, *.push.apple.com, *.notify.windows.com",
)
PUSH_KEY = Path(text("LANGNGHE_PUSH_KEY", str(HOME / "push_key.pem")))
SHIFT_TESTS = flag("LANGNGHE_SHIFT_TESTS", default=True)
IMAP: dict[str, Any] = {
    "host": text("LANGNGHE_IMAP_HOST"),
    "port": port("LANGNGHE_IMAP_PORT", 993),
    "user": text("LANGNGHE_IMAP_USER"),
    "password": text("LANGNGHE_IMAP_PASSWORD"),
    "tls": choice("LANGNGHE_IMAP_TLS", "tls", "tls", "starttls", "none"),
    "folder": text("LANGNGHE_IMAP_FOLDER", "INBOX"),
    "delete": flag("LANGNGHE_IMAP_DELETE", default=False),
    "poll_seconds": number("LANGNGHE_IMAP_POLL_SECONDS", 60, least=1),
    "ca": text("LANGNGHE_IMAP_CA"),
}

# --- the exchange ------------------------------------------------------------------------------
EXCHANGE_NAME = text("LANGNGHE_EXCHANGE_NAME", "tong-dai")
EXCHANGE_SECRET = text("LANGNGHE_EXCHANGE_SECRET")
EXCHANGE_HOST = text("LANGNGHE_EXCHANGE_HOST", "127.0.0.1")
EXCHANGE_HTTP_PORT = port("LANGNGHE_EXCHANGE_HTTP_PORT", 8088)
EXCHANGE_PROGRAM = Path(text("LANGNGHE_EXCHANGE_PROGRAM", str(ROOT / ".tools" / "exchange")))
EXCHANGE_SIP_HOST = text("LANGNGHE_EXCHANGE_SIP_HOST", "127.0.0.1")
EXCHANGE_SIP_PORT = port("LANGNGHE_EXCHANGE_SIP_PORT", 5060)
EXCHANGE_WSS_PORT = port("LANGNGHE_EXCHANGE_WSS_PORT", 8089)
EXCHANGE_MANAGER_PORT = port("LANGNGHE_EXCHANGE_MANAGER_PORT", 5038)
EXCHANGE_RTP_FIRST = port("LANGNGHE_EXCHANGE_RTP_FIRST", 10000)
EXCHANGE_RTP_LAST = port("LANGNGHE_EXCHANGE_RTP_LAST", 10999)
EXCHANGE_CA = text("LANGNGHE_EXCHANGE_CA")
TRUNKS = text("LANGNGHE_TRUNKS")
ICE_SERVERS = words("LANGNGHE_ICE_SERVERS")
if wrong := [each for each in ICE_SERVERS if not re.match(r"(stun|turn)s?:\S+$", each)]:
    raise ImproperlyConfigured(f"LANGNGHE_ICE_SERVERS lists {wrong[0]!r}, not stun: or turn:.")
TURN_SECRET = text("LANGNGHE_TURN_SECRET")
HOTLINE_NUMBER = text("LANGNGHE_HOTLINE_NUMBER", PROFILE_FACTS.get("hotline_number", ""))
OUTSIDE_NUMBERS = words("LANGNGHE_OUTSIDE_NUMBERS")
NEVER_BANNED = networks(
    "LANGNGHE_NEVER_BANNED",
    "127.0.0.0/8, ::1, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7",
)
SHIFTS: list[str] = PROFILE_FACTS.get("shifts", ["06:00", "14:00", "22:00"])
TRIAL_CALLS = flag("LANGNGHE_TRIAL_CALLS", default=True)


# --- the database ------------------------------------------------------------------------------
def database_url() -> str:
    """Return the database to use: DATABASE_URL, else the embedded one of this home."""
    if url := text("DATABASE_URL"):
        return url
    note = HOME / "run" / "database_url"
    return note.read_text(encoding="utf-8").strip() if note.exists() else "dbname=langnghe"


def database(url: str) -> dict[str, Any]:
    """Turn a PostgreSQL URL or conninfo into Django's form."""
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as failure:
        raise ImproperlyConfigured(
            f"DATABASE_URL does not name a PostgreSQL database ({' '.join(str(failure).split())})."
        ) from None
    known = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    found = {django: str(parts.pop(ours, "") or "") for ours, django in known.items()}
    name = str(parts.pop("dbname", "langnghe"))
    options: dict[str, Any] = {"connect_timeout": 3, **parts}
    if flag("LANGNGHE_DB_POOL", default=False):
        options["pool"] = {"min_size": 1, "max_size": number("LANGNGHE_DB_POOL_SIZE", 8, least=1)}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
        **found,
    }


DATABASES = {"default": database(database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# --- Django ------------------------------------------------------------------------------------
def secret_key() -> str:
    """Return LANGNGHE_SECRET_KEY, else the key of this home, made at the first start."""
    if key := text("LANGNGHE_SECRET_KEY"):
        return key
    file = HOME / "secret_key"
    if file.exists() and not file.stat().st_size:
        file.unlink()  # the power went before it was on the disk: it signed nothing yet
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".secret_key.{os.getpid()}")
        fresh.touch(mode=0o600)
        with fresh.open("w", encoding="utf-8") as written:
            written.write(secrets.token_urlsafe(50))
            written.flush()
            os.fsync(written.fileno())
        try:
            os.link(fresh, file)
        except FileExistsError:
            pass  # another process of the same start was first: its key counts
        finally:
            fresh.unlink()
    return file.read_text(encoding="utf-8").strip()


try:
    SECRET_KEY = secret_key()
except OSError as failure:
    raise ImproperlyConfigured(
        f"The folder {HOME} cannot be written ({failure.strerror}). Choose another one with "
        "LANGNGHE_HOME."
    ) from None
DEBUG = flag("LANGNGHE_DEBUG", default=False)
ALLOWED_HOSTS = words("LANGNGHE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("LANGNGHE_TRUSTED_ORIGINS")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "axes",
    "procrastinate.contrib.django",
    "langnghe.access",
    "langnghe.register",
    "langnghe.roster",
    "langnghe.duty",
    "langnghe.deadlines",
    "langnghe.direction",
    "langnghe.triage",
    "langnghe.reply",
    "langnghe.line",
    "langnghe.intake",
    "langnghe.prompts",
    "langnghe.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "langnghe.web.language.OfficerLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "langnghe.web.refusals.RefusalsAsSentences",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "langnghe.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "langnghe.web.shell.shell",
            ]
        },
    }
]
AUTH_USER_MODEL = "access.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "landing"
LOGOUT_REDIRECT_URL = "sign-in"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "langnghe.web.signin.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "langnghe" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "langnghe.web.assets.StampedFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

BEHIND_TLS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_AGE = 16 * 3600
SESSION_COOKIE_NAME = "langnghe_session"
CSRF_COOKIE_NAME = "langnghe_csrf"
CSRF_FAILURE_VIEW = "langnghe.web.refusals.stale_form"
LANGUAGE_COOKIE_NAME = "langnghe_language"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "actions"

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname:<7} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": choice("LANGNGHE_LOG_LEVEL", "INFO", *LEVELS)},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
    },
}
