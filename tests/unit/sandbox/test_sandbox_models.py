REQUIRED_BY_CODEX = {
    "slug",
    "display_name",
    "supported_reasoning_levels",
    "shell_type",
    "visibility",
    "supported_in_api",
    "priority",
    "truncation_policy",
    "support_verbosity",
    "experimental_supported_tools",
    "base_instructions",
}


def listed(desk, query="", *, key=None, **headers: str):
    sent = {"authorization": f"Bearer {key or desk.any_key()}"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    answer = desk.send("GET", f"/v1/models{query}", headers=sent)
    assert answer.status_code == 200
    return answer.json()


def test_openai_clients_get_their_list(desk):
    body = listed(desk)

    assert body["object"] == "list"
    assert {"gpt-5.4", "claude-opus-4-6", "sandbox/script:write-file"} <= {
        model["id"] for model in body["data"]
    }
    assert body["data"][0].keys() == {"id", "object", "created", "owned_by"}


def test_anthropic_clients_get_theirs_and_its_end(desk):
    body = listed(desk, "?limit=1000", anthropic_version="2023-06-01")

    assert body["has_more"] is False
    assert body["last_id"] == body["data"][-1]["id"]
    assert {"type", "id", "display_name", "created_at"} == body["data"][0].keys()


def test_codex_gets_a_catalog_in_its_own_schema(desk):
    body = listed(desk, "?client_version=0.169.0")

    assert body.keys() == {"models"}
    assert all(model.keys() >= REQUIRED_BY_CODEX for model in body["models"])


def test_a_key_sees_only_the_models_that_it_may_call(desk):
    key = desk.new_key(models=["gpt-5.4", "claude-*"])["value"]

    assert {model["id"] for model in listed(desk, key=key)["data"]} == {
        "gpt-5.4",
        "claude-opus-4-6",
        "claude-sonnet-4-5-20250929",
        "claude-haiku-4-5-20251001",
    }


def test_one_model_is_shown_by_its_name_slashes_and_all(desk):
    headers = {"authorization": f"Bearer {desk.any_key()}"}

    assert desk.send("GET", "/v1/models/sandbox/lorem-7", headers=headers).json()["id"] == "sandbox/lorem-7"
    assert desk.send("GET", "/v1/models/gpt-9", headers=headers).status_code == 404
