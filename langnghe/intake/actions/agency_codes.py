"""Codes mailed to an agency, so that the page of a mail works for the agency and nobody else."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from langnghe.intake.actions.write_agencies import post
from langnghe.intake.agency_letters import LANGUAGE
from langnghe.intake.models import Dispatch
from langnghe.reply.letters import html_of

VALID_FOR = timedelta(minutes=15)
TRIES = 5
CODES = 10
"""So many codes for one mail; then the agency answers by mail or signs in."""


class TooManyCodes(Exception):
    """A code was sent just now, or too many were asked for."""


class WrongCode(Exception):
    """The code is not the one that was mailed, is too old, or was tried too often."""


@transaction.atomic
def send_code(dispatch_id: int, *, at: datetime) -> None:
    """Mail a fresh code to the address the mail went to; raises TooManyCodes."""
    dispatch = _lock(dispatch_id)
    is_new = dispatch.code_sent_at is not None and at - dispatch.code_sent_at < timedelta(minutes=1)
    if is_new or dispatch.codes_sent >= CODES or dispatch.outgoing is None:
        raise TooManyCodes
    code = f"{secrets.randbelow(10**6):06d}"
    dispatch.code_hash, dispatch.code_sent_at = make_password(code), at
    dispatch.code_tries, dispatch.codes_sent = 0, dispatch.codes_sent + 1
    dispatch.save()
    with override(LANGUAGE):
        subject = _("{code} is your code for the hotline").format(code=code)
        text = _(
            "Your code is {code}. It is valid for 15 minutes.\n\nWe never ask for it by telephone. "
            "If you did not ask for a code, nothing has to be done."
        ).format(code=code)
    html = html_of(text, code=code, language=LANGUAGE)
    once = f"agency-code:{dispatch.pk}:{dispatch.codes_sent}"
    post(dispatch.outgoing.to_address, dispatch, subject, text, html, at=at, once=once)


def check_code(dispatch_id: int, code: str, *, at: datetime) -> None:
    """Take a code that was mailed, once; each try counts. Raises WrongCode."""
    if not _is_right(dispatch_id, code, at=at):
        raise WrongCode


@transaction.atomic
def _is_right(dispatch_id: int, code: str, *, at: datetime) -> bool:
    dispatch = _lock(dispatch_id)
    sent = dispatch.code_sent_at
    if not dispatch.code_hash or sent is None or at - sent > VALID_FOR:
        return False
    if dispatch.code_tries >= TRIES:
        return False
    dispatch.code_tries += 1
    is_right = check_password("".join(code.split()), dispatch.code_hash)
    if is_right:
        dispatch.code_hash = ""
    dispatch.save(update_fields=["code_tries", "code_hash"])
    return is_right


def _lock(dispatch_id: int) -> Dispatch:
    rows = Dispatch.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("agency", "outgoing").get(pk=dispatch_id)
