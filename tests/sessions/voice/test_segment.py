"""Segments as values: what belongs to a part, words and their beginnings, splitting and joining (VO7, VO9)."""

import random

import pytest

from sessions.voice.segment import SEGMENT_LIMIT, Piece, Utterance, Window, pieces

SOURCE = "00000000-0000-4000-8000-000000000001"


def words(text: str, start: float = 0.0, each: float = 0.5) -> tuple[tuple[str, float], ...]:
    return tuple((word.strip(",.!?"), start + i * each) for i, word in enumerate(text.split()))


def test_VO7_words_of_a_service_are_found_in_its_text_whatever_signs_stand_between() -> None:
    text = "So, the build — is green. Да?"
    known = (("so", 1.0), ("the", 1.4), ("build", 1.6), ("is", 2.0), ("green", 2.3), ("Да", 2.9))
    (one,) = pieces(SOURCE, 0, [Utterance(1.0, 3.2, text, words=known)], Window(10, 0, 60), "english")
    assert (one.segment_id, one.start_ms, one.end_ms, one.text) == (f"{SOURCE}.000011000", 11_000, 13_200, text)
    assert one.words is not None
    assert [at for at in one.words if at != one.words[3]] == [0, 400, 600, 1000, 1300, 1900]
    assert 600 < one.words[3] < 1000  # the dash is nobody's word


def test_VO7_in_an_overlap_each_word_belongs_to_the_part_that_has_its_middle() -> None:
    said = "один два три четыре пять шесть"
    heard = [Utterance(0.0, 3.0, said, words=words(said))]
    first = pieces(SOURCE, 0, heard, Window(0, 0, 1.6), "")
    second = pieces(SOURCE, 1, heard, Window(0, 1.6, 9), "")
    assert [one.text for one in (*first, *second)] == ["один два три", "четыре пять шесть"]
    assert [one.start_ms for one in (*first, *second)] == [0, 1600]  # a segment lies in its part
    whole = [Utterance(0.0, 1.0, "before"), Utterance(1.0, 2.0, "across"), Utterance(2.0, 3.0, "behind")]
    assert [one.text for one in pieces(SOURCE, 0, whole, Window(0, 0, 1.5), "")] == ["before"]
    assert [one.text for one in pieces(SOURCE, 1, whole, Window(0, 1.5, 9), "")] == ["across", "behind"]


def test_VO7_two_segments_never_begin_together_and_a_long_text_is_several() -> None:
    same = [Utterance(1.0, 1.0, "a"), Utterance(1.0, 2.0, "b")]
    assert [one.start_ms for one in pieces(SOURCE, 0, same, Window(0, 0, 9), "")] == [1000, 1001]
    long = " ".join(["слово"] * 10_000)
    found = pieces(SOURCE, 0, [Utterance(0, 600, long)], Window(0, 0, 600), "")
    assert " ".join(one.text for one in found) == long
    assert max(len(one.text) for one in found) <= SEGMENT_LIMIT
    assert found[0].end_ms == found[1].start_ms
    assert pieces(SOURCE, 0, [Utterance(0, 1, "\u2028\x00 \n")], Window(0, 0, 9), "") == []
    (odd,) = pieces(SOURCE, 0, [Utterance(0, 1, "a\tb\x00c")], Window(0, 0, 9), "")
    assert odd.text == "a b c"


def test_VO7_speakers_belong_to_their_part() -> None:
    heard = [Utterance(0, 1, "a", "A"), Utterance(1, 2, "b", "speaker:1")]
    labels = [one.speaker for part in (0, 1) for one in pieces(SOURCE, part, heard, Window(0, 0, 9), "")]
    assert labels == ["00000000.0.A", "00000000.0.speaker1", "00000000.1.A", "00000000.1.speaker1"]


def a_piece(text: str = "один два три четыре", *, is_known: bool = True) -> Piece:
    return Piece(SOURCE, 1000, 5000, text, "A", "ru", (0, 1000, 2000, 3000) if is_known else None)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("один два три четыре", (0, 1000, 2000, 3000)),
        ("Один, два! ТРИ четыре.", (0, 1000, 2000, 3000)),
        ("один четыре", (0, 3000)),
        ("два три", (1000, 2000)),
    ],
)
def test_VO9_words_that_stay_keep_their_beginnings(text: str, starts: tuple[int, ...]) -> None:
    assert a_piece().said(text).words == starts


def test_VO9_words_that_come_in_lie_between_their_neighbours() -> None:
    changed = a_piece().said("один и ещё два три четыре").words
    assert changed is not None
    assert changed[0] == 0
    assert changed[3:] == (1000, 2000, 3000)
    assert 0 < changed[1] < changed[2] < 1000
    assert a_piece(is_known=False).said("x y").words is None


def test_VO9_what_is_split_and_joined_again_is_what_it_was() -> None:
    for is_known in (True, False):
        both = a_piece(is_known=is_known).split(2)
        assert both is not None
        first, second = both
        assert (first.text, second.text) == ("один два", "три четыре")
        assert first.end_ms == second.start_ms
        assert first.joined(second) == a_piece(is_known=is_known)
    assert a_piece().split(0) is None
    assert a_piece().split(4) is None
    assert Piece(SOURCE, 0, 1, "a b").split(1) is None
    assert Piece(SOURCE, 0, 10, "a" * SEGMENT_LIMIT).joined(a_piece()) is None


def test_VO9_whatever_is_changed_words_stay_in_order_and_inside() -> None:
    chance = random.Random(7)
    piece = a_piece()
    for _ in range(300):
        text = " ".join(chance.choices(["один", "два", "три", "x", "четыре"], k=chance.randint(1, 9)))
        piece = Piece.of(
            {
                **dict.fromkeys(("speaker", "language"), ""),
                "source_id": SOURCE,
                "start_ms": 1000,
                "end_ms": 5000,
                "text": piece.text,
                "words": piece.packed,
            }
        ).said(text)
        assert piece.words is not None
        assert len(piece.words) == len(text.split())
        assert list(piece.words) == sorted(piece.words)
        assert piece.words[0] >= 0
        assert piece.words[-1] <= 4000
