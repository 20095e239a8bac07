"""When a limit ends: working days, calendar days, working hours, hours.

The day something is received is day 0; a limit in days that ends on a day off ends on the next
working day (Bộ luật Dân sự 2015, Đ.147-148). A half day is a working day that ends early.
"""

from datetime import date, datetime, timedelta

from langnghe.workdays.calendar import WorkCalendar

WORKING_DAYS, CALENDAR_DAYS, WORKING_HOURS, HOURS = "wd", "cd", "wh", "h"


class UnknownUnit(ValueError):
    """A limit is counted in `wd`, `cd`, `wh` or `h`."""


def due_at(limit: float, unit: str, start: datetime, calendar: WorkCalendar) -> datetime:
    """Return the aware moment at which a limit that began at `start` (aware) ends.

    Limits in days end with the office hours of their last day. Raises UnknownUnit.
    """
    local = start.astimezone(calendar.zone)
    if unit == HOURS:
        return start + timedelta(hours=limit)
    if unit == WORKING_HOURS:
        return _after_working_time(timedelta(hours=limit), local, calendar)
    if unit == WORKING_DAYS:
        return _end_of(_after_working_days(int(limit), local.date(), calendar), calendar)
    if unit == CALENDAR_DAYS:
        last = local.date() + timedelta(days=int(limit))
        return _end_of(calendar.next_working(last), calendar)
    raise UnknownUnit(unit)


def _after_working_days(count: int, day: date, calendar: WorkCalendar) -> date:
    for _each in range(count):
        day = calendar.next_working(day + timedelta(days=1))
    return calendar.next_working(day)


def _end_of(day: date, calendar: WorkCalendar) -> datetime:
    return datetime.combine(day, calendar.hours_on(day)[-1][1], calendar.zone)


def _after_working_time(left: timedelta, local: datetime, calendar: WorkCalendar) -> datetime:
    day = local.date()
    for _each in range(3660):
        if calendar.is_working(day):
            for opens, closes in calendar.hours_on(day):
                begin = max(local, datetime.combine(day, opens, calendar.zone))
                end = datetime.combine(day, closes, calendar.zone)
                if end - begin >= left:
                    return begin + left
                left -= max(timedelta(0), end - begin)
        day += timedelta(days=1)
    raise OverflowError("no working time within ten years")
