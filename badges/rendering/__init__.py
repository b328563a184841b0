"""Drawing pages: the Jinja environment, the certificate, the preview picture.

A room of the third floor: it knows no rows, no requests, no clock and no network. What is drawn is
a frozen value (:mod:`badges.rendering.content`), what comes out is bytes.
"""
