"""What does a valid thing look like? The schemas and the words they allow."""
