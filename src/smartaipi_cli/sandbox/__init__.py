"""The sandbox: a local gateway with an account behind it, for newcomers and for tests.

It speaks the three inference dialects and the native management contract on 127.0.0.1 alone, answers from
a deterministic engine, and meters what it answers in integers. Its models are not models, its tokens are
four characters each, and its prices are its own. Loaded only by the commands that serve it.
"""
