"""Where our exchange is spoken to."""

from pathlib import Path

from django.conf import settings

from langnghe.telephony.exchange.talk import Place


def exchange_place() -> Place | None:
    """Return where the exchange is, or None where this hotline has none.

    Its secret is the setting, or the file that was written when the exchange was first started.
    """
    secret = settings.EXCHANGE_SECRET or _read(Path(settings.HOME) / "exchange" / "secret")
    if not secret:
        return None
    return Place(
        name=settings.EXCHANGE_NAME,
        host=settings.EXCHANGE_HOST,
        port=settings.EXCHANGE_HTTP_PORT,
        secret=secret,
    )


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
