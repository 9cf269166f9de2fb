"""The guards of `muster.record.store.append_only_triggers`, and a way to find a subject's entries quickly."""

from django.db import migrations, models

from muster.record.store import append_only_triggers as guards


def _install(apps, schema_editor):  # type: ignore[no-untyped-def]
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = (("record", "0001_entries"),)
    operations = (
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["subject", "number"], name="record_subject"),
        ),
        migrations.RunPython(_install, migrations.RunPython.noop),
    )
