"""What a member has to have done, said so that a machine can check it and a person read it.

>>> from datetime import UTC, datetime
>>> rule = AnyOf((Attended(2, kind="workshop"), Reviewed(by="managers")))
>>> now = datetime(2026, 3, 10, tzinfo=UTC)
>>> went = [Activity(f"a{n}", "workshop", datetime(2026, 3, n, tzinfo=UTC)) for n in (1, 8)]
>>> answer = rule.check(Record(now=now, activities=tuple(went)))
>>> bool(answer), [counted.id for counted in answer.counted]
(True, ['a1', 'a8'])

Rules, records and answers are frozen values: no clock, no database, no network. What is missing
is given as reasons (``badges.errors.Reason``) that the doors put into words.
"""

from badges.milestones.achieving import (
    AchievementProgress,
    KindOfProof,
    Milestone,
    MilestoneProgress,
    check_milestones,
    kind_of_proof,
    problems,
    signals,
)
from badges.milestones.asking import (
    Asking,
    AskingError,
    Criterion,
    asking_from_json,
    stored_asking,
)
from badges.milestones.combining import AllOf, AnyOf, AtLeast
from badges.milestones.progress import Counted, Met, Missing, Progress, progress_from_json
from badges.milestones.record import (
    Activity,
    Approval,
    Decision,
    Evidence,
    Goal,
    HeldAward,
    Meeting,
    Pause,
    Record,
    Vouch,
)
from badges.milestones.rules import Attended, Earned, Reviewed, Rule, Signal, Submitted
from badges.milestones.stored import RuleError, rule_from_json, rule_to_json, stored_rule
from badges.milestones.windows import Between, LastDays, Window

__all__ = [
    "AchievementProgress",
    "Activity",
    "AllOf",
    "AnyOf",
    "Approval",
    "Asking",
    "AskingError",
    "AtLeast",
    "Attended",
    "Between",
    "Counted",
    "Criterion",
    "Decision",
    "Earned",
    "Evidence",
    "Goal",
    "HeldAward",
    "KindOfProof",
    "LastDays",
    "Meeting",
    "Met",
    "Milestone",
    "MilestoneProgress",
    "Missing",
    "Pause",
    "Progress",
    "Record",
    "Reviewed",
    "Rule",
    "RuleError",
    "Signal",
    "Submitted",
    "Vouch",
    "Window",
    "asking_from_json",
    "check_milestones",
    "kind_of_proof",
    "problems",
    "progress_from_json",
    "rule_from_json",
    "rule_to_json",
    "signals",
    "stored_asking",
    "stored_rule",
]
