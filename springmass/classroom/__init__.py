"""Packs for a class: worksheet, answers, data, scenario files and a slide for each of the lab's lessons.

What a lesson asks, and what is right, stands in :mod:`springmass.lab`; here it is put on paper.
"""
