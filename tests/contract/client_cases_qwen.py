"""What Qwen Code's settings may hold before a set-up, for `test_tools.py`."""

APPLICABLE = {
    "qwen": {
        "absent": None,
        "empty": b"",
        "blank": b"\n  \n",
        "empty object": b"{}",
        "as the client makes it": b'{\n  "$version": 4\n}',
        "foreign keys": b'{\n  "$version": 4,\n  "ui": {"theme": "Default"},\n  "n": 1.0\n}\n',
        "foreign model": (
            b'{"modelProviders": {"openai": [{"id": "m", "baseUrl": "https://other.test/v1", "envKey": "OTHER"}]},'
            b' "security": {"auth": {"selectedType": "openai"}}, "model": {"name": "m"}}'
        ),
        "foreign model of the same name": (
            b'{"modelProviders": {"openai": [{"id": "gpt-5.4", "baseUrl": "https://other.test/v1",'
            b' "envKey": "SMARTAIPI_WORK_API_KEY"}]}, "model": {"name": "gpt-5.4"}}'
        ),
        "our gateway under another name": (
            b'{"modelProviders": {"openai": [{"id": "gpt-5.4", "name": "Mine", "baseUrl": "https://gw.test/v1/",'
            b' "envKey": "MY_KEY", "wireApi": "responses"}]}, "model": {"name": "gpt-5.4"}}'
        ),
        "an address of its own": b'{"model": {"name": "m", "baseUrl": "https://old.test/v1"}}',
        "another login": b'{"security": {"auth": {"selectedType": "qwen-oauth", "enforced": 1}}}',
        "comments": b'{\n  // team policy\n  "ui": {"theme": "Default"} /* next */\n}\n',
        "CRLF": b'{\r\n\t"ui": {\r\n\t\t"theme": "Default"\r\n\t}\r\n}\r\n',
        "BOM": b'\xef\xbb\xbf{"ui": {}}',
        "newer schema": b'{"$version": 9, "future": {"a": [1]}}',
    }
}
REFUSED = {
    "qwen": {
        "truncated": b'{"modelProviders": {"openai": []}',
        "trailing comma": b'{\n  "ui": {},\n}\n',
        "providers are a text": b'{"modelProviders": "oops"}',
        "models are an object": b'{"modelProviders": {"openai": {}}}',
        "the model is a text": b'{"model": "gpt-5.4"}',
        "a list": b"[]",
        "two documents": b"{}{}",
        "conflict markers": b'{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> x\n}',
    }
}
