"""The made-up office: who is on duty when, which agency is competent, when work is done."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from langnghe.access.models import Agency, Officer
from langnghe.ops.demo.words import Place
from langnghe.register.models import Topic, Ward
from langnghe.reply.models import ReplyTemplate
from langnghe.workdays.calendar import WorkCalendar

CREW = ("lan", "binh", "minh")
SHIFT_HOURS = 8
FIRST_SHIFT = 6
CLERKS = {"SXD": "soxaydung"}


@dataclass(frozen=True, kw_only=True)
class Office:
    """What the generator looks up: officers by name, agencies by id, texts by (code, language)."""

    calendar: WorkCalendar
    officers: dict[str, Officer]
    topics: dict[str, int]
    wards: dict[str, int]
    places: dict[str, Place]
    agencies: dict[int, Agency]
    of_topic: dict[str, int]
    of_ward: dict[str, int]
    texts: dict[tuple[str, str], ReplyTemplate]

    def on_duty(self, moment: datetime) -> Officer:
        """Return who sits at the desk: shifts from 6, 14 and 22 o'clock, turning every two days."""
        local = timezone.localtime(moment) - timedelta(hours=FIRST_SHIFT)
        shift = local.hour // SHIFT_HOURS + local.toordinal() // 2
        return self.officers[CREW[shift % len(CREW)]]

    def agency(self, topic: str, ward: str | None) -> int:
        """Return who usually deals with a topic in a ward."""
        return self.of_topic.get(topic) or self.of_ward[ward or next(iter(self.of_ward))]

    def other_agency(self, topic: str, ward: str | None) -> int:
        """Return whom a case was sent to by mistake, before it was sent on to the right one."""
        right = self.agency(topic, ward)
        wrong = self.of_ward[ward or next(iter(self.of_ward))]
        return wrong if wrong != right else self.of_topic["HT.01"]

    def reporter_of(self, agency_id: int, moment: datetime) -> Officer:
        """Return who writes down what an agency says: its own clerk, else the desk."""
        clerk = CLERKS.get(self.agencies[agency_id].code)
        return self.officers[clerk] if clerk else self.on_duty(moment)

    def in_hours(self, moment: datetime, dice: random.Random) -> datetime:
        """Return a moment at which an agency works, the given one or soon after it."""
        local = timezone.localtime(moment)
        if self.calendar.is_working(local.date()) and 8 <= local.hour < 17:
            return moment
        day = local.date() if local.hour < 8 else local.date() + timedelta(days=1)
        return _at(self.calendar.next_working(day), 8, dice)


def waking(moment: datetime, dice: random.Random) -> datetime:
    """Return a moment at which one may call a citizen, the given one or soon after it."""
    local = timezone.localtime(moment)
    if 8 <= local.hour < 20:
        return moment
    day = local.date() if local.hour < 8 else local.date() + timedelta(days=1)
    return _at(day, 8, dice)


def _at(day: date, hour: int, dice: random.Random) -> datetime:
    opens = datetime.combine(day, time(hour), timezone.get_current_timezone())
    return opens + timedelta(minutes=dice.randint(3, 110), seconds=dice.randint(0, 59))


def office_of(officers: dict[str, Officer], calendar: WorkCalendar) -> Office:
    """Look up everything in the profile that was loaded."""
    topics = list(Topic.objects.filter(parent__isnull=False).prefetch_related("agencies"))
    wards = list(Ward.objects.all())
    agencies = {agency.pk: agency for agency in Agency.objects.all()}
    return Office(
        calendar=calendar,
        officers=officers,
        topics={topic.code: topic.pk for topic in topics},
        wards={ward.code: ward.pk for ward in wards},
        places={ward.code: _place(ward) for ward in wards},
        agencies=agencies,
        of_topic={topic.code: _first(topic) for topic in topics if topic.agencies.all()},
        of_ward={
            agency.code.removeprefix("UBND-"): pk
            for pk, agency in agencies.items()
            if agency.kind == "ward"
        },
        texts={(text.code, text.language): text for text in ReplyTemplate.objects.all()},
    )


def _first(topic: Topic) -> int:
    """Return the agency that the profile names first."""

    def position(agency: Agency) -> int:
        return topic.agency_note.find(agency.short_name) % 1000

    return min(topic.agencies.all(), key=position).pk


def _place(ward: Ward) -> Place:
    return Place(
        code=ward.code,
        name=ward.name,
        short_name=ward.short_name,
        is_town=ward.kind == "phuong",
        latitude=ward.latitude or 0.0,
        longitude=ward.longitude or 0.0,
    )
