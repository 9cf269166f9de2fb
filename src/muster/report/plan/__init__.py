"""The parts of a report that are words and tables, one file each; pictures have a folder of their own."""
