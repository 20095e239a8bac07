"""The fingerprint of a mail: the same mail delivered twice, by whatever way, has the same one."""

import hashlib
import re

_TRACE = re.compile(
    rb"(?:received(?:-spf)?|return-path|delivered-to|x-original-to|envelope-to|delivery-date|"
    rb"x-envelope-[a-z-]*|authentication-results|arc-[a-z-]*|x-spam[a-z-]*|x-virus[a-z-]*|"
    rb"dkim-filter|x-dkim[a-z-]*|x-google-smtp-source|x-received|x-gm-[a-z-]*|x-forwarded-[a-z-]*|"
    rb"status|x-status|x-keywords|x-uid[a-z]*|x-mozilla-[a-z-]*|x-imap[a-z-]*|content-length|lines)"
    rb"[ \t]*:",
    re.IGNORECASE,
)


def delivery_digest(raw: bytes) -> str:
    """Return the hex SHA-256 of a mail without what servers add on the way.

    Line ends are normalised to LF, trace headers and an mbox `From ` line are left out, empty
    lines at the end do not count. Works on any bytes, in linear time.
    """
    text = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    head, blank, body = text.partition(b"\n\n")
    digest = hashlib.sha256()
    skipping = False
    for number, line in enumerate(head.split(b"\n")):
        if line[:1] in (b" ", b"\t"):
            if not skipping:
                digest.update(line.rstrip() + b"\n")
            continue
        skipping = bool(_TRACE.match(line)) or (number == 0 and line.startswith(b"From "))
        if not skipping:
            digest.update(line.rstrip() + b"\n")
    digest.update(blank[1:] + body.rstrip(b"\n") + b"\n" if body.strip(b"\n") else b"\n")
    return digest.hexdigest()
