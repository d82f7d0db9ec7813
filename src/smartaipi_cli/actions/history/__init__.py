"""Changes: shown, applied, listed, taken back."""
