"""Lines of many kinds, from which properties draw documents that give every stage something to do."""

from __future__ import annotations

from hypothesis import strategies as st

LINES = [
    "",
    " ",
    "The ministers met on Tuesday and agreed to meet again before the end of the month, officials said.",
    "Nobody was hurt, and the road was open again by the evening.",
    "It was a cafÃ© where nobody knew ErdoÄŸan.",
    "Tom &amp; Jerry went home early.",
    "He said “we will see” and left.   ",
    "By Jane Miller",
    " date 2021-05-04 Ministers agree to meet again",
    "4 May 2021",
    "12 minutes ago",
    "#Harvest",
    "AFP",
    "(With inputs from agencies)",
    "Share on Facebook",
    "وزیران پیش از پایان ماه دوباره دیدار می‌کنند",
    "Министры договорились встретиться ещё раз до конца месяца",
    "部长们同意在月底前再次会面。",
    "รัฐมนตรีตกลงที่จะพบกันอีกครั้งก่อนสิ้นเดือน",
    "मंत्रियों ने महीने के अंत से पहले फिर मिलने पर सहमति जताई।",
    "Les ministres ont convenu de se retrouver avant la fin du mois, ont indiqué des responsables.",
    "Die Minister wollen sich noch vor dem Ende des Monats wieder treffen.",
    "A harbour at dusk",
    "x = {'a': 1}; print(x)",
    "https://example.org/a/b?c=d",
    "\ufeffA mark at the start",
    "zero\u200bwidth and \x07 bell",
]

LINE = st.sampled_from(LINES) | st.text(max_size=12).map(
    lambda text: "".join(c for c in text if not "\ud800" <= c <= "\udfff")
)
DOCUMENT = st.lists(LINE, max_size=12).map("\n".join)
