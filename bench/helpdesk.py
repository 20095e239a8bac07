"""The same mail through us and through django-helpdesk: what is whole, how fast, how dear."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench.corpus import UNKNOWN, Mail, followers, is_whole, reports
from bench.dovecot import PASSWORD, Dovecot, dovecot
from bench.figures import cpu_of, times
from bench.parts import database, mail_relay, process, server_pid
from bench.peer.environment import Peer
from bench.result import Goal, Result
from langnghe.ops.postgres import Postgres
from tests.hotline import until

FASTER = 3
Book = Iterable[tuple[str, str]]
"""What a system holds: (sender, all words kept) of each entry."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """How one system fared with the corpus."""

    registered: int
    whole: int
    rate: float
    """Full entries a second."""
    cpu: float
    """Seconds of all its processes and PostgreSQL for each entry."""
    second: int
    """Entries made again of mails that were delivered again."""
    stray: int
    """Entries of their own that replies, robots' mail and bounces made."""


def measure(*, quick: bool) -> Result:
    """Feed both from one Dovecot, one after the other, on one PostgreSQL."""
    from langnghe import settings

    share = 0.1 if quick else 1.0
    new = reports(share)
    later = list(followers(new, share))
    box = settings.HOME / "dovecot"
    with database() as cluster, dovecot(box) as post, mail_relay() as relay:
        ours = _ours(cluster, post, relay, (new, later))
        peer = Peer(cluster, settings.HOME / "files", relay)
        peer.does("prepare", str(post.port), PASSWORD)
        stuck = _stuck(peer, post, new)
        theirs = _theirs(peer, post, new, later)
    return _result(new, later, ours, theirs, stuck)


def _ours(
    cluster: Postgres, post: Dovecot, relay_port: int, mails: tuple[list[Mail], list[Mail]]
) -> Account:
    new, later = mails
    post.fill("ours", [])
    relay = {
        "LANGNGHE_RELAY_HOST": "127.0.0.1",
        "LANGNGHE_RELAY_PORT": str(relay_port),
        "LANGNGHE_RELAY_TLS": "none",
    }
    mailbox = {
        "LANGNGHE_IMAP_HOST": "127.0.0.1",
        "LANGNGHE_IMAP_PORT": str(post.port),
        "LANGNGHE_IMAP_USER": "ours",
        "LANGNGHE_IMAP_PASSWORD": PASSWORD,
        "LANGNGHE_IMAP_TLS": "none",
    }
    with process("work", **relay) as work, process("mail", **mailbox) as mail:
        until(_is_fetching, "the mailbox is being watched")
        pids = [work.pid, mail.pid, server_pid(cluster)]
        before = cpu_of(pids)
        post.fill("ours", [each.raw for each in new])
        _until_read(len(new))
        until(_all_are_sent, "every acknowledgement is sent", seconds=600)
        cpu = cpu_of(pids) - before
        rate = _our_rate()
        first = Counter(sender for sender, _words in _our_book())
        whole = _whole(new, _our_book())
        post.fill("ours", [each.raw for each in later])
        _until_read(len(new) + len(later) - _count(later, "redelivery"))
        until(lambda: _fetched() == len(new) + len(later), "everything is fetched")
        after = Counter(sender for sender, _words in _our_book())
    return _account(new, later, (first, after), whole=whole, rate=rate, cpu=cpu)


def _all_are_sent() -> bool:
    from langnghe.reply.models import Outgoing

    return not Outgoing.objects.exclude(state=Outgoing.State.SENT).exists()


def _is_fetching() -> bool:
    from langnghe.intake.models import Mailbox

    return Mailbox.objects.filter(uid_validity__gt=0).exists()


def _fetched() -> int:
    from langnghe.intake.models import Delivery

    return Delivery.objects.count()


def _until_read(count: int) -> None:
    from langnghe.intake.models import Arrival
    from langnghe.register.models import Contact

    def all_read() -> bool:
        return Contact.objects.count() >= count and not Arrival.objects.exists()

    until(all_read, f"{count} mails are read", seconds=1200)


def _our_rate() -> float:
    from django.db.models import Count, Max, Min

    from langnghe.register.models import Contact, Entry

    began = Contact.objects.aggregate(at=Min("recorded_at"))["at"]
    opened = Entry.objects.filter(kind="submission.opened")
    found = opened.aggregate(at=Max("recorded_at"), entries=Count("pk"))
    return float(found["entries"] / (found["at"] - began).total_seconds())


def _our_book() -> list[tuple[str, str]]:
    from langnghe.register.models import Submission

    submissions = Submission.objects.order_by("pk").prefetch_related("contacts")
    found = []
    for submission in submissions:
        contacts = submission.contacts.all()
        words = [part for each in contacts for part in (each.text, each.signature, each.quoted)]
        found.append((contacts[0].sender_key, "\n".join(words)))
    return found


def _stuck(peer: Peer, post: Dovecot, new: list[Mail]) -> int:
    """Feed everything; return how many tickets there are when its queue stops."""
    post.fill("peer-all", [each.raw for each in new])
    peer.does("take", "peer-all")
    peer.does("take", "peer-all")
    tickets = len(peer.does("tell")["tickets"])
    peer.does("forget")
    return tickets


def _theirs(peer: Peer, post: Dovecot, new: list[Mail], later: list[Mail]) -> Account:
    """Feed what an operator's removal of the unreadable ones leaves."""
    fed = [each for each in new if each.kind != UNKNOWN]
    post.fill("peer", [each.raw for each in fed])
    server = [server_pid(peer.cluster)]
    before = cpu_of(server)
    took = peer.does("take", "peer")
    cpu = took["cpu"] + cpu_of(server) - before
    book = peer.does("tell")["tickets"]
    first = Counter(sender for sender, _words in book)
    post.fill("peer", [each.raw for each in later])
    peer.does("take", "peer")
    after = Counter(sender for sender, _words in peer.does("tell")["tickets"])
    rate = len(book) / took["seconds"]
    return _account(new, later, (first, after), whole=_whole(new, book), rate=rate, cpu=cpu)


def _whole(new: list[Mail], book: Book) -> int:
    kept = dict(book)
    return sum(each.sender in kept and is_whole(each, kept[each.sender]) for each in new)


def _account(
    new: list[Mail],
    later: list[Mail],
    entries: tuple[Counter[str], Counter[str]],
    *,
    whole: int,
    rate: float,
    cpu: float,
) -> Account:
    first, after = entries
    again = after - first
    repeated = {mail.sender for mail in later if mail.kind == "redelivery"}
    registered = sum(first[mail.sender] > 0 for mail in new)
    return Account(
        registered=registered,
        whole=whole,
        rate=rate,
        cpu=cpu / max(1, first.total()),
        second=sum(again[sender] for sender in repeated),
        stray=sum(count for sender, count in again.items() if sender not in repeated),
    )


def _count(mails: list[Mail], kind: str) -> int:
    return sum(mail.kind == kind for mail in mails)


def _result(
    new: list[Mail], later: list[Mail], ours: Account, theirs: Account, stuck: int
) -> Result:
    ratio = ours.rate / theirs.rate
    lines: tuple[tuple[str, Callable[[Account], float], str], ...] = (
        (f"registered, of {len(new)}", lambda each: each.registered, "d"),
        (f"all words kept, of {len(new)}", lambda each: each.whole, "d"),
        ("full entries a second", lambda each: each.rate, ".0f"),
        ("CPU ms for each entry, PostgreSQL included", lambda each: each.cpu * 1000, ".1f"),
        (f"second entries of {_count(later, 'redelivery')} mails delivered again",
         lambda each: each.second, "d"),
        (f"entries of {len(later) - _count(later, 'redelivery')} replies, robots' mails, bounces",
         lambda each: each.stray, "d"),
    )  # fmt: skip
    return Result(
        name="helpdesk",
        title="The same mail through django-helpdesk",
        sizes=(
            f"{len(new)} new mails ({sum(len(each.raw) for each in new) / 2**20:.0f} MiB), "
            f"{len(later)} after them"
        ),
        columns=["", "Lắng Nghe", "django-helpdesk 2.6.1 (baseline)", "ratio"],
        rows=[_row(words, of(ours), of(theirs), form) for words, of, form in lines],
        goals=[
            Goal("every mail registered", f"{ours.registered} of {len(new)}",
                 ours.registered == len(new)),
            Goal("every body read", f"{ours.whole} of {len(new)}", ours.whole == len(new)),
            Goal(f"at least {FASTER} times as many full entries a second", times(ratio),
                 ratio >= FASTER),
        ],
        notes=[
            f"Fed with everything, its queue stopped for good at {stuck} tickets: an unknown "
            f"charset label. The {_count(new, UNKNOWN)} mails with one were taken out for it, and "
            "count as not registered.",
            "Both read by IMAP from one Dovecot into one PostgreSQL with fsync on, and acknowledge "
            "by one relay that throws mail away. Ours is timed from the first mail accepted to the "
            "last submission opened, django-helpdesk in its fetching loop alone. CPU counts "
            "reading, registering and acknowledging, no start-up.",
        ],
    )  # fmt: skip


def _row(words: str, ours: float, theirs: float, form: str) -> list[str]:
    ratio = times(ours / theirs) if theirs else "-"
    return [words, format(ours, form), format(theirs, form), ratio]
