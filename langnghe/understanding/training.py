"""Training the models from labelled texts: the starter sentences, then the officers' decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from langnghe.understanding.learned import LinearModel
from langnghe.understanding.words import folded_text, marked_text, read_words

SEED = 20_160_901
OPEN_TEXTS = 3
"""What is learned from a secret text are words that at least so many others hold, too."""

_FEATURES = 60_000
"""So many of the most frequent words and pairs are known to a model: some 10 MB in a version."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its right class, how much it counts, and whether it is not for every eye."""

    text: str
    label: str
    weight: float = 1.0
    is_secret: bool = False


def train(
    examples: Sequence[Labelled], *, strength: float = 0.6, scale: float = 4.0
) -> LinearModel:
    """Learn to tell the classes of these texts apart, with diacritics and without.

    Each text is learned as it was written and once more in bare letters. Words are never learned
    from secret texts alone: a model is read by more people than they are. Raises ValueError where
    there are fewer than two classes. `strength` is the C of the machine, `scale` what turns its
    margins into odds. May be repeated: the same examples give the same model.
    """
    marked, folded = zip(*(_read(example.text) for example in examples), strict=True)
    labels = [example.label for example in examples] * 2
    weights = [example.weight for example in examples] * 2
    spelled, vectors = _spelled(marked + folded, tuple(each.is_secret for each in examples))
    machine = LinearSVC(C=strength, class_weight="balanced", random_state=SEED)
    machine.fit(vectors, labels, sample_weight=weights)
    rows, bias = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # one row stands for two classes
        rows, bias = np.vstack([-rows, rows]), np.concatenate([-bias, bias])
    return LinearModel(
        classes=tuple(str(name) for name in machine.classes_),
        features={str(word): int(index) for word, index in spelled.vocabulary_.items()},
        rarity=spelled.idf_.astype(np.float32),
        weights=rows.astype(np.float32),
        bias=bias.astype(np.float32),
        scale=scale,
    )


@lru_cache(maxsize=10_000)
def _read(text: str) -> tuple[str, str]:
    """Return a text as its words are written and in bare letters; each field asks for the same."""
    words = read_words(text)
    return marked_text(words), folded_text(words)


@lru_cache(maxsize=1)
def _spelled(texts: tuple[str, ...], is_secret: tuple[bool, ...]) -> tuple[TfidfVectorizer, Any]:
    """Return what counts the words of texts, and their counts; most fields have the same texts."""
    spelled = TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, min_df=2, tokenizer=str.split, token_pattern=None,
        lowercase=False, max_features=_FEATURES,
    )  # fmt: skip
    secret = np.array(is_secret * 2, dtype=bool)  # each text stands in both halves
    spelled.fit([text for text, hidden in zip(texts, secret, strict=True) if not hidden])
    return spelled, _without_rare(spelled.transform(texts), secret)


def _without_rare(vectors: Any, secret: Any) -> Any:
    """Take out of secret texts the words that fewer than OPEN_TEXTS others hold."""
    if not secret.any():
        return vectors
    half = len(secret) // 2  # each text stands in both halves
    held = (vectors[:half] + vectors[half:])[~secret[:half]] > 0
    common = np.asarray(held.sum(axis=0)).ravel() >= OPEN_TEXTS
    kept = vectors.tocoo()
    stays = ~secret[kept.row] | common[kept.col]
    kept.data = np.where(stays, kept.data, 0.0)
    return normalize(kept.tocsr())
