"""The shipped scenarios in the order one would tell of them, on shelves with a title."""

SHELVES: dict[str, tuple[str, ...]] = {
    "Real runners": ("rbds001", "average", "jogger", "bekele"),
    "The coach's pictures": ("slingshot", "aligned", "hunched", "hip-behind", "overstride"),
    "Hopping": ("jump-rope", "hopping"),
    "Slopes and slippery ground": ("uphill", "downhill", "snow", "wet-tile", "ice"),
    "Other legs": ("sand", "sprint", "falls"),
    "Other sizes and other worlds": ("toddler", "giant", "moon", "mars"),
    "The classical runner on a spring": ("seyfarth", "settles", "retraction", "geyer"),
}
"""Title of the shelf → names."""
