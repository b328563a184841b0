"""`make bench`: how fast we are, beside others and beside the mathematics underneath.

One JSON object a line::

    {"name": "issue-eddsa-rdfc-2022", "unit": "ops/s", "ours": 8100, "peer": 98, "peer_name":
     "@digitalbazaar/vc", "ratio": 82.7}

``ours`` and ``peer`` are medians of CPU time on one core, taken in turn in one run after warming
up; ``ratio`` says how many times better ours is. The peer ``bare`` is the naked signature (or its
check) by ``cryptography`` over as many bytes. Every document is about a recipient whom nobody has
seen before, so what is measured is the work, not a memory of its result; where a name ends in
``-first``, achievement and issuer are new as well, and nothing at all can be remembered.

==============  ==============================================================================
``credential``  the 3 KB credential that everybody issues and checks
``measuring``   rounds, medians, lines
``issuer``      our own issuer: keys, documents, a web made of a table
``proofs``      the group ``proofs``: issue and verify
``rules``       the group ``rules``: an activity comes in, the rules that name it are checked
``web``         the group ``http``: a start, pages and checks under load
``pdf``         the group ``pdf``: certificates of one achievement
``status``      the group ``status``: revoke, publish, check
``store``       the group ``store``: bytes at rest, five acts beside a million awards
``acts``        those five: issue, look up, verify, list a member's, revoke
``stored``      an installation with as many awards as wanted
``copying``     how there come to be so many: a few are made, the others are copies
``store_bulk``  of that group: a long list is awarded, signed and kept
``worker``      our own cases in another process, where PyNaCl is not installed
``installing``  peers from their registries, into a folder outside the tree
``peers/``      what runs inside their environments, and the lists of their versions
==============  ==============================================================================
"""
