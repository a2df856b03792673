"""What outputs draw from: the matrix of figures, number formats, prose, charts."""
