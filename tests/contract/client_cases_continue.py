"""What Continue's configuration may hold before a set-up, for `test_tools.py`."""

APPLICABLE = {
    "continue": {
        "absent": None,
        "empty": b"",
        "comment only": b"# nothing yet\n",
        "as the extension makes it": b"name: Local Config\nversion: 1.0.0\nschema: v1\nmodels: []\n",
        "models without value": b"name: x\nversion: 0.0.1\nmodels:\n",
        "foreign keys": b"name: Mine\nversion: 0.0.1\nrules:\n  - uses: me/rules # mine\nn: 1.0\n",
        "foreign model": (
            b"name: Mine\nversion: 1.0.0\nmodels:\n- name: Local # mine\n  provider: ollama\n"
            b"  model: qwen\n  apiBase: http://localhost:11434\n"
        ),
        "our gateway in the vendor's words": (
            b"name: Mine\nversion: 1.0.0\nmodels:\n    - name: GPT\n      provider: openai\n      model: gpt-5.4\n"
            b"      apiBase: https://gw.test/v1/\n      apiKey: sk-test-canary0123456789\n"
        ),
        "our name with another address": (
            b"name: Mine\nversion: 1.0.0\nmodels:\n  - {name: Smart AIPI, provider: openai, model: o3,"
            b" apiBase: 'https://old.test/v1', apiKey: '${{ secrets.OLD }}'}\n"
        ),
        "models in brackets": b"{name: Mine, version: 1.0.0, models: [{name: a, provider: ollama, model: b,}]}\n",
        "CRLF": b"name: Mine\r\nversion: 1.0.0\r\nmodels:\r\n- name: a\r\n  provider: ollama\r\n  model: b\r\n",
        "BOM": b"\xef\xbb\xbfname: Mine\nversion: 1.0.0\n",
        "no final newline": b"name: Mine\nversion: 1.0.0\nmodels:\n  - name: a\n    provider: ollama\n    model: b",
        "newer schema": b"name: Mine\nversion: 9.0.0\nschema: v9\nfuture:\n  a: [1]\n",
        "an anchor elsewhere": b"name: Mine\nversion: 1.0.0\nx: &a 1\ny: *a\n",
    }
}
REFUSED = {
    "continue": {
        "truncated": b"models: [{name: 'a",
        "models are a text": b"name: x\nversion: 1.0.0\nmodels: oops\n",
        "models are a mapping": b"name: x\nversion: 1.0.0\nmodels:\n  a: 1\n",
        "a list": b"- a\n",
        "two documents": b"name: x\n---\nname: y\n",
        "a key twice": b"name: x\nname: y\n",
        "anchored models": b"name: x\nversion: 1.0.0\nmodels: &m\n  - name: a\nz: *m\n",
        "a tab": b"models:\n\t- name: a\n",
        "conflict markers": b"name: x\n<<<<<<< HEAD\nversion: 1.0.0\n=======\nversion: 2.0.0\n>>>>>>> x\n",
    }
}
