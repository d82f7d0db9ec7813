"""The contract of LiteLLM accounts on the made-up proxy."""

from collections.abc import Iterator

import pytest
from fake_litellm import FakeLiteLlm
from litellm_contract import LiteLlmContract, Proxy
from serving import serving


class TestMadeUpLiteLlm(LiteLlmContract):
    @pytest.fixture
    def proxy(self) -> Iterator[Proxy]:
        with serving(FakeLiteLlm().app()) as url:
            yield Proxy(url=url)
