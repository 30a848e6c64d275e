"""Money over REST: thin doors to its services and queries."""
