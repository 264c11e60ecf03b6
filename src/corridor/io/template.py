"""Beginning a case of one's own from a small complete one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from corridor.errors import Fault, InputError
from corridor.io.datapackage import FILE as DATAPACKAGE
from corridor.io.find import find_case
from corridor.io.folders import whole_folder
from corridor.io.settings import FILE as SETTINGS

TEMPLATE = "island"
"""The bundled case that a new one begins as."""


def new_case(folder: Path) -> Path:
    """Make a case in `folder`, which must not exist, and give it the folder's name."""
    if folder.exists():
        cure = "choose another name, or remove it first"
        raise InputError([Fault(file=str(folder), message="there is something already", cure=cure)])
    template = find_case(TEMPLATE)
    name = folder.resolve().name
    with whole_folder(folder) as partial:
        shutil.copytree(template, partial, dirs_exist_ok=True)
        _rename(partial / SETTINGS, r'^name = ".*"$', f'name = "{name}"')
        _rename(partial / DATAPACKAGE, r'^  "name": ".*",$', f'  "name": "{name}",')
    return folder


def _rename(path: Path, pattern: str, line: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(pattern, lambda _: line, text, count=1, flags=re.MULTILINE), encoding="utf-8")
