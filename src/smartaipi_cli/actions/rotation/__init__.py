"""A key's secret replaced by a new one, also when it was cut short."""
