"""The physics and nothing else: equations, phases, transitions, marks, outcomes and the engines that follow them."""
