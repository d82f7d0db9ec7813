"""The project pin file: which profile and defaults a folder asks for, obeyed once its user trusts it."""
