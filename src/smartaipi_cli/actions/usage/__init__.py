"""What was used and what it cost, summed up and request by request."""
