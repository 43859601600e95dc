"""From the point mass to the joints of the stance leg: geometry, moments, muscle forces. Quasi-static."""
