"""What callers hear: recorded in the browser, uploaded, read by a machine, put live."""

import tempfile
from collections import defaultdict
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.access.actions import require
from langnghe.access.rules import Right
from langnghe.originals.store import NotKept, Store
from langnghe.prompts import actions, places
from langnghe.prompts.models import PromptSource, PromptVersion
from langnghe.telephony.exchange.prompts import NoVoice
from langnghe.telephony.loudness import TooLong, joined, prompt_from, write_prompt
from langnghe.telephony.sound import READABLE
from langnghe.telephony.wav import NotSound
from langnghe.web.clock import now
from langnghe.web.shell import officer_of
from langnghe.web.views.files import sealed

LIMIT_BYTES = 60 * 1024 * 1024
_LONGEST_CODE = 20


def prompts(request: HttpRequest) -> HttpResponse:
    """Show every prompt with its versions, the sentences first."""
    require(officer_of(request), Right.ADMINISTER)
    versions: dict[str, list[PromptVersion]] = defaultdict(list)
    for version in PromptVersion.objects.select_related("made_by"):
        versions[version.name].append(version)
    rows = [_row(name, text, versions[name]) for name, text in places.texts().items()]
    context = {
        "sentences": [row for row in rows if row["kind"] == "hotline"],
        "clips": [row for row in rows if row["kind"] != "hotline"],
        "readable": READABLE,
        "code": f"{settings.CODE_PREFIX}26000123",
    }
    return render(request, "prompts/prompts.html", context)


def _row(name: str, text: str, versions: list[PromptVersion]) -> dict[str, object]:
    live = next((each for each in versions if each.is_live), None)
    kind, _slash, short = name.partition("/")
    return {
        "name": name,
        "kind": kind,
        "short": short,
        "text": live.text if live else text,
        "live": live,
        "versions": versions,
        "is_made": places.sound_of(name).exists(),
    }


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Take a recording of the browser, or any sound that was uploaded."""
    officer, name = officer_of(request), request.POST.get("name", "")
    require(officer, Right.ADMINISTER)
    file = request.FILES.get("sound")
    if not isinstance(file, UploadedFile) or not file.size:
        return _back(request, name, _("Choose a sound file, or record one here."))
    if file.size > LIMIT_BYTES:
        return _back(request, name, _("The file is larger than 60 MB: a prompt is short."))
    by_hand = "recorded" in request.POST
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given"
        with path.open("wb") as given:
            given.writelines(file.chunks())
        spoken = actions.Spoken(
            path=path,
            text=request.POST.get("text", ""),
            source=PromptSource.RECORDED if by_hand else PromptSource.UPLOADED,
        )
        try:
            actions.add_version(name, spoken, by=officer, at=now())
        except NotSound:
            trouble = _("This is no sound we can read, or nothing is heard in it. Use {forms}.")
            return _back(request, name, trouble.format(forms=READABLE))
        except TooLong:
            return _back(request, name, _("This is longer than five minutes: a prompt is short."))
    return _back(request, name)


@require_POST
def speak(request: HttpRequest) -> HttpResponse:
    """Let the machine read the text."""
    officer, name = officer_of(request), request.POST.get("name", "")
    try:
        actions.speak_version(name, text=request.POST.get("text", ""), by=officer, at=now())
    except (NoVoice, NotSound):
        return _back(request, name, _("The machine's voice does not work: run scripts/exchange."))
    return _back(request, name)


def _back(request: HttpRequest, name: str, trouble: str = "") -> HttpResponse:
    if trouble:
        messages.error(request, trouble)
    else:
        messages.success(request, _("Kept as a new version. Listen to it, then put it live."))
    anchor = name.replace("/", "-") if name in places.texts() else ""
    response = redirect("prompts")
    response["Location"] += f"#{anchor}" if anchor else ""
    return response


@require_POST
def live(request: HttpRequest, version_id: int) -> HttpResponse:
    """Put a version live."""
    version = actions.put_live(version_id, by=officer_of(request), at=now())
    messages.success(request, _("Callers hear this version from now on."))
    response = redirect("prompts")
    response["Location"] += f"#{version.name.replace('/', '-')}"
    return response


def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """Play a version as callers would hear it."""
    require(officer_of(request), Right.ADMINISTER)
    found = get_object_or_404(PromptVersion, pk=version_id)
    try:
        with Store(settings.ORIGINALS).open(found.sha256) as file:
            return _sound(file.read())
    except NotKept:
        raise Http404 from None


def current(request: HttpRequest) -> HttpResponse:
    """Play what the exchange plays now for a prompt (`name`)."""
    require(officer_of(request), Right.ADMINISTER)
    try:
        return _sound(places.sound_of(request.GET.get("name", "")).read_bytes())
    except (KeyError, OSError):
        raise Http404 from None


def code(request: HttpRequest) -> HttpResponse:
    """Play how a code is spoken: clips of letters and digits, one after the other."""
    require(officer_of(request), Right.ADMINISTER)
    try:
        clips = places.clips_of(request.GET.get("code", "")[:_LONGEST_CODE])
        signals = [prompt_from(path) for path in clips if path.exists()]
    except NotSound:
        raise Http404 from None
    if not signals:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "code.wav"
        write_prompt(joined(signals), path)
        return _sound(path.read_bytes())


def _sound(data: bytes) -> HttpResponse:
    answer = HttpResponse(data, content_type="audio/wav")
    sealed(answer)
    answer["Cache-Control"] = "private, no-cache"
    return answer
