import django.db.models.deletion
from django.db import migrations, models

import langnghe.direction.states


class Migration(migrations.Migration):
    dependencies = [
        ("direction", "0008_papers_of_the_duty_room"),
    ]

    operations = [
        migrations.RenameModel("JointResult", "JointStep"),
        migrations.RenameIndex(
            "jointstep", new_name="joint_step_running", old_name="joint_result_running"
        ),
        migrations.AlterField(
            model_name="jointstep",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="joint_steps",
                to="access.agency",
            ),
        ),
        migrations.AlterField(
            model_name="jointstep", name="result", field=models.TextField(blank=True)
        ),
        migrations.AddField(
            model_name="jointstep",
            name="what",
            field=models.CharField(
                choices=[("accept", "accept"), ("result", "result")],
                default=langnghe.direction.states.JointWhat["RESULT"],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="jointcase",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    (langnghe.direction.states.WhyLeft["ACCEPTED"], "it was accepted before"),
                    (
                        langnghe.direction.states.WhyLeft["CAME_BACK"],
                        "the office has sent it back to be done again",
                    ),
                    (
                        langnghe.direction.states.WhyLeft["REPORTED"],
                        "a result was reported before",
                    ),
                    (
                        langnghe.direction.states.WhyLeft["RETURNED"],
                        "it was given back to the office",
                    ),
                    (langnghe.direction.states.WhyLeft["WITHDRAWN"], "the office took it back"),
                    (
                        langnghe.direction.states.WhyLeft["ENDED"],
                        "the office has found its result enough",
                    ),
                    (
                        langnghe.direction.states.WhyLeft["MISSING"],
                        "it is not with the agency any more",
                    ),
                ],
                max_length=12,
            ),
        ),
    ]
