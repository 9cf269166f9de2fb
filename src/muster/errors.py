"""Root of muster's errors.

    MusterError
    ├── calendar: InvalidCalendarError
    ├── scenario: MissingCalendarError, DistributionValuesError
    ├── solve:    ModelRejectedError
    ├── plans:    NotAPlanError, NotWrittenError, CertificateMismatchError, UnsolvedPlanError
    ├── risk:     NotARiskFolderError, SweepMismatchError, WorkersLostError, ClusterUnavailableError, BacktestError
    ├── record:   RecordRefusedError
    └── report:   TypesetterMissingError, UnknownReportFormatError

Each package defines its errors where it raises them and derives them from `MusterError`. Some also derive from
`ValueError` or `OSError`, where callers catch those.
"""

from __future__ import annotations


class MusterError(Exception):
    """Root of every error that muster defines."""
