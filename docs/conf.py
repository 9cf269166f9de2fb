"""How the documentation is built: `make docs`. Nothing in the pages comes from outside them."""

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))
about = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]

project = "muster"
author = "The muster developers"
copyright = "The muster developers, Apache License 2.0"
version = release = about["version"]

extensions = ["myst_parser", "generated"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = True

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4

html_theme = "pydata_sphinx_theme"
html_title = "muster"
html_static_path = ["_static"]
html_css_files = ["muster.css"]
html_show_sourcelink = False
html_copy_source = False
# Every page is in the bar at the top: a second list beside the text would only narrow it.
html_sidebars: dict[str, list[str]] = {"**": []}
html_theme_options = {
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "show_prev_next": True,
}
