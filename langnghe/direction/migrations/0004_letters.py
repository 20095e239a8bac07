"""Letters of the office, and the counters of their registers."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_where_an_officer_is_reached"),
        ("direction", "0003_more_time_and_helpers"),
        ("register", "0006_search_that_mends_and_tells"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("transfer", "Transfer slip"),
                            ("reminder", "Reminder letter"),
                            ("notice_received", "Notice of receipt"),
                            ("notice_transferred", "Notice of transfer"),
                            ("notice_extended", "Notice of more time"),
                            ("notice_result", "Notice of the result"),
                            ("memo", "Memo to the leader"),
                            ("directive", "Notice of a directive"),
                            ("intake_slip", "Intake slip"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("issued", "Issued"),
                            ("sent", "Sent"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("is_sensitive", models.BooleanField(default=False)),
                ("once_key", models.CharField(max_length=100, null=True, unique=True)),
                ("layout", models.CharField(max_length=20)),
                ("number_kind", models.CharField(blank=True, max_length=10)),
                ("issuer", models.CharField(max_length=20)),
                ("term", models.CharField(blank=True, max_length=20)),
                ("number", models.IntegerField(null=True)),
                ("issued_on", models.DateField(null=True)),
                ("type_name", models.CharField(blank=True, max_length=60)),
                ("abstract", models.CharField(blank=True, max_length=500)),
                (
                    "addressees",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300), default=list, size=None
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("pairs", models.JSONField(default=list)),
                ("rows", models.JSONField(default=list)),
                ("box", models.CharField(blank=True, max_length=100)),
                (
                    "recipients",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300), default=list, size=None
                    ),
                ),
                ("signature", models.CharField(max_length=30)),
                ("signer_name", models.CharField(blank=True, max_length=120)),
                ("hidden", models.JSONField(default=dict)),
                ("shows_reporter", models.BooleanField(default=False)),
                (
                    "folded",
                    models.TextField(blank=True, help_text="what the register is searched by"),
                ),
                ("drafted_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "sent_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mail", "by e-mail"),
                            ("post", "by post"),
                            ("hand", "by hand"),
                            ("office_system", "through the document system"),
                        ],
                        max_length=15,
                    ),
                ),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancel_reason", models.TextField(blank=True)),
                ("pdf_sha256", models.CharField(blank=True, max_length=64)),
                ("docx_sha256", models.CharField(blank=True, max_length=64)),
                ("version", models.IntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="access.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="register.case",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="register.submission",
                    ),
                ),
            ],
            options={
                "ordering": ("-drafted_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="LetterCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.case",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listed",
                        to="direction.letter",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
            },
        ),
        migrations.AddField(
            model_name="letter",
            name="cases",
            field=models.ManyToManyField(
                related_name="listed_in", through="direction.LetterCase", to="register.case"
            ),
        ),
        migrations.CreateModel(
            name="LetterCounter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number_kind", models.CharField(max_length=10)),
                ("term", models.CharField(max_length=20)),
                ("last", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number_kind", "term"), name="letter_counter_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="lettercase",
            constraint=models.UniqueConstraint(fields=("letter", "case"), name="letter_case_once"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["-issued_at", "-id"], name="letter_newest"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["agency", "-issued_at"], name="letter_agency"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number__isnull", False)),
                fields=("number_kind", "term", "number"),
                name="letter_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "cancelled")),
                    models.Q(("pdf_sha256", ""), _negated=True),
                    _connector="OR",
                ),
                name="letter_issued_has_files",
            ),
        ),
    ]
