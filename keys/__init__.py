"""Keys, their encodings, their life cycle and the documents that publish them.

This room stands on the ground: it knows nothing of badges, of a database or of the network.

``algorithms``   the one table: Ed25519, P-256, P-384, P-521, RSA, and what each is called
``encoding``     public keys as JWK, thumbprint, Multikey and PEM; ``base58`` beneath it
``signer``       what signs, what checks a signature, and where a private key may live
``sealing``      private keys at rest, under a list of master keys; ``keyfile`` keeps that list
``keyring``      pending → active → retired → revoked, as values
``controller``   the documents that publish a keyring: DID document, Multikey, JWK, PEM
``did``          did:web and its address; did:key and did:jwk, whose documents are derived
``lookup``       finding a key in somebody's document
``errors``       the tree of what is raised

An issuer gets a key, publishes it, signs; a stranger finds the key and checks::

    >>> from datetime import UTC, datetime
    >>> from keys.controller import did_document, verification_method_id
    >>> from keys.did import did_web
    >>> from keys.encoding import public_key_to_jwk
    >>> from keys.keyring import KeyRecord, Keyring
    >>> from keys.lookup import find_verification_method
    >>> from keys.signer import LocalSigner, generate_private_key, verify_signature

    >>> now = datetime(2026, 5, 1, tzinfo=UTC)
    >>> did = did_web("https://example.org/issuers/linden")
    >>> private_key = generate_private_key("Ed25519")
    >>> method_id = verification_method_id(did, private_key.public_key())
    >>> jwk = public_key_to_jwk(private_key.public_key())
    >>> ring = Keyring().add(KeyRecord("Ed25519", jwk, method_id, created_at=now))
    >>> ring = ring.activate(method_id, at=now)
    >>> published = did_document(did, ring)
    >>> signature = LocalSigner(private_key, method_id).sign(b"well done")

    >>> found = find_verification_method(published, method_id)
    >>> verify_signature(found.public_key, signature, b"well done", algorithm="Ed25519")
    True

Once the key is revoked, nobody finds it any more::

    >>> revoked = did_document(did, ring.revoke(method_id, at=now))
    >>> revoked["assertionMethod"], revoked["verificationMethod"][0]["revoked"]
    ([], '2026-05-01T00:00:00Z')
"""
