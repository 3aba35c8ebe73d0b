"""Queries to try: each is made from what the archive holds, and finds something."""

from archive.retrieval import ExampleWords, Library, Passage, count_hits, example_words
from archive.slug import folded
from archive.web import current
from index.query import Query

__all__ = ["example_queries"]


def example_queries(library: Library) -> dict[str, str]:
    """Return a query for each kind of example; kinds for which the archive has none are missing.

    They are looked for once in each state of the archive.
    """
    return current.remembered("examples", library.generation(), lambda: _successful(library))


def _successful(library: Library) -> dict[str, str]:
    """Return the examples that find something."""
    words = example_words(library)
    tried = _of_names(words)
    if words.passage:
        tried |= _of_passage(words.passage)
        if words.other:
            tried |= _of_passages(words.passage, words.other)
    return {kind: text for kind, text in tried.items() if count_hits(library, Query(text))}


def _of_passage(passage: Passage) -> dict[str, str]:
    """Return examples that find the report of a passage."""
    first, second = passage.word
    row = passage.syllables
    longest = max(row, key=len)
    found = {
        "plain": folded(f"{first} {second}"),
        "marked": f"{first} {second}",
        "phrase": f'"{" ".join(row[:3])}"',
        "slop": f'"{row[0]} {row[3]}"~3',
        "exact": f"={longest}",
        "prefix": f"{longest[:-1]}*",
        "required": f"+{first} {second}",
        "both": f"{row[0]} VÀ {row[-1]}",
        "near": f"{row[0]} GẦN/5 {row[2]}",
    }
    if dashed := [each for each in row if each[0] == "đ" and folded(each)[1:] != each[1:]]:
        found["dashed"] = f"đ{folded(dashed[0])[1:]}"
    if passage.absent:
        found["excluded"] = f"{first} {second} -{passage.absent}"
        found["without"] = f"{first} {second} KHÔNG {passage.absent}"
    return found


def _of_passages(passage: Passage, other: Passage) -> dict[str, str]:
    """Return examples that find the report of either passage."""
    one, two = " ".join(passage.word), " ".join(other.word)
    return {"either": f"{one} HOẶC {two}", "group": f"({one} HOẶC {two}) {passage.syllables[0]}"}


def _of_names(words: ExampleWords) -> dict[str, str]:
    """Return examples with the fields of reports."""
    found = {
        "title": words.title and f"tiêu_đề:{words.title}",
        "section": words.section and f'mục:"{words.section}"',
        "person": words.person and f'nhân_vật:"{words.person}"',
        "name": words.person and folded(words.person),
        "author": words.author and f'tác_giả:"{words.author}"',
        "source": words.source and f'báo:"{words.source}"',
    }
    if words.day:
        found["day"] = f"ngày:{words.day}"
    if words.years:
        first, last = words.years
        found["year"] = f"ngày:{last}"
        found["period"] = f"ngày:{first}..{last}"
        found["before"] = f"ngày:trước {int(first) + 1}"
        found["since"] = f"ngày:từ {last}"
    return {kind: text for kind, text in found.items() if text}
