from app.reading.video.repetition import goes_in_circles, repeated


def test_a_caption_for_the_whole_film_is_a_repetition():
    told = ["A man walks.", "a man walks", "A man  walks!", "A dog barks."]
    assert repeated(told) == ("A man walks.", "a man walks", "A man  walks!")


def test_two_alike_of_many_are_none():
    assert repeated(["A man walks.", "A dog barks.", "A man walks.", "It rains."]) == ()


def test_both_of_two_are_one():
    assert repeated(["It rains.", "It rains."]) == ("It rains.",)
    assert repeated(["It rains."]) == ()
    assert repeated(["", "", ""]) == ()


def test_a_loop_of_words():
    assert goes_in_circles("the man goes to the door and " * 5)
    assert not goes_in_circles("The man goes to the door, opens it, leaves, and it begins to rain.")
    assert not goes_in_circles("")


def test_a_refrain_in_a_long_text_is_no_loop():
    refrain = "and they all lived happily ever after"
    text = " ".join(f"Story {n} tells of {n} kings who {n} times {refrain}" for n in range(1))
    others = " ".join(f"word{n}" for n in range(60))
    assert not goes_in_circles(f"{text} {others} {refrain} {others}x {refrain}")
