"""Messages of the operating system and the CSV reader about files, marked for the catalogues."""

from muster.text import mark

SYSTEM_MESSAGES = (
    mark("Permission denied"),
    mark("Operation not permitted"),
    mark("No such file or directory"),
    mark("Not a directory"),
    mark("Is a directory"),
    mark("File exists"),
    mark("File name too long"),
    mark("No space left on device"),
    mark("Disk quota exceeded"),
    mark("Read-only file system"),
    mark("Input/output error"),
    mark("Too many open files"),
    mark("unexpected end of data"),
    mark("line contains NUL"),
    mark("field larger than field limit (131072)"),
)
