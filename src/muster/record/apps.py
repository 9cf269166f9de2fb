"""The record as an application of Django: a model and its migrations, no views."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """Named by its path, so that its label stays `record` wherever it is installed."""

    name = "muster.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"
