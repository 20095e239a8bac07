"""What can be found: one document for each submission and each contact that stands alone."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from langnghe.register.models.book import Submission
from langnghe.register.models.contact import Contact


class SearchDocument(models.Model):
    """Words of a submission (everything said and written) or of a contact without one."""

    submission = models.OneToOneField(
        Submission, models.CASCADE, null=True, related_name="search_document"
    )
    contact = models.OneToOneField(
        Contact, models.CASCADE, null=True, related_name="search_document"
    )
    received_at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(submission__isnull=False, contact__isnull=True)
                | Q(submission__isnull=True, contact__isnull=False),
                name="search_document_of_one",
            )
        ]
        indexes = [
            GinIndex(fields=("words",), name="search_words", fastupdate=False),
            models.Index(fields=("-received_at",), name="search_newest"),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"


class KnownWord(models.Model):
    """A word that stands in some submissions, folded, as it is mostly written; counted by night."""

    folded = models.CharField(max_length=40, primary_key=True)
    written = models.CharField(max_length=60)
    documents = models.IntegerField()

    def __str__(self) -> str:
        return self.written
