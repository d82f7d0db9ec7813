"""What Cline's `providers.json` may hold before a set-up, for `test_tools.py`."""

OTHER = (
    b'"anthropic": {"settings": {"provider": "anthropic", "apiKey": "sk-test-other0123456789"},'
    b' "updatedAt": "2026-11-20T12:00:00.000Z", "tokenSource": "manual"}'
)
OURS = (
    b'"openai-compatible": {"settings": {"provider": "openai-compatible", "apiKey": "sk-test-canary0123456789",'
    b' "model": "o3", "baseUrl": "https://gw.test/v1/", "headers": {"x-team": "a"}},'
    b' "updatedAt": "2026-11-20T12:00:00Z", "tokenSource": "migration"}'
)

APPLICABLE = {
    "cline": {
        "absent": None,
        "empty": b"",
        "blank": b"\n  \n",
        "empty object": b"{}",
        "no provider": b'{"version": 1, "modes": {}, "providers": {}}',
        "foreign keys": b'{\n  "version": 1,\n  "mine": 1.0,\n  "modes": {},\n  "providers": {}\n}\n',
        "foreign provider": b'{"version": 1, "lastUsedProvider": "anthropic", "providers": {' + OTHER + b"}}",
        "our gateway already": b'{"version": 1, "providers": {' + OURS + b", " + OTHER + b"}}",
        "our gateway without a key": (
            b'{"version": 1, "providers": {"openai-compatible": {"settings": {"provider": "openai-compatible",'
            b' "baseUrl": "https://gw.test/v1"}, "updatedAt": "2026-11-20T12:00:00.000123Z"}}}'
        ),
        "CRLF": b'{\r\n\t"version": 1,\r\n\t"providers": {\r\n\t\t' + OTHER + b"\r\n\t}\r\n}\r\n",
        "no final newline": b'{"version": 1, "providers": {}}',
    }
}
REFUSED = {
    "cline": {
        "truncated": b'{"version": 1, "providers": {',
        "a list": b"[]",
        "two documents": b"{}{}",
        "comments": b'{\n  // mine\n  "version": 1, "providers": {}\n}\n',
        "trailing comma": b'{"version": 1, "providers": {},}',
        "BOM": b'\xef\xbb\xbf{"version": 1, "providers": {}}',
        "newer schema": b'{"version": 2, "providers": {}}',
        "no version": b'{"providers": {' + OTHER + b"}}",
        "no providers": b'{"version": 1}',
        "providers are a text": b'{"version": 1, "providers": "oops"}',
        "providers are a list": b'{"version": 1, "providers": []}',
        "a time with an offset": (b'{"version": 1, "providers": {' + OTHER + b"}}").replace(b"Z", b"+00:00"),
        "no time": (b'{"version": 1, "providers": {"anthropic": {"settings": {"provider": "anthropic"}}}}'),
        "conflict markers": b'{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> x\n}',
    }
}
