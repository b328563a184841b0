"""Meilenstein: badges a community can prove.

The house, from the roof down. An upper floor imports lower floors, never the reverse; rooms
joined by ``|`` do not know each other. ``make lint`` keeps it so (import-linter).

::

    wsgi.py                                  app = create_app()
    app                                      the composition root: it alone knows everything
    cli | web                                doors: shell, HTTP
    tasks                                    the queue's door: handlers and the worker
    demo                                     a community to look at
    keeping                                  backup, restore, what the doctor examines
    launching                                a community set up, tried out, gone live
    programmes | impact                      paths and cohorts; what it did for people
    batches | privacy                        awards to a group; what is let go, pages reported
    peers                                    vouches, mentoring, goals, thanks
    intake | awarding | issuing | publishing what we do: use cases; the doors commit
    accounts                                 who is who, who may do what
    credentials                              rows -> documents; keys in custody; status lists
    mailing                                  the outbox
    signals                                  what happened, told to the rules that wait for it
    audit | erasures | jobs | limits         what every use case leaves behind
    ports                                    clock, chance, network, files: handed in
    fetching | storage                       the one door to the network; files by their hash
    migrations > models > rows > database    what we keep; many rows at once
    designing                                badge pictures from a small value: pure
    verifying | rendering                    what we check and draw: pure
    wording > sentences | translations       reasons put into words
    evidence                                 what may be handed in
    milestones | proofs | status | pictures | gallery | fonts      pure: the standards' own matter
    baking                                   badges in PNG, SVG and PDF
    config | spreadsheets | text | fetched | slugs | standstill | timestamps > errors
    schemas   keys   templates               the ground: none knows the others or badges

One path for the data::

    activity, evidence -> milestones.check -> Met | Missing(reasons)
      -> awarding.award -> (accept) -> issuing.prepare -> issue -> models.Credential.document
      -> publishing: page, certificate, baked image -> verifying.verify -> VerificationResult

A use case that needs the next one leaves a job by name, in its own transaction
(``jobs.enqueue("issue_credential", award_id=…)``), so awarding never imports issuing.
"""
