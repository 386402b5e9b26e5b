"""Everyday calls of the Python SDK against the daemon whose address is the first argument."""
import io
import sys
import tarfile
import time

import docker

client = docker.DockerClient(base_url=sys.argv[1])


def refused(error, status, call):
    try:
        call()
    except error as failure:
        assert failure.response.status_code == status, failure
        return str(failure)
    raise AssertionError("this should have been refused")


assert client.ping() and client.version()["ApiVersion"] and client.info()["OSType"] == "linux"
pool = docker.types.IPAMPool(subnet="10.92.0.0/24", gateway="10.92.0.1")
network = client.networks.create("sdk", driver="bridge", ipam=docker.types.IPAMConfig(pool_configs=[pool]), labels={"a": "b"})
assert client.networks.list(filters={"label": "a=b"})[0].id == network.id
refused(docker.errors.APIError, 409, lambda: client.networks.create("sdk"))

assert client.containers.run("my_image", ["echo", "hi"], remove=True) == b"hi\n"
box = client.containers.run(
    "my_image", ["sleep", "1000"], name="box", detach=True, network="sdk", ports={"80/tcp": None}, labels={"x": "y"}, mem_limit="64m",
    environment={"K": "v"}, healthcheck={"test": ["CMD", "true"], "interval": 200000000})
box.reload()
assert box.status == "running" and box.ports["80/tcp"][0]["HostPort"], box.ports
assert client.containers.list(filters={"label": "x=y"})[0].name == "box"
assert box.exec_run(["sh", "-c", "exit 3"]).exit_code == 3
assert box.exec_run(["sh", "-c", "echo $K"]).output == b"v\n"
assert list(box.exec_run(["sh", "-c", "echo out; echo err >&2"], stream=True, demux=True).output)

archive = io.BytesIO()
with tarfile.open(fileobj=archive, mode="w") as tar:
    entry = tarfile.TarInfo("file")
    entry.size = 2
    tar.addfile(entry, io.BytesIO(b"ok"))
assert box.put_archive("/tmp", archive.getvalue())
chunks, facts = box.get_archive("/tmp/file")
assert facts["name"] == "file" and facts["size"] == 2
assert tarfile.open(fileobj=io.BytesIO(b"".join(chunks))).extractfile("file").read() == b"ok"
assert any(change["Path"] == "/tmp/file" for change in box.diff())

assert box.stats(stream=False)["memory_stats"]["usage"] > 0 and box.top()["Processes"]
box.update(cpu_shares=256)
box.pause()
box.unpause()
box.rename("crate")
bridge = client.networks.get("bridge")
bridge.connect(box)
network.reload()
assert box.id in network.attrs["Containers"]
bridge.disconnect(box)
events = client.events(since=int(time.time()) - 600, until=int(time.time()) + 1, decode=True, filters={"container": box.id})
assert [event["Action"] for event in events][:2] == ["create", "start"]
box.restart(timeout=0)
box.stop(timeout=0)
assert box.wait()["StatusCode"] == 137
box.start()
box.kill()
box.remove(v=True, force=True)
assert "No such container: crate" in refused(docker.errors.NotFound, 404, lambda: client.containers.get("crate"))

volume = client.volumes.create("sdk-volume", labels={"k": "v"})
assert client.volumes.get("sdk-volume").attrs["Labels"] == {"k": "v"}
volume.remove()
client.images.get("my_image").tag("sdk/image", "1")
saved = b"".join(client.images.get("sdk/image:1").save(named="sdk/image:1"))
client.images.remove("sdk/image:1")
client.images.load(saved)
assert "sdk/image:1" in client.images.get("sdk/image:1").tags
client.images.remove("sdk/image:1")
network.remove()
client.containers.prune()
client.networks.prune()
client.volumes.prune()
client.images.prune()
client.df()
print("fine")
