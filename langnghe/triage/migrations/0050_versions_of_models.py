"""A version can be held by a person, and says what its training took."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("triage", "0002_names_of_voices")]

    operations = [
        migrations.AddField(
            model_name="model", name="is_held", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="model", name="seconds", field=models.FloatField(default=0.0)
        ),
        migrations.AddField(
            model_name="model", name="megabytes", field=models.IntegerField(default=0)
        ),
    ]
