"""What the system tells on threads of its own is done on the GUI's thread, in its order."""

from threading import Thread, get_ident

from pytestqt.qtbot import QtBot

from app.desktop.mac.post import Post


def test_a_call_from_another_thread_is_made_on_the_gui_thread(qtbot: QtBot):
    post, made = Post(), list[tuple[int, int]]()

    def tell() -> None:
        for number in range(3):
            post(lambda number=number: made.append((number, get_ident())))

    thread = Thread(target=tell)
    thread.start()
    thread.join()
    assert made == []
    qtbot.waitUntil(lambda: len(made) == 3)
    assert made == [(0, get_ident()), (1, get_ident()), (2, get_ident())]


def test_even_on_the_gui_thread_it_is_made_later(qtbot: QtBot):
    post, made = Post(), list[str]()
    post(lambda: made.append("made"))
    assert made == []
    qtbot.waitUntil(lambda: made == ["made"])


def test_an_exception_shows_in_the_loop_and_not_where_it_was_posted(qtbot: QtBot):
    post = Post()
    with qtbot.captureExceptions() as caught:
        post(lambda: {}["missing"])
        qtbot.waitUntil(lambda: len(caught) == 1)
    assert caught[0][0] is KeyError


def test_after_the_end_nothing_is_made(qtbot: QtBot):
    post, made = Post(), list[str]()
    post(lambda: made.append("late"))
    post.close()
    qtbot.wait(20)
    assert made == []
