"""What a drawing may be made of: the allow-list behind ``clean_svg``.

SVG 1.1's static drawing and nothing that acts, loads, listens or measures: no scripts, handlers,
animation, foreign content, fonts or external references. ``spreadMethod`` is missing because a
gradient repeated over next to nothing keeps a renderer busy for ever. Names are SVG's own.
"""

from __future__ import annotations

from typing import Final

ELEMENTS: Final = frozenset(
    """
    svg g defs symbol use title desc style
    path rect circle ellipse line polyline polygon text tspan textPath image
    linearGradient radialGradient stop pattern clipPath mask marker
    filter feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA
    feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset
    """.split()  # noqa: SIM905 -- read by people, name by name
)

PROPERTIES: Final = frozenset(
    """
    clip-path clip-rule color color-interpolation color-interpolation-filters display
    dominant-baseline enable-background fill fill-opacity fill-rule filter flood-color flood-opacity
    font-family font-size font-stretch font-style font-variant font-weight isolation
    letter-spacing line-height marker-end marker-mid marker-start mask mask-type mix-blend-mode
    opacity overflow paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-align text-anchor text-decoration text-rendering transform transform-origin vector-effect
    visibility word-spacing writing-mode
    """.split()  # noqa: SIM905 -- read by people, name by name
)

ATTRIBUTES: Final = PROPERTIES | frozenset(
    """
    id class version viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy
    fr dx dy d points pathLength offset gradientUnits gradientTransform patternUnits
    patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits markerUnits
    markerWidth markerHeight refX refY orient filterUnits primitiveUnits in in2 result mode type
    values operator k1 k2 k3 k4 stdDeviation radius tableValues slope intercept amplitude exponent
    rotate textLength lengthAdjust startOffset role aria-label aria-hidden lang
    """.split()  # noqa: SIM905 -- read by people, name by name
)
