"""Training of our own line reader: texts, fonts, drawing, wear, network, loop, export. Never needed to read.

What is trained on is made here by rule and seed; ``docs/reader.md`` says how to go on with it.
"""
