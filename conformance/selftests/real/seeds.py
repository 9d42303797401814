"""What each server is given to answer with, by its own API; returns the values that its lists do not show."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any


class UnusableServerError(RuntimeError):
    """A server could not be installed, started, seeded or judged; its message says why."""


@dataclass(frozen=True)
class Known:
    """Values that no list of the server shows."""

    names: Mapping[str, str] = field(default_factory=dict)
    """By the name of a parameter."""
    paths: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By path of the contract, or its beginning with `*`, and name."""


Seed = Callable[[str], Known]
"""Takes the URL of a server."""


STUDIO_TOKEN = "0123456789abcdef0123456789abcdef01234567"
_PAUSES = (1.0, 3.0, 9.0)
"""Seconds between tries of what a server is too busy for."""


def post(url: str, body: object, **headers: str) -> Any:
    """Send an object to a server on this machine, and return its answer."""
    head = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(url, json.dumps(body).encode(), head)
    for pause in (*_PAUSES, None):
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE or pause is None:
                answered = error.read()[:500].decode(errors="replace")
                raise UnusableServerError(f"POST {url} is answered with {error.code}: {answered}") from None
            time.sleep(pause)
    raise AssertionError("the last pause ends the loop")


def nothing(url: str) -> Known:
    """Leave a server as it is."""
    return Known()


def chroma(url: str) -> Known:
    """Make two collections with rows."""
    base = f"{url}/api/v2/tenants/default_tenant/databases/default_database/collections"
    for name in ("letters", "numbers"):
        made = post(base, {"name": name, "metadata": {"kind": name}})
        rows = {"ids": ["a", "b"], "embeddings": [[0.1, 0.2], [0.3, 0.4]], "documents": ["one", "two"]}
        post(f"{base}/{made['id']}/add", rows)
    return Known({"tenant": "default_tenant", "tenant_name": "default_tenant", "database": "default_database"})


def prefect(url: str) -> Known:
    """Make a flow with a deployment, runs, and one of what else has a name; no list of Prefect is a GET."""
    api = f"{url}/api"
    flow = post(f"{api}/flows/", {"name": "morning", "tags": ["daily"]})["id"]
    post(f"{api}/work_pools/", {"name": "pool", "type": "process"})
    deployment = post(f"{api}/deployments/", {"name": "eight", "flow_id": flow, "work_pool_name": "pool"})["id"]
    state = {"type": "COMPLETED", "name": "Completed"}
    run = post(f"{api}/flow_runs/", {"flow_id": flow, "name": "first", "state": state})["id"]
    task = post(f"{api}/task_runs/", {"flow_run_id": run, "task_key": "a", "dynamic_key": "0", "state": state})["id"]
    variable = post(f"{api}/variables/", {"name": "colour", "value": "red"})["id"]
    artifact = post(f"{api}/artifacts/", {"key": "table", "type": "markdown", "data": "# one"})["id"]
    tag = post(f"{api}/concurrency_limits/", {"tag": "slow", "concurrency_limit": 2})["id"]
    post(f"{api}/v2/concurrency_limits/", {"name": "wide", "limit": 3})
    queue = post(f"{api}/work_pools/pool/queues", {"name": "fast"})["id"]
    secret = post(f"{api}/block_types/filter", {"block_types": {"slug": {"any_": ["secret"]}}})[0]["id"]
    schema = post(f"{api}/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [secret]}}})[0]
    block = {"name": "door", "data": {"value": "open"}, "block_schema_id": schema["id"], "block_type_id": secret}
    ids = {
        "/flows/*": flow,
        "/flow_runs/*": run,
        "/task_runs/*": task,
        "/ui/task_runs/*": task,
        "/deployments/*": deployment,
        "/variables/*": variable,
        "/artifacts/*": artifact,
        "/concurrency_limits/*": tag,
        "/work_queues/*": queue,
        "/block_types/*": secret,
        "/block_schemas/*": schema["id"],
        "/block_documents/*": post(f"{api}/block_documents/", block)["id"],
    }
    names = {
        "/flows/name/{name}": {"name": "morning"},
        "/deployments/name/*": {"flow_name": "morning", "deployment_name": "eight"},
        "/variables/name/{name}": {"name": "colour"},
        "/work_pools/{name}": {"name": "pool"},
        "/work_pools/{work_pool_name}/queues/{name}": {"work_pool_name": "pool", "name": "fast"},
        "/artifacts/{key}/latest": {"key": "table"},
        "/block_types/slug/{slug}*": {"slug": "secret"},
        "/block_types/slug/{slug}/block_documents/name/*": {"slug": "secret", "block_document_name": "door"},
        "/flow_run_states/": {"flow_run_id": run},
        "/task_run_states/": {"task_run_id": task},
        "/concurrency_limits/tag/{tag}": {"tag": "slow"},
        "/v2/concurrency_limits/*": {"id_or_name": "wide"},
        "/block_schemas/checksum/{checksum}": {"checksum": schema["checksum"]},
    }
    return Known(paths={**{path: {"id": value} for path, value in ids.items()}, **names})


def phoenix(url: str) -> Known:
    """Make a project with spans, a data set with an experiment, and annotations."""
    api = f"{url}/v1"
    post(f"{api}/projects", {"name": "garden", "description": "of tests"})
    span = {
        "name": "ask",
        "context": {"trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "b7ad6b7169203331"},
        "span_kind": "LLM",
        "start_time": "2026-01-02T03:04:05+00:00",
        "end_time": "2026-01-02T03:04:06+00:00",
        "status_code": "OK",
        "attributes": {"session.id": "talk-1", "input.value": "hello"},
    }
    post(f"{api}/projects/garden/spans", {"data": [span]})
    upload = {
        "action": "create",
        "name": "pairs",
        "inputs": [{"q": "1+1"}, {"q": "2+2"}],
        "outputs": [{"a": "2"}, {"a": "4"}],
    }
    data = post(f"{api}/datasets/upload?sync=true", upload)["data"]
    post(f"{api}/dataset_labels", {"name": "easy", "color": "#00ff00"})
    post(f"{api}/datasets/{data['dataset_id']}/experiments", {"name": "try", "description": "one", "metadata": {}})
    config = {"name": "mood", "type": "CATEGORICAL", "optimization_direction": "NONE", "values": [{"label": "good"}]}
    post(f"{api}/annotation_configs", config)
    prompt = {
        "prompt": {"name": "greet"},
        "version": {
            "model_provider": "OPENAI",
            "model_name": "gpt",
            "template": {"type": "chat", "messages": [{"role": "user", "content": "Say {{word}}"}]},
            "template_type": "CHAT",
            "template_format": "MUSTACHE",
            "invocation_parameters": {"type": "openai", "openai": {}},
        },
    }
    post(f"{api}/prompts", prompt)
    return Known()


def glances(url: str) -> Known:
    """Name plugins, whose list is one of texts, and what they measure."""
    return Known(
        paths={
            "/api/4/{plugin}*": {"plugin": "mem"},
            "/api/4/{plugin}/{item}*": {"plugin": "mem", "item": "percent"},
            "/api/4/{plugin}/top/{nb}": {"plugin": "processlist", "nb": "2"},
            "/api/4/{plugin}/history/{nb}": {"plugin": "mem", "nb": "2"},
            "/api/4/{plugin}/{item}/history/{nb}": {"plugin": "mem", "item": "percent", "nb": "2"},
            "/api/4/args/{item}": {"item": "time"},
        }
    )


def evidently(url: str) -> Known:
    """Make a project with a prompt and an artifact; its kinds of what has no list are named."""
    project = post(f"{url}/api/projects", {"name": "bikes"})
    post(f"{url}/api/prompts?project_id={project}", {"name": "greet", "project_id": project, "metadata": {}})
    return Known(paths={"/api/prompts*": {"project_id": project}, "/api/artifacts*": {"project_id": project}})


def label_studio(url: str) -> Known:
    """Make a project with two tasks, of which one is annotated."""
    token = {"Authorization": f"Token {STUDIO_TOKEN}"}
    choices = '<Choices name="mood" toName="text"><Choice value="good"/><Choice value="bad"/></Choices>'
    config = f'<View><Text name="text" value="$text"/>{choices}</View>'
    project = post(f"{url}/api/projects/", {"title": "moods", "label_config": config}, **token)["id"]
    tasks = [{"data": {"text": text}} for text in ("so be it", "hello")]
    post(f"{url}/api/projects/{project}/import", tasks, **token)
    return Known()
