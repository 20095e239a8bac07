"""Names of a voice carry how rare they are; what a voice says of itself is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("triage", "0001_suggestions")]

    operations = [
        migrations.RemoveField(model_name="voice", name="names"),
        migrations.AddField(model_name="voice", name="names", field=models.JSONField(default=dict)),
        migrations.AddField(
            model_name="voice", name="is_apart", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="voice", name="is_told", field=models.BooleanField(default=True)
        ),
        migrations.AddField(
            model_name="voice", name="passing", field=models.FloatField(default=0.0)
        ),
    ]
