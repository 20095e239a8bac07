"""Putting rows together by average linkage: the arithmetic, with the libraries that it needs."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.cluster import AgglomerativeClustering

Rows = Sequence[Mapping[int, float]] | Sequence[Mapping[str, float]]


def parts_of(words: Rows, topics: Rows, *, least: float) -> list[int]:
    """Return the number of the part that each row belongs to.

    Two rows are as like as the cosine of their words times that of their topics; each row's
    values have length 1 together. Parts grow while the mean over all pairs is at least `least`.
    """
    if len(words) < 2:
        return [0] * len(words)
    apart: NDArray[np.float64] = 1 - _alike(words) * _alike(topics)
    np.fill_diagonal(apart, 0)
    linked = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - least
    )
    return [int(part) for part in linked.fit_predict(apart)]


def _alike(rows: Rows) -> NDArray[np.float64]:
    columns: dict[int | str, int] = {}
    starts, places, weights = [0], [], []
    for row in rows:
        for name, weight in row.items():
            places.append(columns.setdefault(name, len(columns)))
            weights.append(weight)
        starts.append(len(places))
    shape = (len(rows), max(1, len(columns)))
    matrix = sparse.csr_array((weights, places, starts), shape=shape, dtype=np.float64)
    found: NDArray[np.float64] = np.clip((matrix @ matrix.T).toarray(), 0.0, 1.0)
    return found
