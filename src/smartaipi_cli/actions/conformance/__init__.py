"""`test --for`: does a gateway do all that a client needs?"""
