"""Exchange: scenarios, workbooks, plans and published tables brought in; the record exported and restored."""
