"""The record's only table. Only `muster.record.store.ledger` writes its rows, and no row is ever changed."""

from django.db import models


class Entry(models.Model):
    """A row of the ledger; `muster.record.store.hash_chain` defines its line and its hash."""

    number = models.BigIntegerField(primary_key=True)
    recorded_at = models.CharField(max_length=27, unique=True)
    author = models.TextField()
    action = models.CharField(max_length=60)
    subject = models.TextField()
    valid_from = models.CharField(max_length=10)
    content = models.TextField()
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        app_label = "record"
        ordering = ("number",)
        indexes = (models.Index(fields=("subject", "number"), name="record_subject"),)

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"
