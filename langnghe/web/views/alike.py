"""More like this: submissions of any time that are like one, and in what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from langnghe.access.actions import require
from langnghe.access.rules import Right
from langnghe.triage.more_like import more_like
from langnghe.understanding.alike import Likeness
from langnghe.web.shell import officer_of
from langnghe.web.views.submissions import found


def more(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is like a submission, likest first."""
    officer = officer_of(request)
    require(officer, Right.READ)
    subject = found(request, code)
    likes = [(each.submission, _why(each.likeness)) for each in more_like(subject, officer)]
    context = {"submission": subject, "likes": likes}
    return render(request, "submissions/like.html", context)


def _why(likeness: Likeness) -> list[str]:
    """Say in what two submissions are alike."""
    reasons = {
        _("the same text"): likeness.is_copy,
        _("the same words"): likeness.text >= 0.3 and not likeness.is_copy,
        _("the same topic"): likeness.topic >= 0.5,
        _("the same place"): likeness.place > 0,
        _("the same ward"): likeness.ward > 0.5,
        _("the same person"): likeness.same_author,
    }
    return [words for words, holds in reasons.items() if holds]
