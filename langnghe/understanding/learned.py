"""What was learned from labelled texts: a linear model over words, used without its trainer."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from langnghe.late import late
from langnghe.understanding.words import Words, folded_text, marked_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = late("numpy")


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights of one-against-rest over TF-IDF of words and pairs of words.

    `weights`: (classes, features) float32; `bias`: (classes,); `scale` turns margins into odds.
    """

    classes: tuple[str, ...]
    features: Mapping[str, int]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    scale: float

    def odds(self, words: Words) -> dict[str, float]:
        """Return the probability of each class; they sum to 1."""
        found, values = self._vector(words)
        margins = self.bias.astype(np.float64).copy()
        if found:
            margins += self.weights[:, found].astype(np.float64) @ values
        exps = np.exp((margins - margins.max()) * self.scale)
        return dict(zip(self.classes, (exps / exps.sum()).tolist(), strict=True))

    def reasons(self, words: Words, chosen: str, limit: int = 6) -> tuple[tuple[int, int], ...]:
        """Return the runs of words (first, after) that speak most for a class."""
        row = self.classes.index(chosen)
        scored: list[tuple[float, int, int]] = []
        for first, after, feature in _runs(words):
            index = self.features.get(feature)
            if index is not None and self.weights[row, index] > 0:
                weight = float(self.weights[row, index] * self.rarity[index])
                scored.append((weight, first, after))
        scored.sort(reverse=True)
        return tuple((first, after) for weight, first, after in scored[:limit] if weight > 0.3)

    def _vector(self, words: Words) -> tuple[list[int], NDArray[np.float64]]:
        counts: dict[int, int] = {}
        for _first, _after, feature in _runs(words):
            index = self.features.get(feature)
            if index is not None:
                counts[index] = counts.get(index, 0) + 1
        found = sorted(counts)
        values = np.array(
            [(1 + math.log(counts[index])) * float(self.rarity[index]) for index in found],
            dtype=np.float64,
        )
        length = float(np.linalg.norm(values)) or 1.0
        return found, values / length


def _runs(words: Words) -> list[tuple[int, int, str]]:
    """Return every word and pair of words with the text the model knows it by."""
    said = (marked_text if words.is_marked else folded_text)(words).split(" ")
    single = [(at, at + 1, word) for at, word in enumerate(said)]
    pairs = [(at, at + 2, f"{said[at]} {said[at + 1]}") for at in range(len(said) - 1)]
    return single + pairs


def pack(models: Mapping[str, LinearModel]) -> bytes:
    """Write models as one compressed file of plain arrays; nothing in it can be run."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, model in models.items():
        terms = sorted(model.features, key=model.features.__getitem__)
        arrays[f"{name}.classes"] = _letters(model.classes)
        arrays[f"{name}.features"] = _letters(terms)
        arrays[f"{name}.rarity"] = model.rarity
        arrays[f"{name}.weights"] = model.weights.astype(np.float16)
        arrays[f"{name}.bias"] = model.bias
        arrays[f"{name}.scale"] = np.array([model.scale])
    kept = io.BytesIO()
    np.savez_compressed(kept, allow_pickle=False, **arrays)
    return kept.getvalue()


def unpack(packed: bytes) -> dict[str, LinearModel]:
    """Read models that `pack` wrote; raises ValueError for anything else."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        names = {name.rpartition(".")[0] for name in arrays.files}
        return {
            name: LinearModel(
                classes=tuple(_words_in(arrays[f"{name}.classes"])),
                features={
                    word: index for index, word in enumerate(_words_in(arrays[f"{name}.features"]))
                },
                rarity=arrays[f"{name}.rarity"],
                weights=arrays[f"{name}.weights"].astype(np.float32),
                bias=arrays[f"{name}.bias"],
                scale=float(arrays[f"{name}.scale"][0]),
            )
            for name in sorted(names)
        }


def _letters(words: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def _words_in(letters: NDArray[np.uint8]) -> list[str]:
    return letters.tobytes().decode().split("\n")
