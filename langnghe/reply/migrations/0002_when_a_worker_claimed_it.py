"""A mail that waited long is not taken for one that a killed worker left."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reply", "0001_tables")]
    operations = [
        migrations.AddField(
            model_name="outgoing",
            name="claimed_at",
            field=models.DateTimeField(null=True, help_text="when a worker last began to send it"),
        ),
    ]
