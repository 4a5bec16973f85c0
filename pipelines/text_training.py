"""Fits and measures the text model: numbers in, numbers out, no decision of what is enough.

One logistic regression per label against all others over weighted term counts. The labels' scores,
tempered by one number and put through softmax, are their probabilities; a class has the sum of its
labels'.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax
from scipy.stats import norm
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

Vector = np.ndarray[Any, np.dtype[Any]]
Row = dict[str, Any]

# Written weights have so many digits behind the point: far more than scores can tell apart.
DIGITS = 6
# Where the solver stops; a hundred times finer changes the class of no item in a thousand.
_TOLERANCE = 0.05
_CALIBRATION_BINS = 10


@dataclass(frozen=True)
class Examples:
    """Decided items: what each teaches, and how often each term stands in it (item x term)."""

    rows: pl.DataFrame
    terms: list[str]
    counts: csr_matrix

    def part(self, name: str) -> "Examples":
        """Give the examples that play one part, over the same terms."""
        chosen = (self.rows["example_part"] == name).to_numpy()
        return Examples(self.rows.filter(chosen), self.terms, self.counts[chosen])


@dataclass(frozen=True)
class Weights:
    """A linear score per label; `weights` is label x term."""

    labels: list[str]
    idf: Vector
    weights: Vector
    intercepts: Vector

    def scores(self, examples: Examples) -> Vector:
        """Score every example for every label."""
        scores: Vector = weighed(examples.counts, self.idf) @ self.weights.T + self.intercepts
        return scores

    def tempered(self, warmth: float) -> "Weights":
        """Multiply all scores by one number, and keep the digits that are written."""
        return Weights(
            self.labels,
            self.idf,
            np.round(self.weights * warmth, DIGITS),
            np.round(self.intercepts * warmth, DIGITS),
        )


def weighed(counts: csr_matrix, idf: Vector) -> csr_matrix:
    """Weigh each item's terms by (1 + ln n) * idf and bring each item to length 1."""
    sublinear = csr_matrix((1 + np.log(counts.data), counts.indices, counts.indptr), counts.shape)
    return normalize(sublinear.multiply(idf).tocsr())


def fit(examples: Examples, closeness: float) -> Weights:
    """Fit each label against all others, the two sides weighing the same."""
    n_items_with_term = np.bincount(examples.counts.indices, minlength=len(examples.terms))
    idf = np.round(np.log((1 + examples.counts.shape[0]) / (1 + n_items_with_term)) + 1, DIGITS)
    matrix = weighed(examples.counts, idf)
    taught = examples.rows["label"].to_numpy()
    labels = sorted(set(taught.tolist()))

    # The solver's many small products are slower by far when each is spread over the cores.
    with threadpool_limits(1):
        fitted = [
            LogisticRegression(
                C=closeness, solver="liblinear", class_weight="balanced", tol=_TOLERANCE
            ).fit(matrix, taught == label)
            for label in labels
        ]
    return Weights(
        labels,
        idf,
        np.array([model.coef_[0] for model in fitted]),
        np.array([model.intercept_[0] for model in fitted]),
    )


def warmth_of(weights: Weights, newest: Examples) -> float:
    """Give the number to multiply scores by so that probabilities fit items not learned from."""
    scores = weights.scores(newest)
    place = {label: column for column, label in enumerate(weights.labels)}
    taught = np.array([place[label] for label in newest.rows["label"]])

    def surprise(warmth: float) -> float:
        log_probabilities = log_softmax(warmth * scores, axis=1)
        return float(-log_probabilities[np.arange(len(taught)), taught].mean())

    best = minimize_scalar(surprise, bounds=(0.05, 20), method="bounded")
    return round(float(best.x), DIGITS)


def measure(
    weights: Weights, class_of: Mapping[str, str], newest: Examples, settings: Mapping[str, Any]
) -> list[Row]:
    """Hold a model against items it has not seen: one row per class, null threshold: stays silent.

    The threshold is the lowest score above which the precision is at least `min_precision` with
    `assurance`, and at which the least certain `n_least_certain` items alone reach it too: many
    easy items must not carry doubtful ones.
    """
    probabilities = np.exp(log_softmax(weights.scores(newest), axis=1))
    names = sorted(set(class_of.values()))
    label_class = np.array([names.index(class_of[label]) for label in weights.labels])
    by_class = np.stack(
        [probabilities[:, label_class == place].sum(axis=1) for place in range(len(names))], axis=1
    )
    true_class = np.array([names.index(name) for name in newest.rows["work_class"]])
    true_label = newest.rows["label"].to_numpy()
    rows = []
    for place, name in enumerate(names):
        of_class = np.flatnonzero(by_class.argmax(axis=1) == place)
        ordered = of_class[np.argsort(-by_class[of_class, place], kind="stable")]
        scores = by_class[ordered, place]
        right = true_class[ordered] == place
        n_spoken = _lowest(scores, right, settings)
        spoken = ordered[:n_spoken]
        best = np.where(label_class == place, probabilities[spoken], -1).argmax(axis=1)
        rows.append(
            {
                "work_class": name,
                "threshold": _floored(scores[n_spoken - 1]) if n_spoken else None,
                "n_of_class": int((true_class == place).sum()),
                "n_spoken": n_spoken,
                "n_right": int(right[:n_spoken].sum()),
                "n_right_label": int((np.array(weights.labels)[best] == true_label[spoken]).sum()),
                "precision_low": _rounded(
                    lower_bound(right[:n_spoken].sum(), n_spoken, settings["assurance"])
                )
                if n_spoken
                else None,
                "calibration_error": _rounded(_calibration_error(scores, right)),
            }
        )
    return rows


def lower_bound(n_right: Any, n: Any, assurance: float) -> Any:
    """Give Wilson's one-sided lower bound of a share."""
    z = norm.ppf(assurance)
    share = n_right / n
    spread = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (share + z * z / (2 * n) - spread) / (1 + z * z / n)


def _lowest(scores: Vector, right: Vector, settings: Mapping[str, Any]) -> int:
    """Count the items, best score first, down to the lowest score at which speaking is allowed."""
    if not len(scores):
        return 0
    n = np.arange(1, len(scores) + 1)
    n_right = right.cumsum()
    n_least = settings["n_least_certain"]
    earlier = np.concatenate([np.zeros(n_least, int), n_right])[: len(n)]
    allowed = (
        (lower_bound(n_right, n, settings["assurance"]) >= settings["min_precision"])
        & (n_right - earlier >= settings["min_precision"] * np.minimum(n, n_least))
        & (scores > np.append(scores[1:], -1.0))
    )
    return int(n[allowed].max(initial=0))


def _calibration_error(scores: Vector, right: Vector) -> float | None:
    """Give the mean distance between what was scored and how often it was right, over ten bins."""
    if not len(scores):
        return None
    bins = np.minimum((scores * _CALIBRATION_BINS).astype(int), _CALIBRATION_BINS - 1)
    gaps = [abs((scores - right)[bins == each].sum()) for each in range(_CALIBRATION_BINS)]
    return float(sum(gaps) / len(scores))


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(float(share), DIGITS)


def _floored(share: float) -> float:
    return float(np.floor(share * 10**DIGITS) / 10**DIGITS)
