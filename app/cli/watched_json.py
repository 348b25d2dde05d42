"""What came of watching a film, as JSON."""

from dataclasses import asdict

from app.cli.facts import Json, unread_json
from app.reading.geometry import whole_box
from app.reading.pointing import with_times
from app.reading.video.chapters import Said
from app.reading.video.counting import Count
from app.reading.video.film import Film
from app.reading.video.moments import Moment
from app.reading.video.questions import Told
from app.reading.video.steps import Recording


def linked(text: str, film: Film) -> str:
    """Its times as links to the moments of the film."""
    return with_times(text, film.seconds)


def said_json(said: Said | None, film: Film) -> Json | None:
    if said is None:
        return None
    return {
        "text": said.text,
        "markdown": linked(said.text, film),
        "verdict": said.verdict,
        "times_not_shown": [asdict(time) for time in said.strayed],
        "complete": not said.cut,
    }


def moment_json(moment: Moment) -> Json:
    return {
        "start": round(moment.start, 3),
        "end": round(moment.end, 3),
        "text": moment.text,
        "link": moment.link(),
        "verdict": moment.verdict,
        "evidence": [asdict(item) for item in moment.evidence],
    }


def told_json(told: Told) -> Json:
    return {
        "repeats": list(told.repeats),
        "loops": list(told.loops),
        "asked_again": told.again,
        "complete": not told.cut,
        "unread": unread_json(told.moments.unread),
    }


def count_json(count: Count, size: tuple[int, int]) -> Json:
    return {
        "count": count.distinct,
        "at_once": count.at_once,
        "seen_once_only": count.fleeting,
        "said_in_words": count.said,
        "verdict": count.verdict,
        "evidence": [asdict(item) for item in count.evidence],
        "things": [
            {
                "number": track.number,
                "first": track.sightings[0].time,
                "last": track.sightings[-1].time,
                "frames": len(track.sightings),
            }
            for track in count.tracks
        ],
        "frames": [
            {
                "time": round(frame.time, 3),
                "numbers": list(frame.numbers),
                "boxes": [list(whole_box(box, size)) for box in frame.pixel_boxes(size)],
            }
            for frame in count.frames
        ],
        "unread": unread_json(count.unread),
    }


def recording_json(recording: Recording, size: tuple[int, int]) -> Json:
    return {
        "steps": [
            {
                "number": number,
                "time": round(step.time, 3),
                "action": step.action,
                "place": step.place,
                "verdict": step.verdict,
                "evidence": [asdict(item) for item in step.evidence],
            }
            for number, step in enumerate(recording.steps, start=1)
        ],
        "changes_without_step": [round(change.middle, 3) for change in recording.untold],
        "blinking_left_out": recording.blinking,
        "complete": not recording.cut,
        "unread": unread_json(recording.unread),
        "size": list(size),
    }
