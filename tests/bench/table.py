#!/usr/bin/env python3
"""Writes the table of README.md here from what syncwall-bench and whole_program.py measured: table.py BENCH WHOLE"""
import json
import os
import re
import sys

with open(sys.argv[1]) as file:
    bench = json.load(file)
with open(sys.argv[2]) as file:
    whole = json.load(file)

SIZES = [(10_000, 0), (100_000, 0), (1_000_000, 0), (1_000_000, 1)]


def runs(name, size):
    jobs, unique = size
    start = f"{name}/jobs:{jobs}/unique:{unique}"
    return [b for b in bench["benchmarks"] if b["name"].startswith(start) and b.get("run_type") != "aggregate"]


def counter(name, field, form="{:.3g}", best=min):
    def cell(size):
        found = [run[field] for run in runs(name, size) if field in run]
        return form.format(best(found)) if found else ""
    return [cell(size) for size in SIZES]


def pair(first, second):
    return [f"{a} / {b}" if a else "" for a, b in zip(first, second)]


def only(text):
    return ["", "", text, ""]


ROWS = [
    ("A frame, 1920×1080, scrolling: CPU p50 / p99, ms", "0.5 / 1", pair(counter("frame", "p50_ms"), counter("frame", "p99_ms"))),
    ("Heap allocations of a frame", "0", counter("frame", "allocations_per_frame", "{:.0f}")),
    ("Longest wait of the UI thread while pages and changes pour in, µs", "50", counter("longest_wait/snapshot_and_newest", "real_time", "{:.1f}", best=max)),
    ("… the same loop with nothing to wait for, µs", "", counter("longest_wait/nothing_at_all", "real_time", "{:.1f}", best=max)),
    ("Text filter, third character, ms", "10 (unique 40)", counter("filter_third_character", "median_ms")),
    ("Text filter, fourth character, ms", "5 (unique 20)", counter("filter_fourth_character", "median_ms")),
    ("Sort by Collection, first click, ms", "30 (unique 150)", counter("sort_by_collection_first", "median_ms")),
    ("… in the very moment of loading, ms", "", counter("sort_by_collection_at_once", "median_ms")),
    ("Sort by Collection again, ms", "30", counter("sort_by_collection_again", "median_ms")),
    ("Sort by Last Sync, ms", "30", counter("sort_by_last_sync", "median_ms")),
    ("100 changes merged into the view, ms", "3", counter("merge_hundred_changes", "median_ms")),
    ("… into a held view, and what waits counted, ms", "", counter("count_hundred_waiting", "median_ms")),
    ("Pages parsed and appended, jobs a second", "400,000", counter("append_pages/parse_and_append", "items_per_second", "{:,.0f}", best=max)),
    ("Memory of the cache, bytes a job", "160 (unique 260)", counter("memory", "cache_bytes_per_job", "{:.0f}")),
    ("… of a view and the sorter's ranks, bytes a job", "", counter("memory", "view_and_ranks_bytes_per_job", "{:.0f}")),
    ("Store: page of 1,000 at the start, slowest sort, ms", "8", counter("page/at_the_start", "worst_sort_ms")),
    ("… in the middle, ms", "8", counter("page/in_the_middle", "worst_sort_ms")),
    ("… at the end, ms", "8", counter("page/at_the_end", "worst_sort_ms")),
    ("… with a substring filter, ms", "8", counter("page/with_a_text_filter", "worst_sort_ms")),
    ("Program start to the first rows drawn, s", "0.5", only(f"{whole['first_rows_s']:.2f}")),
    ("Program start to all jobs cached, s", "12", only(f"{whole['all_cached_s']:.1f}")),
    ("Nothing changes: CPU of the dashboard, of a core", "1 %", only(f"{whole['idle_dashboard']:.1%}")),
    ("Resident memory of the dashboard alone, MiB", "", only(str(whole["rss_mib_alone"]))),
    ("The demonstration lives (dashboard and server in one process, 1M jobs running): CPU, of a core", "", only(f"{whole['cpu_share_living']:.0%}")),
]

lines = ["| figure | wanted at 1M | 10k | 100k | 1M | 1M, unique names |", "| --- | --- | --- | --- | --- | --- |"]
lines += [f"| {what} | {wanted} | {' | '.join(cells)} |" for what, wanted, cells in ROWS]
context = bench["context"]
lines += ["", f"Measured {context['date'][:10]} on {context['num_cpus']} cores of {context['mhz_per_cpu'] / 1000:.1f} GHz, a shared virtual machine."]

readme = os.path.join(os.path.dirname(os.path.abspath(__file__)), "README.md")
with open(readme) as file:
    text = file.read()
marked = re.compile(r"(<!-- figures -->\n).*(<!-- end -->)", re.S)
with open(readme, "w") as file:
    file.write(marked.sub(lambda m: m[1] + "\n".join(lines) + "\n" + m[2], text))
