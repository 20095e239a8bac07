"""The configuration for a FreePBX: only our own sections, in the files that it leaves to others."""

import re
from collections.abc import Mapping

_HEAD = re.compile(r"^(?=\[[^\]]+\])", re.MULTILINE)
_ITS_OWN = {
    "extensions.conf": frozenset({"from-trunk", "from-officer"}),
    "queues.conf": frozenset[str](),
    "musiconhold.conf": frozenset({"default"}),
    "confbridge.conf": frozenset[str](),
    "manager.conf": frozenset[str](),
    "ari.conf": frozenset[str](),
}
"""Of which files sections go along, and the sections that FreePBX has itself, besides general."""
_NAMES = {"ari.conf": "ari_additional_custom.conf"}
WHOLE = ("cdr_custom.conf",)
"""What FreePBX has no file of its own for."""


def beside_freepbx(files: Mapping[str, str]) -> dict[str, str]:
    """Return what to put beside the files that FreePBX writes, by name."""
    found = {name: files[name] for name in WHOLE}
    for name, its_own in _ITS_OWN.items():
        sections = _HEAD.split(files[name])[1:]
        ours = [each for each in sections if _name(each) not in {"general", *its_own}]
        found[_NAMES.get(name, name.replace(".conf", "_custom.conf"))] = "".join(ours)
    return found


def _name(section: str) -> str:
    return section[1 : section.index("]")]
