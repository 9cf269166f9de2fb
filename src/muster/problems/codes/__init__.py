"""Register of problem codes; every code has a documentation page and a test."""

from muster.problems.code import Code
from muster.problems.codes.cells import CELLS
from muster.problems.codes.dates import DATES
from muster.problems.codes.documents import DOCUMENTS
from muster.problems.codes.files import FILES
from muster.problems.codes.keys import KEYS
from muster.problems.codes.network import NETWORK
from muster.problems.codes.patches import PATCHES
from muster.problems.codes.published import PUBLISHED
from muster.problems.codes.rules import RULES
from muster.problems.codes.settings import SETTINGS
from muster.problems.codes.supply import SUPPLY
from muster.problems.codes.uncertainties import UNCERTAINTIES

_SCENARIO_CODES = (*FILES, *CELLS, *SETTINGS, *KEYS, *RULES, *DATES, *NETWORK, *SUPPLY, *PATCHES, *UNCERTAINTIES)
_RECORD_CODES = (*DOCUMENTS, *PUBLISHED)
_ALL = (*_SCENARIO_CODES, *_RECORD_CODES)

CODES: dict[str, Code] = {code.code: code for code in _ALL}
