"""Of small books every rule that can never win is refused, and no other: held against all there is to ask."""

from collections.abc import Iterator
from itertools import product

from hypothesis import event, given, settings
from hypothesis import strategies as st

from classifier.domain.book import Book, Placed, bind
from classifier.domain.deciding import ask
from classifier.domain.evaluator import plain
from classifier.domain.features import Features, bounds, choices, flags
from classifier.domain.hopeless import hopeless
from classifier.domain.lexicon import Concepts, Grammar, Lexicon, Value
from classifier.domain.region import World
from classifier.domain.rule import Rule, Stage
from contracts.vocabulary import CATEGORY_OF, Language

ANY = ("zzz",)
LEXICON = Lexicon(
    grammar=Grammar(**{name: ANY for name, own in Grammar.model_fields.items() if own.is_required()}),
    concepts=Concepts.model_validate(
        {
            "concepts": {
                "lift": {"topic": {"category": "facility_repair"}, "words": {"en": ["lift"]}},
                "angry": {"words": {"en": ["angry"]}},
                "cross": {"words": {"en": ["cross"]}, "implies": ["angry"]},
                "furious": {"words": {"en": ["furious"]}, "implies": ["cross"]},
            }
        }
    ).concepts,
)
HOMES = {str(own): str(category) for own, category in CATEGORY_OF.items()}
ASKED: dict[str, list[Value]] = {
    "c_angry": [False, True],
    "c_cross": [False, True],
    "c_furious": [False, True],
    "forwarded": [False, True],
    "reports": [0, 1, 2, 3],
    "days": [0, 1, 2, 3],
    "lead": ["lift", "none"],
    "category": ["noise", "facility_repair", "none"],
    "subcategory": ["lift", "leak", "neighbour_noise", "theft", "other", "none"],
}
"""What the rules of these books ask for."""
OTHER_CATEGORIES: list[Value] = ["parking", "security"]
OTHER_SUBCATEGORIES: list[Value] = [
    next(own for own, home in HOMES.items() if home == category and own not in ASKED["subcategory"])
    for category in ("facility_repair", "noise", "security")
]
VALUES = ASKED | {
    "category": ASKED["category"] + OTHER_CATEGORIES,
    "subcategory": ASKED["subcategory"] + OTHER_SUBCATEGORIES,
}
"""All that they can tell apart: of what none asks for one of a kind is enough."""


When = dict[str, object]


def _of(name: str) -> st.SearchStrategy[When]:
    """One condition on an enum, by a list of some of its values."""
    some = st.lists(st.sampled_from(ASKED[name]), min_size=1, max_size=4, unique=True)
    return st.builds(lambda key, listed: {key: {name: listed}}, st.sampled_from(["is", "is", "is_not"]), some)


CONDITION = st.one_of(
    st.builds(
        lambda key, name: {key: [name]},
        st.sampled_from(["has", "lacks"]),
        st.sampled_from(["angry", "cross", "furious"]),
    ),
    st.builds(lambda key: {key: ["forwarded"]}, st.sampled_from(["given", "not_given"])),
    st.builds(
        lambda key, name, limit: {key: {name: limit}},
        st.sampled_from(["at_least", "at_most"]),
        st.sampled_from(["reports", "days"]),
        st.integers(1, 2),
    ),
    *map(_of, ("lead", "category", "subcategory")),
)


def _joined(conditions: list[When]) -> When:
    return {key: own for one in conditions for key, own in one.items()}


def _halves(told: tuple[str, object, str, object], also: When) -> list[When]:
    """Two conditions of which one holds wherever `also` does."""
    first, asked, second, against = told
    return [also | {first: asked}, also | {second: against}]


WHENS = st.lists(CONDITION, max_size=2).map(_joined)
PARTED = st.sampled_from(
    [
        ("has", ["cross"], "lacks", ["angry"]),
        ("has", ["angry"], "lacks", ["cross"]),
        ("at_least", {"reports": 2}, "at_most", {"reports": 1}),
        ("at_least", {"days": 1}, "at_most", {"days": 1}),
        ("is", {"category": "noise"}, "is_not", {"category": "noise"}),
        ("is", {"subcategory": ["lift", "leak"]}, "is_not", {"category": "facility_repair"}),
        ("given", ["forwarded"], "not_given", ["forwarded"]),
    ]
)
GROUPS = st.one_of(st.lists(WHENS, min_size=1, max_size=2), st.builds(_halves, PARTED, WHENS))
STAGES = {
    Stage.KIND: [{"kind": "repair"}, {"kind": "complaint"}],
    Stage.FLAGS: [{"flag": "safety"}, {"flag": "group"}],
}


@st.composite
def books(draw: st.DrawFn) -> Book:
    """A few rules of one stage."""
    stage = draw(st.sampled_from(sorted(STAGES)))
    whens = [when for group in draw(st.lists(GROUPS, min_size=1, max_size=3)) for when in group]
    told = [(when, draw(st.sampled_from(STAGES[stage]))) for when in [*whens, draw(WHENS)]]
    because: dict[object, str] = dict.fromkeys(Language, "a sentence")
    rules = [
        {"name": f"rule-{n}", "rank": n + 1, "when": when, "then": then, "because": because, "source": "D-209"}
        for n, (when, then) in enumerate(told)
    ]
    return bind(LEXICON, [Placed(Rule.model_validate(own), stage, "x.yaml", n) for n, own in enumerate(rules)])


def _possible(told: dict[str, Value]) -> bool:
    """As the lexicon implies, and no subcategory beside a category that is not its own."""
    implied = (told["c_cross"] or not told["c_furious"]) and (told["c_angry"] or not told["c_cross"])
    home = HOMES.get(str(told["subcategory"]))
    return bool(implied) and home in {None, told["category"]}


def _texts() -> Iterator[Features]:
    rest = dict.fromkeys(flags(LEXICON), False) | dict.fromkeys(bounds(), 0) | dict.fromkeys(choices(LEXICON), "none")
    for chosen in product(*VALUES.values()):
        told = dict(zip(VALUES, chosen, strict=True))
        if _possible(told):
            yield Features.of(rest | told)


TEXTS = list(_texts())


@settings(max_examples=60, deadline=None)
@given(books())
def test_a_rule_is_refused_if_and_only_if_it_decides_nothing_whatever_is_said(book: Book) -> None:
    stage, asking = book.rules[0].stage, plain([book])
    won = {one.by.rule.name for features in TEXTS for one in ask(asking, stage, features)}
    world = World.under(LEXICON)
    for place, own in enumerate(book.rules):
        reason = hopeless(world, own, book.rules[:place])
        event((reason or "kept")[:22])
        assert (reason is None) is (own.rule.name in won), reason
