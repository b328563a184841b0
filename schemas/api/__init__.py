"""The request and response bodies of our own API (``/api/v1``).

    >>> NewAwardSchema().validate({"achievement": "first-steps", "reason": "Well done"})
    {'member': ['Name the recipient by member or by address.']}

Unlike the standards' documents (:mod:`schemas.ob3` and the rest) these are ours to shape: names
in snake_case, instants in RFC 3339, errors as problem details.
"""

from __future__ import annotations

from schemas.api.achievements import (
    AchievementSchema,
    DraftSchema,
    NewAchievementSchema,
    PublishSchema,
    VersionSchema,
    WouldAwardSchema,
)
from schemas.api.activities import (
    ActivityQuerySchema,
    ActivitySchema,
    NewActivitiesSchema,
    NewActivitySchema,
    ToldActivitiesSchema,
    ToldActivitySchema,
    VoidedSchema,
    VoidSchema,
)
from schemas.api.awards import (
    FORMS,
    AwardQuerySchema,
    AwardSchema,
    CredentialSchema,
    EndSchema,
    NewAwardSchema,
    VerificationSchema,
    VerifyRequestSchema,
)
from schemas.api.common import (
    MOST_ROW,
    ApiSchema,
    IdempotencySchema,
    PageQuerySchema,
    ProblemSchema,
    page_schema,
)
from schemas.api.people import (
    AddedMembersSchema,
    AttendanceSchema,
    AttendedAllSchema,
    MemberSchema,
    NewMembersSchema,
    NewSessionSchema,
    RolesSchema,
    SessionSchema,
)

__all__ = [
    "FORMS",
    "MOST_ROW",
    "AchievementSchema",
    "ActivityQuerySchema",
    "ActivitySchema",
    "AddedMembersSchema",
    "ApiSchema",
    "AttendanceSchema",
    "AttendedAllSchema",
    "AwardQuerySchema",
    "AwardSchema",
    "CredentialSchema",
    "DraftSchema",
    "EndSchema",
    "IdempotencySchema",
    "MemberSchema",
    "NewAchievementSchema",
    "NewActivitiesSchema",
    "NewActivitySchema",
    "NewAwardSchema",
    "NewMembersSchema",
    "NewSessionSchema",
    "PageQuerySchema",
    "ProblemSchema",
    "PublishSchema",
    "RolesSchema",
    "SessionSchema",
    "ToldActivitiesSchema",
    "ToldActivitySchema",
    "VerificationSchema",
    "VerifyRequestSchema",
    "VersionSchema",
    "VoidSchema",
    "VoidedSchema",
    "WouldAwardSchema",
    "page_schema",
]
