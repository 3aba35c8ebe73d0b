"""Snippets: exact highlights in the text as published, and passages around them."""

import re
import time
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.display import occurrences
from index.display.occurrences import LeafFinder
from index.display.sentences import sentences
from index.display.snippets import Highlighter, Snippet, highlight, snippet
from index.language.analysis import tokens
from index.planning.clauses import Term, TermSequence

DAN, VAN, KHEO = Term(keys=("dân",)), Term(keys=("vận",)), Term(folds=("kheo",))
DAN_VAN = TermSequence((DAN, VAN))

words = st.sampled_from(
    ["dân", "vận", "khéo", "Dân", "DÂN", "khẹo", "da\u0302n", "d\u200bân", "tỉnh", "Huế", "TP", "x"]
)
joints = st.sampled_from([" ", ". ", ", ", "\n", " – ", "… ", ".", '." ', "\u00a0"])
texts = st.lists(st.tuples(words, joints), max_size=60).map(
    lambda pairs: "".join(word + joint for word, joint in pairs)
)
terms = st.sampled_from([DAN, VAN, KHEO, Term(keys=("tỉnh", "huế")), Term(folds=("dan",))])
sequences = st.builds(
    TermSequence,
    terms=st.lists(terms, min_size=1, max_size=4).map(tuple),
    slop=st.integers(0, 3),
    ordered=st.booleans(),
)
leaves = st.lists(terms | sequences, max_size=5)


def shown(text, spans):
    return [text[start:end] for start, end in spans]


def positions_of(term, line):
    """The positions of a term in a line, read off its tokens."""
    return [
        token.position
        for token in tokens(line)
        if token.key in term.keys or token.fold in term.folds
    ]


@given(st.lists(texts | st.just("Straße, dân"), max_size=5), leaves, st.sampled_from([1, 40, 1000]))
def test_texts_searched_together_have_what_each_has_alone(several, leaves, most):
    finder = LeafFinder(leaves)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(occurrences, "_TOGETHER", most)
        assert finder.find_in_each(several) == [finder.find(text) for text in several]


@given(st.lists(texts, max_size=5), leaves)
def test_highlighter_gives_the_same_after_a_search_of_all_texts(several, leaves):
    prepared = Highlighter(leaves)
    prepared.search((text, "body") for text in several)
    for text in several:
        alone = Highlighter(leaves)
        assert prepared.highlight(text, "body") == alone.highlight(text, "body")
        assert prepared.snippet(text, 60, "body") == alone.snippet(text, 60, "body")


@pytest.mark.parametrize(
    ("text", "leaves", "marked"),
    [
        ("Dân vận khéo, dẫn vần", [DAN, VAN], ["Dân", "vận"]),
        ("Dân vận khéo, dẫn vần", [DAN, VAN, DAN_VAN], ["Dân vận"]),
        ("dân, vận; vận dân", [DAN_VAN], ["dân, vận"]),
        ("dân\nvận", [DAN_VAN], []),
        ("khẻo KHÉO khoẻ", [KHEO], ["khẻo", "KHÉO"]),
        ("da\u0302n va\u0323\u0302n", [DAN_VAN], ["da\u0302n va\u0323\u0302n"]),
        ("(d\u200bân)", [DAN], ["d\u200bân"]),
        ("dân tộc vận", [TermSequence((DAN, VAN), slop=1)], ["dân", "vận"]),
        ("dân tộc vận", [TermSequence((DAN, VAN), slop=0)], []),
        ("vận tộc dân", [TermSequence((DAN, VAN), slop=1)], []),
        ("vận tộc dân", [TermSequence((DAN, VAN), slop=1, ordered=False)], ["vận", "dân"]),
        ("dân vận dân", [TermSequence((DAN, DAN), slop=0, ordered=False)], []),
        ("dân vận dân", [TermSequence((DAN, DAN), slop=1, ordered=False)], ["dân", "dân"]),
        ("dân dân vận", [DAN_VAN], ["dân vận"]),
        ("dân dẫn", [TermSequence((Term(folds=("dan",)), DAN), ordered=False)], ["dân dẫn"]),
        ("dân vận khéo", [DAN_VAN, TermSequence((VAN, KHEO))], ["dân vận khéo"]),
        ("Hà-nội", [TermSequence((Term(("hà",)), Term(("nội",))))], ["Hà-nội"]),
        ("G20", [TermSequence((Term(("g",)), Term(("20",))))], ["G20"]),
        ("TP.HCM", [Term(("hcm",))], ["HCM"]),
        ("dân", [TermSequence(())], []),
        ("", [DAN], []),
    ],
)
def test_highlights(text, leaves, marked):
    assert shown(text, highlight(text, leaves)) == marked


def test_leaves_of_other_fields_are_ignored_if_the_field_is_given():
    confined = Term(keys=("dân",), fields=("title",))
    assert highlight("dân", [confined]) == [(0, 3)]
    assert highlight("dân", [confined], field="title") == [(0, 3)]
    assert highlight("dân", [confined], field="body") == []
    assert snippet("dân", [confined], field="body").marks == ()


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("dân vận, dẫn vần khéo, dân", ["dân vận", "khéo"]),
        ("dân và vận khéo", ["dân", "vận", "khéo"]),
        ("dân vận khéo", ["dân vận", "khéo"]),
        ("khéo dân, vận vận", ["khéo", "dân, vận"]),
    ],
)
def test_syllable_of_a_word_is_not_highlighted_alone_where_the_word_is_whole(text, marked):
    looked_for = [DAN, VAN, KHEO, DAN_VAN]
    assert shown(text, highlight(text, looked_for, words=[DAN_VAN])) == marked
    confined = [leaf._replace(fields=("body",)) for leaf in looked_for]
    spans = highlight(text, confined, field="body", words=[confined[-1]])
    assert shown(text, spans) == marked


@given(texts, leaves)
def test_only_syllables_of_highlighted_words_are_left_out(text, leaves):
    words = [leaf for leaf in leaves if isinstance(leaf, TermSequence)]
    here = [word for word in words if highlight(text, [word])]
    parts = {term._replace(fields=word.fields) for word in here for term in word.terms}
    rest = [leaf for leaf in leaves if leaf not in parts]
    assert highlight(text, leaves, words=words) == highlight(text, rest)
    assert bool(highlight(text, rest)) == bool(highlight(text, leaves))


@given(texts, leaves)
def test_highlights_are_whole_syllables_in_order_and_disjoint(text, leaves):
    starts = {token.start for token in tokens(text)}
    ends = {token.end for token in tokens(text)}
    last = -1
    for start, end in highlight(text, leaves):
        assert start in starts
        assert end in ends
        assert last < start < end
        last = end


@given(texts, st.lists(terms, max_size=3))
def test_term_highlights_each_of_its_tokens_and_no_other(text, leaves):
    expected = [
        (token.start, token.end)
        for token in tokens(text)
        if any(token.key in leaf.keys or token.fold in leaf.folds for leaf in leaves)
    ]
    assert highlight(text, leaves) == expected


@given(texts, sequences)
def test_sequence_is_highlighted_where_it_occurs(text, sequence):
    def lays(places, used):
        if not places:
            return max(used) - min(used) + 1 - len(used) <= sequence.slop
        return any(
            lays(places[1:], [*used, at])
            for at in places[0]
            if at not in used and (not sequence.ordered or not used or at > used[-1])
        )

    line = " ".join(text.split()[:12])
    expected = lays([positions_of(term, line) for term in sequence.terms], [])
    assert bool(highlight(line, [sequence])) == expected


@given(texts, leaves, st.integers(12, 90))
def test_snippet_is_a_part_of_the_text_with_its_highlights(text, leaves, length):
    found = snippet(text, leaves, length)
    assert found.text in text
    assert len(found.text) <= length
    assert found.text == found.text.strip()
    whole = shown(text, highlight(text, leaves))
    assert all(mark in " ".join(whole) for mark in shown(found.text, found.marks))
    assert bool(found.marks) == bool(whole)


@given(st.lists(texts, max_size=5), leaves, st.integers(12, 90))
def test_snippets_chosen_together_are_those_of_each_text_alone(several, leaves, length):
    together = Highlighter(leaves).snippets([(text, "body") for text in several], length)
    alone = [Highlighter(leaves).snippet(text, length, "body") for text in several]
    assert together == alone


@given(texts, st.lists(terms | st.just(DAN_VAN), max_size=5), st.integers(12, 90))
def test_a_passage_has_the_highlights_that_a_search_of_it_finds(text, leaves, length):
    prepared = Highlighter(leaves, [DAN_VAN])
    [best] = prepared.best_snippets([[(text, "")]], length)
    assert best.text == prepared.snippet(text, length).text
    assert list(best.marks) == highlight(best.text, leaves, words=[DAN_VAN])


@given(st.lists(texts, max_size=4), leaves, st.integers(12, 90))
def test_best_snippet_of_several_texts_has_most_highlights(several, leaves, length):
    prepared = Highlighter(leaves)
    group = [(text, "body") for text in several]
    [best] = prepared.best_snippets([group], length)
    alone = [prepared.snippet(text, length, "body") for text in several]
    most = max((len(each.marks) for each in alone), default=0)
    expected = next((each.text for each in alone if len(each.marks) == most), "")
    assert best.text == expected


@given(texts, leaves, st.integers(12, 90))
def test_no_other_passage_shows_more(text, leaves, length):
    found = LeafFinder(leaves).find(text)
    near = np.array([start for start, _, _ in found], np.intp)
    pieces = list(zip(*(column.tolist() for column in sentences(text, length, near)), strict=True))

    def around(offset):
        """The pieces around the one with an offset, first those after it, then those before it."""
        first = last = max(at for at, piece in enumerate(pieces) if piece[0] <= offset)
        while last + 1 < len(pieces) and pieces[last + 1][1] - pieces[first][0] <= length:
            last += 1
        while first and pieces[last][1] - pieces[first - 1][0] <= length:
            first -= 1
        return pieces[first][0], pieces[last][1], pieces[first][2]

    def worth(passage):
        start, end, opens = passage
        within = [(ends, leaf) for begins, ends, leaf in found if start <= begins < end]
        return len({leaf for ends, leaf in within if ends <= end}), len(within), opens, -start

    if found:
        start, end, _ = max(map(around, near.tolist()), key=worth)
        assert snippet(text, leaves, length).text == text[start:end]


TEXT = (
    "Mở đầu không có gì. Dân chủ ở TP. Huế được nói đến. "
    "Công tác dân vận khéo đã đi vào nề nếp! Sau đó là phần kết luận của bài.\nDân."
)


def test_the_passage_with_most_different_leaves_is_shown():
    found = snippet(TEXT, [DAN, VAN, DAN_VAN, KHEO], 60)
    assert found == Snippet("Công tác dân vận khéo đã đi vào nề nếp!", ((9, 16), (17, 21)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dân dân dân dân. Dân vận.", "Dân vận."),
        ("Dân tộc vận. Dân vận dân.", "Dân vận dân."),
        ("Dân vận. Vận dân.", "Dân vận."),
    ],
)
def test_of_two_passages_is_shown(text, shown):
    assert snippet(text, [DAN, VAN], 16).text == shown


def test_as_many_sentences_as_fit_are_shown():
    assert snippet(TEXT, [KHEO], 100).text.startswith("Công tác")
    assert snippet(TEXT, [KHEO], 100).text.endswith("của bài.\nDân.")
    assert snippet(TEXT, [KHEO], 1000).text == TEXT


def test_the_beginning_is_shown_where_nothing_occurs():
    found = snippet(TEXT, [Term(keys=("báo",))], 40)
    assert found == Snippet("Mở đầu không có gì.")
    assert snippet("", [DAN]) == snippet(" \n", [DAN]) == Snippet("")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Ông A. Lân đến. Bà về.", ["Ông A. Lân đến.", "Bà về."]),
        ("GS. Lân ở TP. Huế. Ông nói.", ["GS. Lân ở TP. Huế.", "Ông nói."]),
        ("Ở Mỹ. Ông nói.", ["Ở Mỹ.", "Ông nói."]),
        ("Giá 1.000.000 đồng… rồi thôi. Hết?", ["Giá 1.000.000 đồng… rồi thôi.", "Hết?"]),
        ('Ông nói: "Được." Rồi đi.', ['Ông nói: "Được."', "Rồi đi."]),
        ("Dòng một\nDòng hai", ["Dòng một", "Dòng hai"]),
        ("Xong. Đảng bộ họp.", ["Xong.", "Đảng bộ họp."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, sentences):
    for sentence in sentences:
        word = tokens(sentence)[-1].key
        found = snippet(text, [Term(keys=(word,))], len(sentence))
        assert found.text == sentence
        assert not found.clipped_before
        assert not found.clipped_after


@pytest.mark.parametrize("before", ["trước đó ", "trước đó, "])
def test_long_sentence_is_clipped_around_the_highlight(before):
    text = before * 30 + "công tác dân vận khéo " + "rồi sau này " * 30
    found = snippet(text.strip() + ".", [DAN_VAN], 80)
    assert shown(found.text, found.marks) == ["dân vận"]
    assert found.clipped_before
    assert found.clipped_after
    assert 40 <= len(found.text) <= 80
    assert f" {found.text} " in text


def test_a_long_sentence_is_rather_cut_at_a_comma():
    text = "năm ấy, vì mưa, " * 30 + "dân vận" + ", vì nắng, năm sau" * 30
    assert re.match("(năm ấy|vì mưa|dân vận), ", snippet(text, [DAN_VAN], 80).text)


def test_decomposed_text_gives_the_same_passage_and_highlights():
    plain = snippet(TEXT, [DAN_VAN], 240)
    decomposed = snippet(unicodedata.normalize("NFD", TEXT), [DAN_VAN], 400)
    assert [
        unicodedata.normalize("NFC", mark) for mark in shown(decomposed.text, decomposed.marks)
    ] == shown(plain.text, plain.marks)


@pytest.mark.parametrize(
    "text",
    [
        lambda size: "." * size + "x",
        lambda size: "á" * size,
        lambda size: " ." * (size // 8),
        lambda size: ". " * (size // 8) + "x",
        lambda size: "dân " * (size // 16),
    ],
    ids=["stops", "letters", "spaced stops", "stops and spaces", "highlights"],
)
def test_no_text_takes_quadratic_time(text):
    near = TermSequence((DAN, DAN, VAN), slop=50, ordered=False)

    def seconds(size):
        began = time.process_time()
        assert len(snippet(text(size), [DAN, near, DAN_VAN]).text) <= 240
        return time.process_time() - began

    short = min(seconds(10_000) for _ in range(3))
    # Eight times the text takes eight times as long, or 64 times in quadratic time.
    assert min(seconds(80_000) for _ in range(2)) < 32 * short
