"""Studies as a user calls them: a case may be given by its name or the path of its folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from os import PathLike
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from corridor.case.case import Case
from corridor.errors import Fault, InputError
from corridor.io.case import read

Options = ParamSpec("Options")
Answer = TypeVar("Answer")


def of_a_case(
    study: Callable[Concatenate[Case, Options], Answer],
) -> Callable[Concatenate[Case | str | PathLike[str], Options], Answer]:
    """Return a study that reads its case where it is given a name or a path."""

    @wraps(study)
    def called(case: Case | str | PathLike[str], *args: Options.args, **kwargs: Options.kwargs) -> Answer:
        return study(_case(case), *args, **kwargs)

    # the case may also be given as a keyword, which the type cannot say
    return called  # type: ignore[return-value]


def _case(case: object) -> Case:
    if isinstance(case, Case):
        return case
    if isinstance(case, str | PathLike):
        return read(Path(case) if isinstance(case, PathLike) else case)
    allowed = "a Case, the name of a bundled case, or the path of a folder"
    raise InputError([Fault(file="case", message="no case", value=repr(case)[:80], allowed=allowed)])
