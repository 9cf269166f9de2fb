"""Append-only triggers, and an index for the entries about a subject."""

from django.db import migrations, models

from muster.record.store import append_only_triggers as triggers


def _install(apps, schema_editor):  # type: ignore[no-untyped-def]
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = (("record", "0001_entries"),)
    operations = (
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["subject", "number"], name="record_subject"),
        ),
        migrations.RunPython(_install, migrations.RunPython.noop),
    )
