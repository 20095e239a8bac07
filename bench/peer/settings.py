"""A small django-helpdesk: its own defaults, a database from the environment, a real relay."""

import os

SECRET_KEY = "only for a benchmark"  # noqa: S105
ROOT_URLCONF = "bench.peer.urls"
ALLOWED_HOSTS = ["localhost"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "rest_framework",
    "helpdesk",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["PEER_SOCKET"],
        "NAME": os.environ["PEER_DATABASE"],
        "USER": "postgres",
    }
}
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
MEDIA_ROOT = os.environ["PEER_FILES"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
LANGUAGE_CODE, USE_TZ, SITE_ID, STATIC_URL = "en", True, 1, "/static/"
HELPDESK_TEAMS_MODE_ENABLED = False
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["PEER_RELAY_PORT"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "ERROR"},
}
