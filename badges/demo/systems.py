"""What the demo hears from elsewhere: its forum, a table that waits for a yes, a doubt."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa

from badges.database import db
from badges.demo.promises import keep_promises
from badges.demo.stage import Stage
from badges.intake import handing_in, hooks, voiding
from badges.intake.rows import Usual
from badges.models import Activity
from badges.ports import now
from badges.timestamps import utc_text

_PEOPLE: Final = {3: "leyla", 4: "yusuf"}
_TABLE: Final = """Name (Originalname);Benutzer-E-Mail;Beitrittszeit;Dauer (Minuten)
Leyla;leyla@demo.example;{day} 18:02;88
Yusuf;yusuf@demo.example;{day} 18:00;90
Jemand Neues;neu@demo.example;{day} 18:20;60
Noch jemand;ohne Adresse;{day} 18:05;85
"""


def hear_from_elsewhere(stage: Stage) -> None:
    """Connect the forum, hand a meeting's list in, and let somebody say "this was not me"."""
    hook, secret = hooks.open_hook(stage.actor(), system="discourse", name="Werkstatt-Forum")

    def tell(event: str, **payload: Any) -> None:
        body = json.dumps(payload).encode()
        signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        hooks.deliver(hook.public_id, body, f"sha256={signature}", event=event)

    tell("ping", ping="OK")
    for number, who in _PEOPLE.items():
        user = {"id": number, "username": who, "email": stage.member(who).address}
        tell("user_confirmed_email", user=user)
    posts = ((11, 3, "leyla"), (12, 4, "yusuf"), (13, 9, "lötfreundin"), (14, 9, "lötfreundin"))
    for number, user_id, name in posts:
        post = {
            "id": number,
            "user_id": user_id,
            "username": name,
            "created_at": utc_text(now() - timedelta(days=20 - number)),
            "topic_slug": "welcher-kleber-haelt",
        }
        tell("post_created", post=post)
    keep_promises(stage.community)
    table = _TABLE.format(day=(now() - timedelta(days=6)).date().isoformat())
    handing_in.stage(
        stage.actor(),
        io.BytesIO(table.encode()),
        title="Online-Sprechstunde",
        usual=Usual("meeting", title="Online-Sprechstunde"),
    )
    yusuf = stage.member("yusuf")
    newest = sa.select(Activity).where(Activity.membership_id == yusuf.id)
    row = db.session.scalars(newest.order_by(Activity.id.desc()).limit(1)).one()
    voiding.dispute(yusuf, row.id, "Das war mein Bruder an meinem Rechner.")
