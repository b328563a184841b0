"""The standards' wire formats, and the contexts they stand on.

Hand in a parsed document, get what is wrong with it::

    >>> from schemas.checking import check_credential
    >>> problems = check_credential({
    ...     "@context": ["https://www.w3.org/ns/credentials/v2",
    ...                  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    ...     "id": "urn:uuid:7c4bb2ce-9e4a-4b3a-8f0e-0f5a3a1f0e55",
    ...     "type": ["VerifiableCredential", "AchievementCredential"],
    ...     "issuer": "did:web:example.org:issuers:ada",
    ...     "validFrom": "2026-05-01T09:00:00Z",
    ...     "credentialSubject": {
    ...         "id": "urn:uuid:5f0d2c3e-3c31-4b0e-9d3c-2f6f5f3a9b10",
    ...         "type": "AchievementSubject",
    ...         "achievement": {"id": "https://example.org/achievements/ada/loops/1",
    ...                         "type": "Achievement", "description": "Loops.",
    ...                         "criteria": {"narrative": "Attend two workshops."}}}})
    >>> print(problems[0])
    credentialSubject.achievement.name: “name” is missing; this kind of document needs it.

The room, from the inside out::

    problems    Problem, the table of sentences, and the first look at size and depth
    digests     digestSRI and digestMultibase
    fields      single values: Iri, UtcDateTime, IdentityHash, LanguageTag …
    nodes       values that hold values: Node, OneOrMany, TypeSet, Context; the schemas' base
    vc          W3C Verifiable Credentials 2.0 and 1.1, Bitstring Status List
    vocabulary  the enumerations of Open Badges 3.0
    ob3, ob2    Open Badges 3.0 (ob3_vc: W3C's classes as it narrows them) and 2.0
    accepting   the quick yes, compiled from the schemas' own fields
    checking    check_credential, check_assertion … : document -> tuple[Problem, ...]
    milestones  how a rule is written in JSON and YAML
    documents   load_context(iri): bundled or the operator's, hash-checked, never from the network

A ground room: it knows marshmallow, orjson and the standard library, no Flask, no rows, no other
room.
Checking never re-writes a document, for its bytes are what is signed. Attributes are spelled
as Python does; the documents' camelCase is their ``data_key``. The official JSON Schemas are
not shipped: a conformance test compares our verdicts with theirs.
"""
