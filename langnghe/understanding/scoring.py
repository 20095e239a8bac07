"""How good suggestions are beside the labels of people: shares, recall, and the grouping."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One figure: `right` of `of`; `share` is None where there was nothing to judge."""

    name: str
    right: float
    of: int

    @property
    def share(self) -> float | None:
        """The share of right ones."""
        return self.right / self.of if self.of else None


def score(rows: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[Score]:
    """Compare results with labels, pair by pair; a field without a label is left out.

    Labels are those of the demonstration reports: kind, topics, ward_code, urgency,
    sensitivity, dup_group.
    """
    return [
        _share("kind", rows, "kind", lambda said, label: said.get("kind") == label["kind"]),
        _share("topic, level 1", rows, "topics", lambda said, label: _first(said, label, level=1)),
        _share("topic, level 2", rows, "topics", lambda said, label: _first(said, label, level=2)),
        _share("topic, level 2, any of those labelled", rows, "topics", _any_topic),
        _share("ward right", rows, "ward_code", _ward_right),
        _share("ward right or rightly asked", rows, "ward_code", _ward_asked),
        _share("urgency", rows, "urgency", lambda said, label: said["urgency"] == label["urgency"]),
        _recall("K3 recall", rows, "urgency", "K3"),
        _alarms_per_hundred(rows),
        _share(
            "sensitivity", rows, "sensitivity",
            lambda said, label: said["sensitivity"] == label["sensitivity"],
        ),
        _recall("S2 recall", rows, "sensitivity", "S2"),
        *_grouping(rows),
    ]  # fmt: skip


_Rows = Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]


def _share(name: str, rows: _Rows, field: str, is_right: Any) -> Score:
    judged = [(said, label) for said, label in rows if field in label]
    right = sum(bool(is_right(said, label)) for said, label in judged)
    return Score(name=name, right=right, of=len(judged))


def _first(said: Mapping[str, Any], label: Mapping[str, Any], *, level: int) -> bool:
    """Whether the first topic is the first one labelled."""
    topics, labelled = said.get("topics") or [], label["topics"] or []
    if not topics or not labelled:
        return not topics and not labelled
    if level == 1:
        return bool(topics[0].partition(".")[0] == labelled[0].partition(".")[0])
    return bool(topics[0] == labelled[0])


def _any_topic(said: Mapping[str, Any], label: Mapping[str, Any]) -> bool:
    return bool(set((said.get("topics") or [])[:1]) & set(label["topics"] or []))


def _ward_right(said: Mapping[str, Any], label: Mapping[str, Any]) -> bool:
    return bool(said.get("ward") == label["ward_code"])


def _ward_asked(said: Mapping[str, Any], label: Mapping[str, Any]) -> bool:
    """Right, or unsure with the right one among the candidates; unsure is right where none is."""
    truth = label["ward_code"]
    if said.get("ward") is None:
        return truth is None or truth in (said.get("ward_candidates") or [])
    return bool(said["ward"] == truth)


def _recall(name: str, rows: _Rows, field: str, level: str) -> Score:
    judged = [(said, label) for said, label in rows if label.get(field) == level]
    right = sum(said.get(field) == level for said, _label in judged)
    return Score(name=name, right=right, of=len(judged))


def _alarms_per_hundred(rows: _Rows) -> Score:
    judged = [said for said, label in rows if "urgency" in label and label["urgency"] != "K3"]
    false = sum(said.get("urgency") == "K3" for said in judged)
    return Score(name="K3 false alarms among the others", right=false, of=len(judged))


def _grouping(rows: _Rows) -> list[Score]:
    """Pairwise precision and recall of "the same event", and B-cubed over all."""
    judged = [(said, label) for said, label in rows if "dup_group" in label]
    if not judged:
        return []
    ids = [said["id"] for said, _label in judged]
    found = _joined(ids, (said.get("same_event") or [] for said, _label in judged))
    truth = [label["dup_group"] or f"alone:{said['id']}" for said, label in judged]
    told, meant = _pairs(found), _pairs(truth)
    both = told & meant
    precision, recall = _b_cubed(found, truth)
    return [
        Score(name="same event, precision of pairs", right=len(both), of=len(told)),
        Score(name="same event, recall of pairs", right=len(both), of=len(meant)),
        Score(name="same event, B-cubed precision", right=precision, of=len(judged)),
        Score(name="same event, B-cubed recall", right=recall, of=len(judged)),
    ]


def _joined(ids: Sequence[str], same: Iterable[Sequence[str]]) -> list[str]:
    """Return the group of each id: that of the earlier ones it is joined to."""
    group: dict[str, str] = {}
    for identity, others in zip(ids, same, strict=True):
        known = [group[other] for other in others if other in group]
        group[identity] = known[0] if known else identity
    return [group[identity] for identity in ids]


def _pairs(groups: Sequence[str]) -> set[tuple[int, int]]:
    members: dict[str, list[int]] = defaultdict(list)
    for index, name in enumerate(groups):
        members[name].append(index)
    return {pair for each in members.values() for pair in combinations(each, 2)}


def _b_cubed(found: Sequence[str], truth: Sequence[str]) -> tuple[float, float]:
    """Return the sums over all of B-cubed precision and recall (Bagga and Baldwin, 1998)."""
    both = Counter(zip(found, truth, strict=True))
    sizes, meant = Counter(found), Counter(truth)
    precision = sum(both[pair] / sizes[pair[0]] for pair in zip(found, truth, strict=True))
    recall = sum(both[pair] / meant[pair[1]] for pair in zip(found, truth, strict=True))
    return precision, recall


def likely_range(right: float, of: int) -> tuple[float, float]:
    """Return where the true share lies with odds of 95 % (Wilson, 1927); of nothing, anywhere."""
    if not of:
        return 0.0, 1.0
    share, squared = right / of, 1.96**2 / of
    centre = share + squared / 2
    spread = 1.96 * math.sqrt(share * (1 - share) / of + squared / (4 * of))
    return (centre - spread) / (1 + squared), (centre + spread) / (1 + squared)
