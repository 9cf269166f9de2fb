"""Actions: what may be entered, checked against the state of the record and appended."""
