"""Reports that tell the same story: agency copy and reprints, found by the text they share.

`text` turns a text into numbers that can be compared, `likeness` decides whether two texts are the
same story, `grouping` makes groups of such pairs and of the decisions of librarians.
"""
