"""How Sphinx builds the documentation: `make docs`. Equations become MathML, so pages read offline."""

from __future__ import annotations

import re

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from corridor import __version__

project = "corridor"
author = "The corridor developers"
release = version = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
html_theme = "alabaster"
html_show_copyright = False
html_math_renderer = "mathml"
templates_path: list[str] = []
exclude_patterns: list[str] = []


def _mathml(text: str, *, as_block: bool) -> str:
    """Return LaTeX as MathML; the empty group keeps docutils from setting indices below a hat."""
    return tex2mathml(re.sub(r"\\hat\{([^{}]+)\}", r"{\\hat{\1}{}}", text), as_block=as_block)


def _inline(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(_mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def _display(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(_mathml(node.astext(), as_block=True))
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the rendering of equations."""
    app.add_html_math_renderer("mathml", (_inline, None), (_display, None))
