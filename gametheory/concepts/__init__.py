"""What users call: each function chooses a solver, runs it and certifies what it found."""
