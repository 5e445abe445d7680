"""Sphinx configuration; the build needs no network."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

import gametheory
from gametheory import __version__
from gametheory.ragged import RaggedRows

project = "gametheory-ir"
author = "The gametheory-ir authors"
copyright = author
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
# Fields of one name in several classes are listed, not linked to each other (ref.python).
suppress_warnings = ["misc.highlighting_failure", "ref.python"]

html_theme = "furo"
html_title = f"gametheory-ir {version}"
html_copy_source = False
# Formulas in docstrings fall back to their source where no network is at hand to load a renderer.
mathjax_path = "https://cdn.jsdelivr.net/npm/mathjax@3/es5/tex-mml-chtml.js"

autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
add_module_names = False


def setup(app: Any) -> None:
    """A directive that lists every public name of a room of the package."""
    app.add_directive("public-names", PublicNames)


class PublicNames(SphinxDirective):
    """``public-names:: games solutions``: what ``gametheory`` offers from these rooms."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        rooms = self.arguments[0].split()
        lines = []
        for name in gametheory.__all__:
            public = getattr(gametheory, name)
            if getattr(public, "__module__", ".").split(".")[1] not in rooms:
                continue
            kind = "class" if isinstance(public, type) else "function"
            lines += [f".. auto{kind}:: {public.__module__}.{public.__qualname__}"]
            lines += ["   :members:"] if kind == "class" else []
            # Counts and offsets are part of what a listing of equilibria offers.
            lines += (
                ["   :inherited-members:"] if RaggedRows in getattr(public, "__mro__", ()) else []
            )
            lines += [""]
        content = StringList(lines, source="public names")
        holder = nodes.container()
        self.state.nested_parse(content, self.content_offset, holder)
        return holder.children
