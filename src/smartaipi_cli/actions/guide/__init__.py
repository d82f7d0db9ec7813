"""Guided pages: what a person does in a program that nothing else may set up."""
