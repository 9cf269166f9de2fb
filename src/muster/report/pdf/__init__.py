"""The report as a document: a tagged PDF of at most twelve pages, typeset by Typst (the extra `pack`)."""

from muster.report.pdf.typeset import NoTypesetter, document

__all__ = ["NoTypesetter", "document"]
