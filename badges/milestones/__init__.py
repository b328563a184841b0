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
    periods_over,
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
from badges.milestones.combining import AllOf, AnyOf, AtLeast, NoneOf, leaves_of
from badges.milestones.conditions import Compare, Condition, Every, Some, Unless
from badges.milestones.counting import Attended, Distinct, Presented, Summed, WeeksActive
from badges.milestones.earned import Earned, unheard, unreachable
from badges.milestones.lapsing import day_of_lapse
from badges.milestones.peers import Confirmed, GoalReached, Manual, Vouched
from badges.milestones.progress import Counted, Met, Missing, Progress, What, progress_from_json
from badges.milestones.proving import Reflected, Reviewed, Submitted
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
from badges.milestones.rules import Rule, Signal
from badges.milestones.stored import RuleError, rule_from_json, rule_to_json, stored_rule
from badges.milestones.voices import HoldersOf, Voice, hears
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
    "Compare",
    "Condition",
    "Confirmed",
    "Counted",
    "Criterion",
    "Decision",
    "Distinct",
    "Earned",
    "Every",
    "Evidence",
    "Goal",
    "GoalReached",
    "HeldAward",
    "HoldersOf",
    "KindOfProof",
    "LastDays",
    "Manual",
    "Meeting",
    "Met",
    "Milestone",
    "MilestoneProgress",
    "Missing",
    "NoneOf",
    "Pause",
    "Presented",
    "Progress",
    "Record",
    "Reflected",
    "Reviewed",
    "Rule",
    "RuleError",
    "Signal",
    "Some",
    "Submitted",
    "Summed",
    "Unless",
    "Voice",
    "Vouch",
    "Vouched",
    "WeeksActive",
    "What",
    "Window",
    "asking_from_json",
    "check_milestones",
    "day_of_lapse",
    "hears",
    "kind_of_proof",
    "leaves_of",
    "periods_over",
    "problems",
    "progress_from_json",
    "rule_from_json",
    "rule_to_json",
    "signals",
    "stored_asking",
    "stored_rule",
    "unheard",
    "unreachable",
]
