"""An alarm reaches a person by telephone: each officer has a number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column more."""

    dependencies = [("access", "0002_rights_to_direct")]

    operations = [
        migrations.AddField(
            model_name="officer",
            name="phone",
            field=models.CharField(
                blank=True, help_text="where the office reaches them", max_length=40, default=""
            ),
            preserve_default=False,
        ),
    ]
