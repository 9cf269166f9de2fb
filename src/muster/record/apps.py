"""Django application of the record: a model and its migrations, no views."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """Configuration with an explicit label, so that it stays `record` wherever it is installed."""

    name = "muster.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"
