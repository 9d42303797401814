"""How fast archives are judged, measured beside what else could judge them."""
