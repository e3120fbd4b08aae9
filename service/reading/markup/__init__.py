"""Forms of text: which stretches are running text, and which are tables."""
