"""What Roo Code's import file may hold before a set-up, for `test_tools.py`."""

APPLICABLE = {
    "roo": {
        "absent": None,
        "empty": b"",
        "blank": b"\n  \n",
        "empty object": b"{}",
        "foreign keys": b'{\n  "globalSettings": {"mode": "code"},\n  "n": 1.0\n}\n',
        "foreign profile": (
            b'{"providerProfiles": {"currentApiConfigName": "other", "apiConfigs": {"other": {'
            b'"apiProvider": "openrouter", "openRouterApiKey": "sk-test-other0123456789"}}}}'
        ),
        "our gateway under another name": (
            b'{"providerProfiles": {"currentApiConfigName": "mine", "apiConfigs": {"mine": {'
            b'"id": "abc", "apiProvider": "openai", "openAiBaseUrl": "https://gw.test/v1",'
            b' "openAiApiKey": "sk-test-canary0123456789", "openAiModelId": "o3"}}}}'
        ),
        "comments": b'{\n  // team policy\n  "globalSettings": {}, /* next */\n}\n',
        "trailing comma": b'{\n  "globalSettings": {"a": [1]},\n}\n',
        "CRLF": b'{\r\n\t"globalSettings": {\r\n\t\t"a": 1\r\n\t}\r\n}\r\n',
        "BOM": b'\xef\xbb\xbf{"globalSettings": {}}',
        "newer schema": b'{"version": 9, "providerProfiles": {"future": {"a": [1]}}}',
    }
}
REFUSED = {
    "roo": {
        "truncated": b'{"providerProfiles": {"apiConfigs": {}}',
        "profiles are a text": b'{"providerProfiles": "oops"}',
        "profiles are a list": b'{"providerProfiles": {"apiConfigs": []}}',
        "a list": b"[]",
        "two documents": b"{}{}",
        "conflict markers": b'{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> x\n}',
    }
}
