"""The tables of the register."""

from langnghe.register.models.book import Case, CodeCounter, Item, Reporter, Submission
from langnghe.register.models.contact import Attachment, Contact
from langnghe.register.models.denounced import Denounced
from langnghe.register.models.desk import Draft, Presence, SavedView, ViewHit
from langnghe.register.models.entry import Entry
from langnghe.register.models.places import OldUnit, Topic, Ward
from langnghe.register.models.search import KnownWord, SearchDocument

__all__ = [
    "Attachment",
    "Case",
    "CodeCounter",
    "Contact",
    "Denounced",
    "Draft",
    "Entry",
    "Item",
    "KnownWord",
    "OldUnit",
    "Presence",
    "Reporter",
    "SavedView",
    "SearchDocument",
    "Submission",
    "Topic",
    "ViewHit",
    "Ward",
]
