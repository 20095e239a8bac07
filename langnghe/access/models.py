"""Officers, roles and agencies."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from langnghe.access.rules import Right


class AgencyKind(models.TextChoices):
    """What sort of body an agency is."""

    DEPARTMENT = "department", _("City department")
    WARD = "ward", _("Ward committee")
    POLICE = "police", _("Police")
    PARTY = "party", _("Party body")
    UTILITY = "utility", _("Public utility")
    COURT = "court", _("Court or prosecution")
    OTHER = "other", _("Other body")


class Agency(models.Model):
    """A body to which cases are handed. Comes from the profile; never deleted."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=AgencyKind, default=AgencyKind.OTHER)
    email = models.EmailField(blank=True)
    mail_addresses = ArrayField(
        models.EmailField(), default=list, blank=True, help_text="others it writes from"
    )
    mail_domains = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, help_text="its very own"
    )
    phone = models.CharField(max_length=40, blank=True)
    sort_key = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("sort_key", "code")

    def __str__(self) -> str:
        return self.name

    def writes_from(self, address: str) -> bool:
        """Tell whether an address is the agency's own: one it named, or of a domain it named."""
        plain = address.strip().lower()
        named = {each.lower() for each in (self.email, *self.mail_addresses) if each}
        domain = plain.rpartition("@")[2]
        return plain in named or (bool(domain) and domain in map(str.lower, self.mail_domains))


class Role(models.Model):
    """A named set of rights that officers hold."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    rights = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class OfficerManager(BaseUserManager["Officer"]):
    """Finds officers by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Officer":
        return self.get(username=(username or "").lower())


class Officer(AbstractBaseUser):
    """Someone who works with the register: of the office or of an agency."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True, help_text="where the office reaches them")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True)
    roles = models.ManyToManyField(Role, related_name="officers")
    language = models.CharField(max_length=5, default="vi")
    first_page = models.CharField(
        max_length=10,
        blank=True,
        default="",
        help_text="a FirstPage; empty: by rights",
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects: ClassVar[OfficerManager] = OfficerManager()

    class Meta:
        ordering = ("full_name",)

    def __str__(self) -> str:
        return self.full_name

    @cached_property
    def rights(self) -> frozenset[Right]:
        """Every right of every role held."""
        held = {right for role in self.roles.all() for right in role.rights}
        return frozenset(right for right in Right if right in held)

    def may(self, right: Right) -> bool:
        """Tell whether this officer holds a right."""
        return self.is_active and right in self.rights
