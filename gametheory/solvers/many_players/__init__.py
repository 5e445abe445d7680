"""Games of more than two players: reduction, isolation of roots, continua."""
