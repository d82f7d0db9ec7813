"""What is wrong on a machine, worked out from evidence alone: no file is read here, none is written."""
