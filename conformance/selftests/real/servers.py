"""The real servers: what each is installed from, how it starts, where its document is, and what it is seeded with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conformance.selftests.real import seeds

APPS = Path(__file__).with_name("apps")


@dataclass(frozen=True)
class Server:
    """A server; `{port}`, `{home}`, `{bin}` and `{apps}` in its texts are filled in when it starts."""

    name: str
    requirements: tuple[str, ...]
    """Pinned, for pip."""
    command: tuple[str, ...]
    ready: str
    """The path that is answered with a status below 500 once it is ready."""
    document: str = "/openapi.json"
    """The path of its OpenAPI document."""
    prefix: str = ""
    """What its operations have before their paths, where the document does not say so."""
    environment: Mapping[str, str] = field(default_factory=dict)
    seed: seeds.Seed = seeds.nothing
    credentials: Mapping[str, str] = field(default_factory=dict)
    """By security scheme."""
    patience: float = 120.0
    """Seconds that it may take to be ready."""


def _uvicorn(name: str, *requirements: str, **more: object) -> Server:
    app = ("{bin}/python", "-m", "uvicorn", "--app-dir", "{apps}", "--host", "127.0.0.1", "--port", "{port}")
    return Server(name, requirements, (*app, f"{name}_app:app"), **more)  # type: ignore[arg-type]


SERVERS = (
    Server(
        name="chroma",
        requirements=("chromadb==1.5.9",),
        command=("{bin}/chroma", "run", "--host", "127.0.0.1", "--port", "{port}", "--path", "{home}/data"),
        ready="/api/v2/heartbeat",
        environment={"ANONYMIZED_TELEMETRY": "False"},
        seed=seeds.chroma,
        credentials={"ApiKeyAuth": "chroma-0123456789"},
    ),
    Server(
        name="prefect",
        requirements=("prefect==3.9.1",),
        command=("{bin}/prefect", "server", "start", "--host", "127.0.0.1", "--port", "{port}"),
        ready="/api/health",
        document="/api/openapi.json",
        environment={
            "PREFECT_HOME": "{home}/prefect",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_API_URL": "http://127.0.0.1:{port}/api",
        },
        seed=seeds.prefect,
    ),
    Server(
        name="phoenix",
        requirements=("arize-phoenix==20.26.1",),
        command=("{bin}/phoenix", "serve"),
        ready="/healthz",
        environment={
            "PHOENIX_HOST": "127.0.0.1",
            "PHOENIX_PORT": "{port}",
            "PHOENIX_GRPC_PORT": "{spare}",
            "PHOENIX_WORKING_DIR": "{home}",
            "PHOENIX_TELEMETRY_ENABLED": "false",
        },
        seed=seeds.phoenix,
    ),
    Server(
        name="apiflask",
        requirements=("apiflask==3.1.2",),
        command=("{bin}/flask", "--app", "{apps}/apiflask_app.py", "run", "--host", "127.0.0.1", "--port", "{port}"),
        ready="/openapi.json",
        credentials={"BearerAuth": "flask-0123456789abcdef"},
    ),
    _uvicorn(
        "connexion",
        "connexion[flask,uvicorn]==3.3.0",
        ready="/api/openapi.json",
        document="/api/openapi.json",
        credentials={"key": "connexion-0123456789"},
    ),
    _uvicorn(
        "fastapi",
        "fastapi==0.165.0",
        "uvicorn==0.54.0",
        ready="/openapi.json",
        credentials={"HTTPBasic": "ada:lovelace1815", "APIKeyHeader": "fast-0123456789abcdef"},
        seed=lambda url: seeds.Known({"x-tenant": "one", "n": "3", "low": "2", "high": "5"}),
    ),
    _uvicorn(
        "litestar", "litestar==2.25.0", "uvicorn==0.54.0", ready="/schema/openapi.json", document="/schema/openapi.json"
    ),
    _uvicorn(
        "ninja",
        "django-ninja==1.7.1",
        "uvicorn==0.54.0",
        ready="/api/openapi.json",
        document="/api/openapi.json",
        credentials={"Token": "ninja-0123456789abcdef", "Key": "ninja-key-0123456789"},
    ),
    Server(
        name="glances",
        requirements=("glances[web]==4.5.8",),
        command=(
            "{bin}/glances",
            "-w",
            "--disable-autodiscover",
            "--disable-check-update",
            "--bind",
            "127.0.0.1",
            "--port",
            "{port}",
        ),
        ready="/api/4/status",
        seed=seeds.glances,
    ),
    Server(
        name="evidently",
        requirements=("evidently==0.7.23", "pandas<3"),
        command=("{bin}/evidently", "ui", "--host", "127.0.0.1", "--port", "{port}", "--workspace", "{home}/data"),
        ready="/api/version",
        document="/schema/openapi.json",
        seed=seeds.evidently,
    ),
    Server(
        name="label-studio",
        requirements=("label-studio==1.23.2",),
        command=("{bin}/label-studio", "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", "{port}"),
        ready="/health",
        document="/docs/api/schema/json/",
        environment={
            "BASE_DATA_DIR": "{home}/data",
            "LABEL_STUDIO_USERNAME": "ada@example.com",
            "LABEL_STUDIO_PASSWORD": "lovelace1815",
            "LABEL_STUDIO_USER_TOKEN": seeds.STUDIO_TOKEN,
            "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
            "COLLECT_ANALYTICS": "false",
            "LATEST_VERSION_CHECK": "false",
            "SENTRY_DSN": "",
            "FRONTEND_SENTRY_DSN": "",
        },
        seed=seeds.label_studio,
        credentials={"Token": f"Token {seeds.STUDIO_TOKEN}"},
        patience=300,
    ),
)
