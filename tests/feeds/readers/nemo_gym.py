"""Reads a folder as NeMo Gym does: its configuration, its rows, and its server, asked to verify answers.

    python nemo_gym.py FOLDER      prints what was read, a JSON object, as the last line
"""

import json
import sys
from pathlib import Path

import yaml

ANSWERS = ("```q\nf:{[x] sum x where x>0}\n```", "```q\nf:{[x] exit 0}\n```", "")


def read(folder):
    """Give the names that the configuration has, the rows of each file, and the rewards of answers to the first."""
    from nemo_gym.base_resources_server import BaseRunRequest
    from nemo_gym.config_types import ResourcesServerTypeConfig, ResponsesAPIAgentServerTypeConfig

    (path,) = (folder / "configs").iterdir()
    server, agent = yaml.safe_load(path.read_text()).items()
    ResourcesServerTypeConfig.model_validate(server[1])
    (running,) = ResponsesAPIAgentServerTypeConfig.model_validate(agent[1]).responses_api_agents.values()
    files = {one.name: folder / "data" / Path(one.jsonl_fpath).name for one in running.datasets}
    rows = {name: [json.loads(line) for line in file.read_text().splitlines()] for name, file in files.items()}
    for row in (row for part in rows.values() for row in part):
        BaseRunRequest.model_validate(row)
    licences = {one.name: one.license for one in running.datasets}
    counts = {name: len(part) for name, part in rows.items()}
    rewards = [verified(rows["train"][0], answer) for answer in ANSWERS]
    return {"names": [server[0], agent[0]], "licences": licences, "rows": counts, "rewards": rewards}


def verified(row, answer):
    """Post an answer to the server's own application; give the reward that comes back."""
    from app import ProgramResourcesServer
    from fastapi.testclient import TestClient
    from nemo_gym.base_resources_server import BaseResourcesServerConfig
    from nemo_gym.server_utils import ServerClient

    settings = BaseResourcesServerConfig(host="127.0.0.1", port=1, entrypoint="app.py", name="programs")
    server = ProgramResourcesServer(config=settings, server_client=ServerClient.model_construct())
    part = {"type": "output_text", "text": answer, "annotations": []}
    said = {"type": "message", "id": "1", "role": "assistant", "status": "completed", "content": [part]}
    tools = {"parallel_tool_calls": False, "tool_choice": "none", "tools": []}
    response = {"id": "1", "created_at": 0.0, "model": "policy", "object": "response", "output": [said], **tools}
    reply = TestClient(server.setup_webserver()).post("/verify", json={**row, "response": response})
    reply.raise_for_status()
    return reply.json()["reward"]


# The server's pool imports the program again.
if __name__ == "__main__":
    # The program's own folder, which Python puts first, holds this file: it would be imported as nemo_gym.
    sys.path[0] = sys.argv[1]
    print(json.dumps(read(Path(sys.argv[1]))))
