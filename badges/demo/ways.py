"""The demo's paths, laid like a manager lays them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from badges.awarding.achievements import publish
from badges.demo.stage import Stage
from badges.programmes.path_badges import write_badge
from badges.programmes.paths import LevelDraft, PathDraft, create_path, publish_path


def lay_paths(stage: Stage, paths: Iterable[Mapping[str, Any]]) -> None:
    """Lay the paths from beginner to advanced; finishing the first one earns a badge."""
    for number, facts in enumerate(paths):
        draft = PathDraft(
            facts["name"],
            facts["description"],
            tuple(
                LevelDraft(level["name"], tuple(level["badges"]), level.get("needed"))
                for level in facts["levels"]
            ),
            public=True,
        )
        path = publish_path(stage.actor(), create_path(stage.actor(), draft))
        path.slug = facts["slug"]
        if number == 0:
            publish(stage.actor(), write_badge(stage.actor(), path))
