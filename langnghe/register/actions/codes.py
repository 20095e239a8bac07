"""Codes of submissions and cases, without gaps."""

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from langnghe.register import rules
from langnghe.register.models import CodeCounter


def next_code(prefix: str, at: datetime) -> str:
    """Take the next code of the year; the counter's row stays locked until commit."""
    year = timezone.localtime(at).year
    CodeCounter.objects.get_or_create(prefix=prefix, year=year)
    CodeCounter.objects.filter(prefix=prefix, year=year).update(last=F("last") + 1)
    serial = CodeCounter.objects.get(prefix=prefix, year=year).last
    return rules.code_of(prefix, year, serial)
