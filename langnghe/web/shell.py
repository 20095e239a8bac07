"""What every page shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from langnghe.access.models import Officer
from langnghe.access.rules import Right
from langnghe.line.place import exchange_place
from langnghe.line.states import TelephoneKind
from langnghe.register.queries import news_of
from langnghe.web.alarms_shown import bar_of


def officer_of(request: HttpRequest) -> Officer:
    """Return who is signed in; pages behind the sign-in always have one."""
    if not isinstance(request.user, Officer):
        raise TypeError("this page needs an officer")
    return request.user


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame: who is signed in, what they may open."""
    user = getattr(request, "user", None)
    if not isinstance(user, Officer):
        return {"hotline_address": settings.MAIL_ADDRESS}
    return {
        "officer": user,
        "rights": {right.value: True for right in user.rights},
        "hotline_address": settings.MAIL_ADDRESS,
        "relay_is_set": bool(settings.RELAY["host"]),
        "may_log_calls": user.may(Right.REGISTER),
        "has_exchange": exchange_place() is not None,
        "alarm_bar": lambda: bar_of(user),
        "news_count": news_of(user).order_by()[:100].count,
        "has_telephone": user.telephones.filter(kind=TelephoneKind.BROWSER).exists,
    }
