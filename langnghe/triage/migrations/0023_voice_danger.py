"""A voice says how surely it tells of danger to life: two at once in one place are one event."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("triage", "0022_what_voices_are_about")]

    operations = [
        migrations.AddField(
            model_name="voice", name="danger", field=models.FloatField(default=0.0)
        ),
    ]
