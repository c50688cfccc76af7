"""How fast is it? Scripts that measure and print; no test runs them."""
