"""Refusals of answering and closing as sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from langnghe.register import closing
from langnghe.reply.actions import HeldMeanwhile, NoCallable, NoNotice, NoScore, NoWay
from langnghe.reply.actions.batches import NobodyToAnswer, NotADraft, TellsTooMuch, Unfinished
from langnghe.reply.letters import UnknownTemplate

NamingRefusals = HeldMeanwhile | closing.NotTriedEnough


def said_of_answers(refusal: NamingRefusals) -> str:
    """Say a refusal that names somebody, or counts."""
    if isinstance(refusal, HeldMeanwhile):
        return _("{officer} has this citizen on the line just now. Take the next one.").format(
            officer=refusal.officer
        )
    return _(
        "Unreachable is who was called in three different half-days, mornings and afternoons. "
        "So far: {half_days}. Call again in another half-day."
    ).format(half_days=refusal.half_days)


OF_ANSWERS: list[tuple[type[Exception], str]] = [
    (
        closing.NothingAnswered,
        gettext_noop("Nobody has answered this citizen yet: answer first, or choose why not."),
    ),
    (
        closing.StillReachable,
        gettext_noop(
            "The citizen left a number or an address: answer there first, or choose another reason."
        ),
    ),
    (
        closing.NoteNeeded,
        gettext_noop("This reason needs a few words in the note: they are kept on record."),
    ),
    (
        closing.NotWithdrawable,
        gettext_noop(
            "A denunciation goes on when it is withdrawn, unless a leader finds no sign of a "
            "violation: put it before a leader."
        ),
    ),
    (
        UnknownTemplate,
        gettext_noop(
            "The office has no text for this letter: write it by hand, and ask the administrator "
            "to load the texts of the profile again."
        ),
    ),
    (
        NoCallable,
        gettext_noop("The citizen left no number that can be called."),
    ),
    (
        NoWay,
        gettext_noop("The citizen left no address and no number: there is nobody to tell."),
    ),
    (
        NoNotice,
        gettext_noop("Where it stands now there is no first notice to give."),
    ),
    (
        NoScore,
        gettext_noop("A rating is a number from 1 to 5."),
    ),
    (
        NotADraft,
        gettext_noop("These letters are on their way, or were dropped: nothing can be changed."),
    ),
    (
        Unfinished,
        gettext_noop(
            "Something is still missing where the text says “…”, or a {place} is unknown."
        ),
    ),
    (
        NobodyToAnswer,
        gettext_noop("Every voice is left out: there is nobody to write to."),
    ),
    (
        TellsTooMuch,
        gettext_noop(
            "Nothing was sent: the text tells what a citizen must not read. It is listed above, "
            "with the line."
        ),
    ),
]
