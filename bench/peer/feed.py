"""Runs in django-helpdesk's environment: `python -m bench.peer.feed WHAT ...`, prints JSON.

`prepare PORT PASSWORD` makes the tables and a queue; `take USER` reads a mailbox to its end by
the product's own path; `tell` says what is in the book; `forget` empties it.
"""

import json
import os
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peer.settings"


def prepare(port: str, password: str) -> dict[str, object]:
    """Make the tables and one queue that reads by IMAP."""
    from django.contrib.sites.models import Site
    from django.core.management import call_command
    from helpdesk.models import Queue

    call_command("migrate", verbosity=0, interactive=False)
    Site.objects.get_or_create(pk=1, defaults={"domain": "localhost", "name": "bench"})
    Queue.objects.create(
        title="Hotline",
        slug="hotline",
        email_address="hotline@langnghe.example",
        allow_email_submission=True,
        email_box_type="imap",
        email_box_host="127.0.0.1",
        email_box_port=int(port),
        email_box_ssl=False,
        email_box_imap_folder="INBOX",
        email_box_pass=password,
        email_box_interval=0,
        logging_type="error",
    )
    return {"queues": Queue.objects.count()}


def take(user: str) -> dict[str, object]:
    """Read a mailbox as `manage.py get_email` does; tell the time and CPU of that alone."""
    from django.db import connection
    from helpdesk.email import process_email
    from helpdesk.models import Queue

    Queue.objects.update(email_box_user=user, email_box_last_check=None)
    connection.ensure_connection()
    began, worked = time.perf_counter(), time.process_time()
    process_email()
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - worked}


def tell() -> dict[str, object]:
    """Return each ticket: who wrote, everything that was kept of the words."""
    from helpdesk.models import Ticket

    tickets = Ticket.objects.order_by("pk").prefetch_related("followup_set")
    return {
        "tickets": [
            [
                ticket.submitter_email,
                "\n".join(
                    [
                        ticket.description or "",
                        *(each.comment or "" for each in ticket.followup_set.all()),
                    ]
                ),
            ]
            for ticket in tickets
        ]
    }


def forget() -> dict[str, object]:
    """Empty the book."""
    from helpdesk.models import Ticket

    return {"deleted": Ticket.objects.all().delete()[0]}


if __name__ == "__main__":
    django.setup()
    _does = {"prepare": prepare, "take": take, "tell": tell, "forget": forget}[sys.argv[1]]
    print(json.dumps(_does(*sys.argv[2:])))
