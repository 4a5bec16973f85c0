"""Titles and texts from one grammar for all work, so that a title alone proves nothing.

The words of a purpose and of a team lean towards their own topic but are shared widely: a
model that reads text finds a real, imperfect signal; a list of words finds none that holds.
"""

import csv
from functools import cache
from pathlib import Path
from random import Random

from pipelines.example.model import Subject, Team

_CHANCE_OF_OWN_TOPIC = 0.55
_CHANCE_OF_TEAM_TOPIC = 0.30
_CHANCE_OF_CLASS_VERB = 0.25
_CHANCE_OF_LONG_TEXT = 0.002


@cache
def _phrases() -> dict[tuple[str, str], list[str]]:
    with (Path(__file__).parent / "vocabulary.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return {(row["topic"], row["part"]): row["phrases"].split("|") for row in rows}


def phrases(part: str, topic: str = "generic") -> list[str]:
    """Give all phrases of a part of speech."""
    return _phrases()[topic, part]


def phrase(rng: Random, part: str, topic: str = "generic") -> str:
    """Pick one phrase of a part of speech."""
    return rng.choice(phrases(part, topic))


def noun(rng: Random, subject: Subject, team: Team) -> str:
    """Pick what the work is about: mostly its own topic, often the team's, sometimes any."""
    chance = rng.random()
    own = subject.objective_id or subject.category
    if chance < _CHANCE_OF_OWN_TOPIC and (own, "noun") in _phrases():
        return phrase(rng, "noun", own)
    if chance < _CHANCE_OF_OWN_TOPIC + _CHANCE_OF_TEAM_TOPIC:
        return phrase(rng, "noun", team.topic)
    return phrase(rng, "noun")


def title(rng: Random, subject: Subject, team: Team, *, is_defect: bool = False) -> str:
    """Write the title of planned work, or the complaint that a defect is filed under."""
    about = noun(rng, subject, team)
    if is_defect and rng.random() < 0.75:
        words = f"{about} {phrase(rng, 'symptom')}"
        words += f" {phrase(rng, 'condition')}" if rng.random() < 0.6 else ""
        return words[0].upper() + words[1:]
    by_class = f"verb_{subject.work_class}"
    verb = phrase(rng, by_class if rng.random() < _CHANCE_OF_CLASS_VERB else "verb")
    form = rng.random()
    if form < 0.45:
        return f"{verb} {about} {phrase(rng, 'tail')}"
    if form < 0.60:
        return f"{verb} {about} and {noun(rng, subject, team)}"
    if form < 0.75:
        return f"{verb} {about} that {phrase(rng, 'symptom')}"
    if form < 0.85:
        return f"{verb} {about} {phrase(rng, 'condition')}"
    return f"{verb} {about}"


def text(rng: Random, subject: Subject, team: Team) -> str:
    """Write a description of two to six sentences; once in a while a very long one."""
    sentences = [f"{phrase(rng, 'verb')} the {noun(rng, subject, team)} {phrase(rng, 'tail')}."]
    sentences.append(f"The {noun(rng, subject, team)} {phrase(rng, 'symptom')}.")
    sentences += (phrase(rng, "sentence") for _ in range(rng.randint(2, 5)))
    if rng.random() < _CHANCE_OF_LONG_TEXT:
        sentences += [phrase(rng, "sentence") for _ in range(400)]
    return " ".join(sentences)


def complaint(rng: Random, about: str) -> tuple[str, str]:
    """Write the subject and the first message of a request for help."""
    question = phrase(rng, "question")
    message = (
        f"Hello,\n\n{question.lower().rstrip(':')} the {about}: it {phrase(rng, 'symptom')} "
        f"{phrase(rng, 'condition')}. {phrase(rng, 'sentence')} {phrase(rng, 'sentence')}\n\n"
        "Kind regards"
    )
    return f"{question} {about}", message
