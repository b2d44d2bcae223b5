#!/usr/bin/env python3
"""The whole program with a million jobs: with the demonstration in its embedded server, start to first rows, start to
every job cached, memory, and CPU while jobs run; then against a syncwall-server whose jobs stand still, CPU of both. Run it under a display: xvfb-run -a tests/bench/whole_program.py build/release/syncwall

The first run makes the database (its time is not counted). One line of JSON on stdout."""
import json, os, socket, subprocess, sys, tempfile, time

program, jobs = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "1000000"
data = os.environ.get("SYNCWALL_BENCH_DATA", os.path.join(tempfile.gettempdir(), "syncwall-bench-data"))
environment = dict(os.environ, XDG_DATA_HOME=data, XDG_STATE_HOME=data, XDG_CONFIG_HOME=data)
seen = os.path.join(data, "seen.json")
os.makedirs(data, exist_ok=True)
subprocess.run([program, "summary", "--demo-jobs", jobs], env=environment, check=True, stdout=subprocess.DEVNULL)
if os.path.exists(seen):
    os.remove(seen)


def texts(role):
    try:
        with open(seen) as file:
            return [note["name"] for note in json.load(file) if note["role"] == role]
    except (OSError, ValueError):
        return []


def wait_for(what):
    while not what():
        if process.poll() is not None:
            sys.exit("the program has ended")
        time.sleep(0.005)
    return time.monotonic() - start


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_mib():
    with open(f"/proc/{process.pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024


def cpu_shares(seconds, *pids):
    time.sleep(5)
    before, at = [cpu_seconds(pid) for pid in pids], time.monotonic()
    time.sleep(seconds)
    return [round((cpu_seconds(pid) - b) / (time.monotonic() - at), 4) for pid, b in zip(pids, before)]


def until_all_cached():
    first = wait_for(lambda: texts("row"))
    wait_for(lambda: texts("loading") or time.monotonic() - start > 5)
    return first, wait_for(lambda: texts("row") and not texts("loading"))


window = ["--describe", seen, "--size", "1920x1080"]
figures = {"jobs": int(jobs)}

start = time.monotonic()
process = subprocess.Popen([program, "--demo-jobs", jobs, *window], env=environment)
first, cached = until_all_cached()
figures |= {"first_rows_s": round(first, 3), "all_cached_s": round(cached, 2), "rss_mib": round(rss_mib())}
(figures["cpu_share_living"],) = cpu_shares(20, process.pid)
process.terminate()
process.wait()
os.remove(seen)

database = os.path.join(data, "syncwall", f"demo-{jobs}-seed-1.db")
serve = os.path.join(os.path.dirname(program), "syncwall-server")
with socket.create_server(("127.0.0.1", 0)) as free:
    address = f"127.0.0.1:{free.getsockname()[1]}"
subprocess.run([serve, "keys", "remove", "bench", "--database", database], capture_output=True)
key = subprocess.run([serve, "keys", "add", "bench", "--admin", "--database", database], check=True, capture_output=True, text=True).stdout.strip()
server = subprocess.Popen([serve, "--listen", address, "--database", database], stdout=subprocess.DEVNULL)
try:
    time.sleep(1)
    start = time.monotonic()
    process = subprocess.Popen([program, "--url", f"http://{address}", *window], env=dict(environment, SYNCWALL_API_KEY=key))
    until_all_cached()
    figures["idle_dashboard"], figures["idle_server"] = cpu_shares(60, process.pid, server.pid)
    figures["rss_mib_alone"] = round(rss_mib())
    process.terminate()
    process.wait()
finally:
    server.terminate()
    server.wait()
print(json.dumps(figures))
