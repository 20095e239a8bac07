"""Topics and wards: the profile's data inside the database."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from langnghe.access.models import Agency
from langnghe.register import labels
from langnghe.register.states import Sensitivity, Urgency


class Topic(models.Model):
    """What a case is about: two levels, from the profile."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    agencies = models.ManyToManyField(Agency, related_name="topics")
    agency_note = models.CharField(max_length=300, blank=True)
    default_urgency = models.CharField(max_length=2, choices=labels.URGENCIES, default=Urgency.K1)
    default_sensitivity = models.CharField(
        max_length=2, choices=labels.SENSITIVITIES, default=Sensitivity.S0
    )
    keywords = ArrayField(models.CharField(max_length=100), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Ward(models.Model):
    """A ward or commune of today, with its centre."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    sort_key = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("sort_key",)

    def __str__(self) -> str:
        return self.name


class OldUnit(models.Model):
    """A ward of before 1 July 2025, of which `ward` took the whole or a part."""

    ward = models.ForeignKey(Ward, models.CASCADE, related_name="old_units")
    name = models.CharField(max_length=100)
    district = models.CharField(max_length=100)
    folded = models.CharField(max_length=220, db_index=True)
    whole = models.BooleanField()
    main_part = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("ward", "name", "district"), name="old_unit_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.district}"
