"""Claims and names for the properties: few values and grades, so that they meet; scripts from the whole world."""

from hypothesis import strategies as st

from wayhome.casefile.engine.preferring import Claim
from wayhome.kernel.dates import PartialDate
from wayhome.kernel.grades import Grade

said_on = st.sampled_from(["XXXX", "2012", "2012-03", "2012-03-04", "2012-03-05", "2013~", "../2011", "2014/.."]).map(
    PartialDate.parse
)
grades = st.sampled_from(["A1", "B2", "B6", "C3", "F6", "D4", "E5"]).map(Grade.parse)
states = st.sampled_from(["standing", "standing", "standing", "withdrawn", "superseded"])


@st.composite
def claims(draw, min_size=0):
    """Draw claims about one matter, each with a key and a place of its own."""
    number = draw(st.integers(min_size, 8))
    return [
        Claim(
            statement=f"s{place}",
            value=draw(st.sampled_from("xyz")),
            grade=draw(grades),
            source=draw(st.sampled_from(["tip", "sheet", "school"])),
            said_on=draw(said_on),
            recorded=place,
            state=draw(states),
        )
        for place in range(number)
    ]


# Letters of the scripts in which people at risk have their names, with what stands between them.
letters = st.sampled_from(
    "abcxyz ABC-'.éüßøłđāñ ИванЖщья αβγδω אבגדהו ابتثجحخدمن مُحَمَّد ندا लक्ष्मी কমল ไทย ខ្មែរ 李明王 김이 さくらサクラ መልአክ"
)
names = st.text(letters, max_size=12)
