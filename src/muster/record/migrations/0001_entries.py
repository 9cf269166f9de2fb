"""Table of entries."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.CharField(max_length=27, unique=True)),
                ("author", models.TextField()),
                ("action", models.CharField(max_length=60)),
                ("subject", models.TextField()),
                ("valid_from", models.CharField(max_length=10)),
                ("content", models.TextField()),
                ("previous", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={"ordering": ("number",)},
        ),
    )
