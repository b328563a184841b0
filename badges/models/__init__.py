"""What we keep: columns and relations, no JSON-LD, no mail, no HTTP.

Every row carries its community; look-ups from outside go through
:func:`badges.database.get_scoped` or an explicit ``community_id``.
"""

from __future__ import annotations

from badges.models.awards import Award, AwardEvent, AwardEvidence
from badges.models.batches import (
    AwardBatch,
    AwardBatchChunk,
    AwardBatchRow,
    ClaimCard,
    ClaimCardSet,
)
from badges.models.checking import (
    BatchEntry,
    BatchUpload,
    CheckBatch,
    CheckerLink,
    InstallationKey,
)
from badges.models.compact import DocumentBase
from badges.models.credentials import (
    Credential,
    CredentialForm,
    FormerDocument,
    SigningKey,
    StatusList,
)
from badges.models.evaluation import BackAwarding, MilestoneDecision
from badges.models.evidence import (
    Evidence,
    InvitedPiece,
    LinkLook,
    Review,
    ReviewInvitation,
    StoredFile,
)
from badges.models.impact import FollowUp, ImpactQuarter, ImpactRefusal, ImpactSettings
from badges.models.intake import (
    ActivityUpload,
    ActivityUploadPiece,
    ActivityUploadRow,
    CalendarFeed,
    Hook,
    HookDelivery,
    KnownAccount,
    VerbKind,
    VoidedBasis,
    WaitingActivity,
)
from badges.models.keeping import Erasure, Examination, Installation
from badges.models.learning import (
    Achievement,
    AchievementVersion,
    Activity,
    LearningSession,
    Milestone,
    Question,
)
from badges.models.machinery import AuditEntry, IdempotentReply, Job, OutboxMail, RateWindow
from badges.models.mail import MailAddress, MailWords, PlannedAward
from badges.models.mentoring import (
    Circle,
    CircleMember,
    Goal,
    GoalConfirmation,
    Meeting,
    MeetingMember,
    MentoringCard,
    Presentation,
    Rotation,
)
from badges.models.passkeys import Passkey, PasskeyChallenge
from badges.models.people import (
    ApiToken,
    Community,
    EmailAddress,
    LoginSession,
    Membership,
    Person,
    Profile,
    SignInToken,
)
from badges.models.personal import AddressProof, Collection, CollectionItem, GuardianConsent
from badges.models.programmes import (
    Enrolment,
    Path,
    PathLevel,
    PathStep,
    Pause,
    Programme,
    ProgrammeSession,
    ProgrammeWeek,
)
from badges.models.reports import PageReport
from badges.models.vouching import (
    BadgeEndorsement,
    Endorsement,
    Thanks,
    ThanksPage,
    Vouch,
    VouchRequest,
    VouchSettings,
)

__all__ = [
    "Achievement",
    "AchievementVersion",
    "Activity",
    "ActivityUpload",
    "ActivityUploadPiece",
    "ActivityUploadRow",
    "AddressProof",
    "ApiToken",
    "AuditEntry",
    "Award",
    "AwardBatch",
    "AwardBatchChunk",
    "AwardBatchRow",
    "AwardEvent",
    "AwardEvidence",
    "BackAwarding",
    "BadgeEndorsement",
    "BatchEntry",
    "BatchUpload",
    "CalendarFeed",
    "CheckBatch",
    "CheckerLink",
    "Circle",
    "CircleMember",
    "ClaimCard",
    "ClaimCardSet",
    "Collection",
    "CollectionItem",
    "Community",
    "Credential",
    "CredentialForm",
    "DocumentBase",
    "EmailAddress",
    "Endorsement",
    "Enrolment",
    "Erasure",
    "Evidence",
    "Examination",
    "FollowUp",
    "FormerDocument",
    "Goal",
    "GoalConfirmation",
    "GuardianConsent",
    "Hook",
    "HookDelivery",
    "IdempotentReply",
    "ImpactQuarter",
    "ImpactRefusal",
    "ImpactSettings",
    "Installation",
    "InstallationKey",
    "InvitedPiece",
    "Job",
    "KnownAccount",
    "LearningSession",
    "LinkLook",
    "LoginSession",
    "MailAddress",
    "MailWords",
    "Meeting",
    "MeetingMember",
    "Membership",
    "MentoringCard",
    "Milestone",
    "MilestoneDecision",
    "OutboxMail",
    "PageReport",
    "Passkey",
    "PasskeyChallenge",
    "Path",
    "PathLevel",
    "PathStep",
    "Pause",
    "Person",
    "PlannedAward",
    "Presentation",
    "Profile",
    "Programme",
    "ProgrammeSession",
    "ProgrammeWeek",
    "Question",
    "RateWindow",
    "Review",
    "ReviewInvitation",
    "Rotation",
    "SignInToken",
    "SigningKey",
    "StatusList",
    "StoredFile",
    "Thanks",
    "ThanksPage",
    "VerbKind",
    "VoidedBasis",
    "Vouch",
    "VouchRequest",
    "VouchSettings",
    "WaitingActivity",
]
