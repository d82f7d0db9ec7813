"""What the files of OpenCode and Kilo Code may hold before a set-up, for `test_tools.py`."""

FILES = {
    "absent": None,
    "empty": b"",
    "blank": b"\n  \n",
    "empty object": b"{}",
    "as the client makes it": b'{\n  "$schema": "https://opencode.ai/config.json"\n}',
    "foreign keys": b'{\n  "theme": "dark",\n  "permission": {"bash": "ask"},\n  "n": 1.0\n}\n',
    "foreign provider": (
        b'{"provider": {"other": {"options": {"baseURL": "https://other.test/v1", "apiKey": "{env:OTHER}"}}},'
        b' "model": "other/m", "small_model": "other/s"}'
    ),
    "the vendor's own instructions": (
        b'{"provider": {"smart-aipi": {"npm": "@ai-sdk/openai-compatible", "name": "Smart AIPI",'
        b' "options": {"baseURL": "https://gw.test/v1", "apiKey": "sk-test-canary0123456789"},'
        b' "models": {"gpt-5.4": {"name": "GPT-5.4", "limit": {"context": 400000, "output": 128000}}}}}}'
    ),
    "our gateway under another name": (
        b'{"provider": {"mine": {"npm": "@ai-sdk/openai-compatible",'
        b' "options": {"baseURL": "https://gw.test/v1", "apiKey": "{env:OLD}"}}}}'
    ),
    "lists that hide us": b'{"enabled_providers": ["other"], "disabled_providers": ["smart-aipi", "third"]}',
    "comments": b'{\n  // team policy\n  "theme": "dark", /* next */\n}\n',
    "trailing comma": b'{\n  "mcp": {"old": {"type": "local", "command": ["x"]}},\n}\n',
    "CRLF": b'{\r\n\t"mcp": {\r\n\t\t"a": {"type": "local", "command": ["x"]}\r\n\t}\r\n}\r\n',
    "BOM": b'\xef\xbb\xbf{"theme": "dark"}',
    "newer schema": b'{"$schema": "https://opencode.ai/v9/config.json", "version": 9, "future": {"a": [1]}}',
}
BROKEN = {
    "truncated": b'{"provider": {"a": {}}',
    "providers are a text": b'{"provider": "oops"}',
    "options are a list": b'{"provider": {"smart-aipi": {"options": []}}}',
    "a list": b"[]",
    "two documents": b"{}{}",
    "conflict markers": b'{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> x\n}',
}

APPLICABLE = {"opencode": FILES, "kilo": FILES}
REFUSED = {"opencode": BROKEN, "kilo": BROKEN}
