"""Bad input for the classifier: texts made to cost as much as they can; these kinds, not the worst there is."""

import random

from classifier.domain.lexicon import Lexicon, parts_of
from classifier.domain.reading import MOST_CHARACTERS


def bad_texts(lexicon: Lexicon) -> list[str]:
    """Texts that cost much, as long as what is read of one: words of the book without end, and what is hard to fold."""
    draw = random.Random(1)
    said = ["".join(parts_of(phrase)).strip("*^ ") for own in lexicon.concepts.values() for phrase, _ in own.phrases()]
    grammar = lexicon.grammar.model_dump(exclude={"small_print", "earlier_mail", "other_tongues"})  # these turn nothing
    turned = [word for words in grammar.values() for word in words]
    draw.shuffle(said)
    endless = [between.join(said) for between in ("，", "。", "")]
    endless.append("，".join(draw.choice(turned) + phrase for phrase in said))
    odd = [
        "ﷺ漏水",
        "<b>",
        "漏 ",
        "“漏水",
        "三次投诉",
        "if not ",
        "電樓漏",
        "[ ]漏 ",
        "漏：□是 ☑否 ",
        "--\n",
        "> 漏\n",
        "<blockquote>漏<br>",
        "\n &gt; 漏",
        "本邮件仅供。",
    ]
    return [(text * (1 + MOST_CHARACTERS // len(text)))[:MOST_CHARACTERS] for text in (*endless, *odd)]
