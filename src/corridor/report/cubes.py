"""Tables as arrays: the columns of a long table laid out by what its rows are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from corridor.types import Floats


def places(column: pd.Series, order: Sequence[str]) -> NDArray[np.int64]:
    """Return where each text of a column stands in `order`, [row]; -1 where it does not."""
    found = pc.index_in(_texts(column), value_set=pa.array(list(order), type=pa.large_string()))
    return np.asarray(pc.fill_null(found, -1), dtype=np.int64)


def kept(table: pd.DataFrame, rows: NDArray[np.bool_]) -> pd.DataFrame:
    """Return some rows of a table of texts and numbers, numbered anew.

    A table joined from thousands of pieces keeps its texts in as many; here they come in one.
    """
    columns: dict[str, NDArray[Any]] = {}
    for name in table:
        column = table[name]
        if pd.api.types.is_numeric_dtype(column.dtype):
            columns[str(name)] = column.to_numpy()[rows]
        else:
            columns[str(name)] = np.asarray(_texts(column).filter(pa.array(rows)), dtype=object)
    return pd.DataFrame(columns)


def _texts(column: pd.Series) -> pa.Array | pa.ChunkedArray:
    """Return a column of texts as Arrow has them; what is no text is missing."""
    return pa.array(column, from_pandas=True).cast(pa.large_string())


def cube(table: pd.DataFrame, axes: Mapping[str, Sequence[str]], columns: Sequence[str]) -> list[Floats]:
    """Return each of `columns` as an array with one axis per entry of `axes`, in the order given there.

    Rows that are about nothing in an axis are left out; a cell without a row is not a number.
    """
    at = [places(table[name], order) for name, order in axes.items()]
    inside = np.logical_and.reduce([place >= 0 for place in at])
    where = tuple(place[inside] for place in at)
    found = []
    for name in columns:
        values = np.full([len(order) for order in axes.values()], np.nan)
        values[where] = table[name].to_numpy(dtype=np.float64)[inside]
        found.append(values)
    return found
