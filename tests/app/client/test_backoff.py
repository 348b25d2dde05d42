"""How long the supervisor waits after each death."""

from app.client.backoff import Backoff, Patience

PATIENCE = Patience(first_wait=0.5, longest_wait=3.0, deaths=6, healthy=60.0)


def test_the_wait_doubles_up_to_its_limit_and_then_it_gives_up():
    backoff = Backoff(PATIENCE)
    assert [backoff.died(0.0) for _ in range(7)] == [0.5, 1.0, 2.0, 3.0, 3.0, None, None]


def test_a_healthy_while_forgives():
    backoff = Backoff(PATIENCE)
    for _ in range(3):
        backoff.died(59.9)
    assert backoff.died(60.0) == 0.5
    assert backoff.died(0.0) == 1.0


def test_a_person_forgives():
    backoff = Backoff(PATIENCE)
    for _ in range(6):
        backoff.died(0.0)
    backoff.forget()
    assert backoff.died(0.0) == 0.5
