"""What the rules must beat: counting phrases, and a model of characters fitted to the same messages."""

import importlib
from collections import Counter
from collections.abc import Callable, Sequence

from classifier.domain.lexicon import Lexicon
from classifier.domain.matcher import build, find
from classifier.domain.reading import read
from classifier.scoring import Guess, Labelled, Pair

FOLDS = 5


def counted(lexicon: Lexicon, rows: Sequence[Labelled]) -> list[Pair]:
    """The category most phrases speak of, each counted by its strength; no grammar, no rules."""
    matcher = build(lexicon)

    def most(text: str) -> str | None:
        votes: Counter[str] = Counter()
        for hit in find(matcher, read(text, matcher.margin)):
            if topic := matcher.topics.get(hit.concept):
                votes[str(topic.category)] += hit.strength
        return votes.most_common(1)[0][0] if votes else None

    return [(row, Guess(most(row.text), "complaint", "important", "normal")) for row in rows]


def _slot(texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Each message's label by a model that has not seen it: TF-IDF of characters 1-3, logistic regression."""
    if len(set(labels)) == 1:
        return list(labels)
    text, linear, select, pipe = (
        importlib.import_module(f"sklearn.{name}")
        for name in ("feature_extraction.text", "linear_model", "model_selection", "pipeline")
    )
    model = pipe.make_pipeline(
        text.TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True),
        linear.LogisticRegression(C=20, max_iter=2_000, class_weight="balanced"),
    )
    folds = select.KFold(FOLDS, shuffle=True, random_state=1)
    return [str(label) for label in select.cross_val_predict(model, texts, labels, cv=folds)]


def fitted(rows: Sequence[Labelled]) -> list[Pair]:
    """Cross-validated on the same rows, each language by itself. Raises ImportError without scikit-learn."""
    done: list[Pair] = []
    for language in ("zh", "en"):
        own = [row for row in rows if row.lang.startswith(language)]
        if len(own) >= FOLDS:
            done += _fitted(own)
    return done


def _fitted(rows: Sequence[Labelled]) -> list[Pair]:
    texts = [row.text for row in rows]
    labels: tuple[Callable[[Labelled], str], ...] = (
        lambda row: str(row.gold_category),
        lambda row: str(row.gold_severity),
        lambda row: str(row.gold_urgency),
    )
    category, severity, urgency = (_slot(texts, [label(row) for row in rows]) for label in labels)
    return [(row, Guess(c, None, s, u)) for row, c, s, u in zip(rows, category, severity, urgency, strict=True)]
