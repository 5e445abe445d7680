"""What a game's status says after the compiled call: answered, or who has to answer it."""

DONE, NONE, BY_PROGRAMME, BY_PIVOTING, BY_INCENTIVES = 0, 1, 2, 3, 4
