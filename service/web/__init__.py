"""How does the service speak HTTP? Everything that knows Flask."""
