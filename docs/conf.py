"""The documentation site: Sphinx reads Markdown (MyST), furo dresses it. Nothing is fetched, so it works offline."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE / "_ext")]

import springmass  # noqa: E402

project = "springmass"
author = "The springmass founders"
project_copyright = "2026, the springmass founders"
release = version = springmass.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "mathml",
    "docstrings",
    "tables_of_the_house",
]
exclude_patterns = ["_ext", "_static", "images"]

# Markdown
myst_enable_extensions = ["attrs_block", "deflist", "dollarmath", "smartquotes"]
myst_heading_anchors = 3
myst_links_external_new_tab = False

# Docstrings: NumPy style. Types there are words for people ("array, shape (n,)"), so they are printed, not looked up.
napoleon_google_docstring = False
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_use_ivar = True
napoleon_custom_sections = [("Attributes", "params_style")]
autodoc_typehints = "none"
autodoc_member_order = "bysource"
python_maximum_signature_line_length = 100
add_module_names = False

# Every reference must lead somewhere; of other people's packages there are no inventories here.
nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(?:numpy|scipy|xarray|pandas|matplotlib|pydantic|anywidget|pathlib|collections|enum)\..*"),
]
linkcheck_ignore = [r".*"]  # whether the outside world is up is no matter of a build; the pages' own links are checked

html_theme = "furo"
html_title = "springmass – the running lab"
html_static_path = ["_static"]
html_css_files = ["house.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True, "top_of_page_buttons": []}
