"""What is hot, as pages and the watch ask for it: counts, names, the voices behind a signal."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from langnghe.access.models import Agency, Officer
from langnghe.late import late
from langnghe.register.models import Submission, Topic, Ward
from langnghe.register.states import Kind, Status
from langnghe.triage import labels
from langnghe.triage.models import DayCount, Issue, Signal
from langnghe.triage.states import SignalScope
from langnghe.understanding.clusters import Circles, circles_of
from langnghe.understanding.expected import Counts
from langnghe.understanding.lookout import Counted

if TYPE_CHECKING:
    import numpy as np
else:
    np = late("numpy")

HISTORY = 500
"""Days of history that are learned from: a year with its Tết, and some."""
SERIES = ("all", "group", "topic", "ward", "agency", "issue")
SHARE_FROM = 28
"""Days from which it is learned how much of a day has usually come by this hour."""
_SHARE = """
SELECT count(*) FILTER (WHERE (received_at AT TIME ZONE %(zone)s)::time <= %(clock)s), count(*)
FROM register_submission WHERE received_at >= %(begin)s AND received_at < %(end)s
"""


def counted_until(at: datetime) -> Counted:
    """Return what was counted of each day of the history up to the day that holds `at`."""
    today = timezone.localtime(at).date()
    rows = DayCount.objects.filter(day__lte=today, day__gt=today - timedelta(days=HISTORY))
    first = rows.filter(scope=SignalScope.EVERYTHING).aggregate(first=Min("day"))["first"] or today
    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    series: dict[str, dict[str, Counts]] = defaultdict(dict)
    for day, scope, key, count in rows.values_list("day", "scope", "key", "count").iterator():
        row = series[scope].setdefault(key, np.zeros(len(days)))
        if day >= first:
            row[(day - first).days] = count
    places: dict[str, dict[str, Counts]] = defaultdict(dict, {"": series.get("ward", {})})
    for key, row in series.get("place", {}).items():
        group, _colon, ward = key.partition(":")
        places[group][ward] = row
    known = {kind: series[kind] for kind in SERIES if kind in series}
    return Counted(days=days, series=known, places=places, share=share_of_day(at))


def share_of_day(at: datetime) -> float:
    """Return how much of a day's voices have usually come by this time of day."""
    local = timezone.localtime(at)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    given: dict[str, Any] = {
        "zone": settings.TIME_ZONE,
        "clock": local.time(),
        "begin": midnight - timedelta(days=SHARE_FROM),
        "end": midnight,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHARE, given)
        come, whole = cursor.fetchone()
    passed = (local - midnight) / timedelta(days=1)
    return float((come + 20 * passed) / (whole + 20))


def circles() -> Circles:
    """Return the circles over the wards of today."""
    wards = Ward.objects.filter(valid_to=None).values_list("code", "latitude", "longitude")
    return circles_of(
        {
            code: (north, east)
            for code, north, east in wards
            if north is not None and east is not None
        }
    )


class Names:
    """What codes are called, read once for a page."""

    @cached_property
    def topics(self) -> Mapping[str, str]:
        """Names of topics and their groups, in the language of the screen."""
        english = get_language() == "en"
        return {
            code: (name_en if english else "") or name
            for code, name, name_en in Topic.objects.values_list("code", "name", "name_en")
        }

    @cached_property
    def wards(self) -> Mapping[str, str]:
        """Short names of wards."""
        return dict(Ward.objects.values_list("code", "short_name"))

    @cached_property
    def agencies(self) -> Mapping[str, str]:
        """Names of agencies."""
        return dict(Agency.objects.values_list("code", "name"))

    @cached_property
    def issues(self) -> Mapping[str, str]:
        """Names of issues; those of sensitive cases only are known by their code."""
        return dict(Issue.objects.filter(is_sensitive=False).values_list("code", "name"))

    def of(self, signal: Signal) -> str:
        """Return what a signal is about, in a few words."""
        match signal.scope:
            case SignalScope.EVERYTHING:
                return _("The whole city")
            case SignalScope.WARD:
                return self.wards.get(signal.key, signal.key)
            case SignalScope.AGENCY:
                return self.agencies.get(signal.key, signal.key)
            case SignalScope.ISSUE:
                return self.issues.get(signal.key, signal.key)
            case SignalScope.CLUSTER:
                group = signal.key.partition(":")[0]
                about = self.topics.get(group, group) if group else _("All topics")
                return f"{about}: {self.wards_said(signal.wards)}"
        return self.topics.get(signal.key, signal.key)

    def wards_said(self, codes: Iterable[str]) -> str:
        """Return the names of some wards, the first ones of many."""
        names = [self.wards.get(code, code) for code in codes]
        if len(names) <= 4:
            return ", ".join(names)
        return _("{names} and {count} more").format(
            names=", ".join(names[:3]), count=len(names) - 3
        )


def facts_of(signal: Signal) -> dict[str, str | int | float]:
    """Return what an alarm keeps of a signal as it is now: facts, worded when they are shown."""
    return {
        "signal": signal.pk,
        "seen": signal.seen,
        "expected": signal.expected,
        "since": signal.since.isoformat(),
    }


def say_alarms(alarms: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Word the facts of alarms: what each signal is about, and how unusual it was then."""
    names = Names()
    signals = Signal.objects.in_bulk([facts["signal"] for facts in alarms])
    said = []
    for facts in alarms:
        signal = signals.get(facts["signal"])
        words = _("seen {seen}, expected {expected}, since {since}").format(
            seen=facts["seen"],
            expected=number_format(facts["expected"], 1),
            since=f"{date.fromisoformat(facts['since']):%d/%m}",
        )
        said.append((names.of(signal) if signal else "", words))
    return said


@dataclass(frozen=True, slots=True)
class Behind:
    """The newest voices behind a signal that an officer may see, how many, and how many more."""

    newest: list[Submission]
    count: int
    hidden: int


def behind(signal: Signal, officer: Officer, *, limit: int = 5) -> Behind:
    """Return the newest voices that a signal counts; the same rule as `count_days`."""
    voices = voices_of(signal)
    seen = voices.filter(pk__in=Submission.objects.visible_to(officer).values("pk"))
    newest = seen.select_related("topic", "ward").order_by("-received_at", "-pk")[:limit]
    count = seen.count()
    return Behind(list(newest), count, voices.count() - count)


def voices_of(signal: Signal) -> QuerySet[Submission]:
    """Return the voices that a signal counts, sensitive ones too: for counting, not for showing."""
    begin = timezone.make_aware(datetime.combine(signal.since, time()))
    after = timezone.make_aware(datetime.combine(signal.day + timedelta(days=1), time()))
    return (
        Submission.objects.filter(_about(signal), received_at__gte=begin, received_at__lt=after)
        .exclude(status=Status.SET_ASIDE)
        .exclude(kind=Kind.SPAM)
        .distinct()
    )


def _about(signal: Signal) -> Q:
    match signal.scope:
        case SignalScope.EVERYTHING:
            return Q()
        case SignalScope.WARD:
            return _wards((signal.key,))
        case SignalScope.AGENCY:
            return Q(agency__code=signal.key)
        case SignalScope.ISSUE:
            inside = Q(cases__issue_members__issue__code=signal.key)
            return inside & Q(cases__issue_members__state="in")
        case SignalScope.CLUSTER:
            group = signal.key.partition(":")[0]
            return _wards(signal.wards) & (_topics(group) if group else Q())
    return _topics(signal.key)


def _wards(codes: Iterable[str]) -> Q:
    codes = list(codes)
    return Q(ward__code__in=codes) | Q(ward=None, suggestion__ward__in=codes)


def _topics(code: str) -> Q:
    if "." in code:
        return Q(topic__code=code) | Q(topic=None, suggestion__topic=code)
    whole = Q(topic__code=code) | Q(topic__code__startswith=f"{code}.")
    alike = Q(suggestion__topic=code) | Q(suggestion__topic__startswith=f"{code}.")
    return whole | (Q(topic=None) & alike)


def register_address(signal: Signal) -> dict[str, str]:
    """Return the filter of the register that comes nearest to what a signal counts."""
    values = {"since": signal.since.isoformat(), "until": signal.day.isoformat()}
    match signal.scope:
        case SignalScope.WARD:
            values["ward"] = signal.key
        case SignalScope.AGENCY:
            values["agency"] = signal.key
        case SignalScope.GROUP | SignalScope.TOPIC:
            values["topic"] = signal.key
        case SignalScope.CLUSTER:
            group = signal.key.partition(":")[0]
            values |= {"topic": group} if group else {}
            values |= {"ward": signal.wards[0]} if len(signal.wards) == 1 else {}
    return values


def living(*, at: datetime) -> list[Signal]:
    """Return the signals that have not ended, those that call for somebody first."""
    today: date = timezone.localtime(at).date()
    found = Signal.objects.filter(ended_at=None).select_related("decided_by")
    return sorted(found, key=lambda each: (is_muted(each, today), each.odds, each.pk))


def is_muted(signal: Signal, today: date) -> bool:
    """Tell whether a signal is to call nobody on a day."""
    return signal.until is not None and signal.until >= today


def ended_lately(*, at: datetime, days: int = 7) -> QuerySet[Signal]:
    """Return the signals that ended within the last days, newest first."""
    since = at - timedelta(days=days)
    ended = Signal.objects.filter(ended_at__gte=since).select_related("decided_by")
    return ended.order_by("-ended_at")


def method_name(method: str) -> str:
    """Say by what a signal was found."""
    return str(labels.SIGNAL_METHODS.get(method, method))
