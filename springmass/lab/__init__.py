"""The lab: a page where a person drags the foot and watches the runner answer."""
