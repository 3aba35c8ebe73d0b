"""The copies and forms that the search for stories is measured on."""

from random import Random

from bench.duplicates import copies, forms
from index.report import Report

_SYLLABLES = "bờ cầu chợ đê đò gạch ghe gió hồ kênh lúa lũ mưa nhà nước phố sông thuyền tre vườn"


def _sentences(count: int, seed: int) -> list[str]:
    chance = Random(seed)
    syllables = _SYLLABLES.split()
    return [" ".join(chance.choices(syllables, k=12)) + "." for _ in range(count)]


_GIVEN = [
    Report(f"r{n}", title=f"Tin {n}", lead=_sentences(1, n)[0], body=" ".join(_sentences(20, n)))
    for n in range(8)
]


def test_copies_are_the_same_for_the_same_seed() -> None:
    assert copies(_GIVEN, 5, Random(1)) == copies(_GIVEN, 5, Random(1))
    assert len(copies(_GIVEN, 5, Random(1))) == 5


def test_copy_has_another_title_and_name() -> None:
    for original, copy, _way in copies(_GIVEN, 8, Random(1)):
        assert copy.identifier == f"{original.identifier} (copy)"
        assert copy.title in {each.title for each in _GIVEN}
        assert len(copy.body.split()) >= 60


def test_forms_differ_in_their_values() -> None:
    made = forms(_GIVEN, 4, Random(1))
    assert len({report.body for report in made}) == len(made) == 20
