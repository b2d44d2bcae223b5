#!/usr/bin/env python3
"""The whole program with a million jobs in its embedded server: start to first rows, start to every job cached,
memory, and CPU while it stands. Run it under a display: xvfb-run -a tests/bench/whole_program.py build/release/syncwall

The first run makes the database (its time is not counted). One line of JSON on stdout."""
import json, os, subprocess, sys, tempfile, time

program, jobs = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "1000000"
data = os.environ.get("SYNCWALL_BENCH_DATA", os.path.join(tempfile.gettempdir(), "syncwall-bench"))
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


def cpu_seconds():
    with open(f"/proc/{process.pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_mib():
    with open(f"/proc/{process.pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024


start = time.monotonic()
process = subprocess.Popen([program, "--demo-jobs", jobs, "--describe", seen, "--size", "1920x1080"], env=environment)
first = wait_for(lambda: texts("row"))
wait_for(lambda: texts("loading") or time.monotonic() - start > 5)
cached = wait_for(lambda: texts("row") and not texts("loading"))
time.sleep(5)
before, at = cpu_seconds(), time.monotonic()
time.sleep(20)
idle = (cpu_seconds() - before) / (time.monotonic() - at)
print(json.dumps({"jobs": int(jobs), "first_rows_s": round(first, 3), "all_cached_s": round(cached, 2), "rss_mib": round(rss_mib()), "cpu_share_living": round(idle, 4)}))
process.terminate()
process.wait()
